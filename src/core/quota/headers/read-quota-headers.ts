import type { Asked, ReadQuotaHeaders } from "../quota-driver.ts";
import { readWindows } from "../reading/windows.ts";
import { anthropicHeaders } from "./anthropic-headers.ts";
import { codexHeaders } from "./codex-headers.ts";
import { copilotHeaders } from "./copilot-headers.ts";
import { dailyLimitHeaders } from "./daily-limit-headers.ts";
import type { HeaderFindings, Headers } from "./header-findings.ts";

type Reader = (headers: Headers, nowMs: number) => HeaderFindings;

/**
 * Vendors whose answers carry the windows of a plan, by the model that was asked. Limits of API keys a minute
 * (`x-ratelimit-*`, `anthropic-ratelimit-requests-*` and the like) are no plan: what follows from an empty one is said by the
 * refusal itself.
 */
const READERS: ReadonlyMap<string, (modelId: string) => Reader> = new Map<string, (modelId: string) => Reader>([
	["anthropic", () => anthropicHeaders],
	["openai-codex", () => codexHeaders],
	["github-copilot", () => copilotHeaders],
	["groq", (modelId) => dailyLimitHeaders("groq", modelId)],
	["cerebras", (modelId) => dailyLimitHeaders("cerebras", modelId)],
]);

/**
 * The windows that the headers of an answer name, by who was asked. They name some, never all, so what they leave out
 * is as it was. Whether an account can be used beyond its windows is not read from them: only a whole answer of the
 * endpoint can take that back.
 */
export function readQuotaHeaders(
	{ provider, modelId }: Asked,
	headers: Headers,
	nowMs: number,
): ReturnType<ReadQuotaHeaders> {
	const findings = READERS.get(provider)?.(modelId)(headers, nowMs);
	if (findings === undefined || findings.windows.length === 0) return undefined;
	const { windows } = readWindows(findings.windows, nowMs);
	if (windows.length === 0) return undefined;
	const reading = { kind: "ok", windows, balances: [] } as const;
	return findings.plan === undefined ? reading : { ...reading, plan: findings.plan };
}
