import type { ApiName, Protocol } from "../protocol.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { googleGenerativeAi } from "./google-generative-ai.ts";
import { openAiCodexResponses } from "./openai-codex-responses.ts";
import { openAiCompletions } from "./openai-completions.ts";
import { openAiResponses } from "./openai-responses.ts";

/** Every wire protocol the stand-in speaks, by the name pi has for it. */
export const PROTOCOLS: Readonly<Record<ApiName, Protocol>> = {
	"anthropic-messages": anthropicMessages,
	"openai-completions": openAiCompletions,
	"openai-responses": openAiResponses,
	"google-generative-ai": googleGenerativeAi,
	"openai-codex-responses": openAiCodexResponses,
};
