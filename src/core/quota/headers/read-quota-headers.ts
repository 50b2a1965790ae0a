import type { ReadQuotaHeaders } from "../quota-driver.ts";
import { readWindows } from "../reading/windows.ts";
import { anthropicHeaders } from "./anthropic-headers.ts";
import { codexHeaders } from "./codex-headers.ts";
import { copilotHeaders } from "./copilot-headers.ts";
import type { HeaderFindings, Headers } from "./header-findings.ts";

/**
 * Vendors whose answers carry the windows of a plan. The limits of API keys (`x-ratelimit-*`,
 * `anthropic-ratelimit-requests-*` and the like) are none: they are per minute, or buckets that fill up all the time, or
 * for the model that was asked, and what follows from an empty one is said by the refusal itself.
 */
const READERS: ReadonlyMap<string, (headers: Headers, nowMs: number) => HeaderFindings> = new Map([
	["anthropic", anthropicHeaders],
	["openai-codex", codexHeaders],
	["github-copilot", copilotHeaders],
]);

/**
 * The windows that the headers of an answer name, by provider of pi. They name some, never all, so what they leave out
 * is as it was. Whether an account can be used beyond its windows is not read from them: only a whole answer of the
 * endpoint can take that back.
 */
export function readQuotaHeaders(provider: string, headers: Headers, nowMs: number): ReturnType<ReadQuotaHeaders> {
	const findings = READERS.get(provider)?.(headers, nowMs);
	if (findings === undefined || findings.windows.length === 0) return undefined;
	const { windows } = readWindows(findings.windows, nowMs);
	if (windows.length === 0) return undefined;
	const reading = { kind: "ok", windows, balances: [] } as const;
	return findings.plan === undefined ? reading : { ...reading, plan: findings.plan };
}
