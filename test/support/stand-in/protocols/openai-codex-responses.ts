import { createHash } from "node:crypto";
import type { HttpProblem, Protocol } from "../protocol.ts";
import { modelInBody } from "../sse.ts";
import { CODEX_RULES } from "../validation/openai-responses.ts";
import { openAiErrorBody, openAiRefusal } from "./openai-errors.ts";
import { startResponsesFrames } from "./openai-responses.ts";

/** Seconds until a used-up window of the plan is fresh again. */
export const CODEX_RESET_SECONDS = 13_872;

/**
 * The backend of ChatGPT plans, which Codex uses: the Responses API with error bodies of its own. It speaks over a
 * WebSocket too. Source: openai/codex, codex-rs/codex-api (api_bridge, sse/responses) and its tests (2026-09).
 */
export const openAiCodexResponses: Protocol = {
	api: "openai-codex-responses",
	basePath: "/backend-api",
	modelOf: (path, body) => (path === "/backend-api/codex/responses" ? modelInBody(body) : undefined),
	rules: CODEX_RULES,
	refusal: openAiRefusal,
	errorBody: (problem) => describe(problem) ?? openAiErrorBody(problem),
	startFrames: startResponsesFrames,
};

function describe({ status, isQuotaExhausted }: HttpProblem): object | undefined {
	if (isQuotaExhausted) {
		const resetsAt = Math.floor(Date.now() / 1000) + CODEX_RESET_SECONDS;
		const type = "usage_limit_reached";
		const message = "The usage limit has been reached";
		return {
			error: { type, message, plan_type: "plus", resets_at: resetsAt, resets_in_seconds: CODEX_RESET_SECONDS },
		};
	}
	if (status === 400) {
		const message = "Your input exceeds the context window of this model. Please adjust your input and try again.";
		return {
			error: { message, type: "invalid_request_error", param: "input", code: "context_length_exceeded" },
		};
	}
	if (status === 401) return { detail: "Unauthorized" };
	if (status === 402) return { detail: { code: "deactivated_workspace" } };
	return undefined;
}

/**
 * A token as a ChatGPT login has it, which pi reads the account from. It is good for nothing but a stand-in: where the
 * signature belongs it has these words, by which a test finds it again.
 */
export function fakeChatGptToken(signature: string): string {
	const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64").replaceAll("=", "");
	// Another login is another account; pi keeps its WebSockets by account. The words themselves are not to show in it.
	const account = createHash("sha256").update(signature).digest("hex").slice(0, 12);
	const claims = { "https://api.openai.com/auth": { chatgpt_account_id: `stand-in-${account}` } };
	return [part({ alg: "none" }), part(claims), signature].join(".");
}
