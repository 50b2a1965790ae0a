import type { FailureKind, FailureScope } from "../failure.ts";
import type { ErrorFacts } from "./facts/error-facts.ts";

/** An HTTP status, a whole class of them, or none at all (no response, or an error inside a stream). */
export type StatusMatch = number | "4xx" | "5xx" | "none";

/**
 * How the time of the next try is found: `none` believes no hint, the others compute the next reset of a calendar
 * period because the provider's own hint is known to be about something else or missing.
 */
export type HintRule = "none" | "pacific-day" | "beijing-day" | "utc-month";

/** What a provider sent, as an example: a response body (JSON or text) with its status, or a text as pi reports it. */
export interface SignatureExample {
	readonly status?: number;
	readonly body?: unknown;
	readonly text?: string;
	/** Code of a connection that failed. */
	readonly connectionError?: string;
	/** Where the row names none. */
	readonly provider?: string;
}

/** One known way of failing. Every condition given must hold. */
export interface Signature {
	/** Unique name. */
	readonly id: string;
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	/** Provider ids; `zai` also means `zai-coding-cn`. Absent: any. */
	readonly provider?: readonly string[];
	readonly api?: string;
	readonly status?: readonly StatusMatch[];
	/** Codes or types in lower case, one of which must be there. */
	readonly code?: readonly string[];
	/** Tested on each code. */
	readonly codeLike?: RegExp;
	/** Tested on the lower-case text: whole words, anchored, never a bare number. */
	readonly text?: RegExp;
	/** Tested on the code of a failed connection. */
	readonly connection?: RegExp;
	/** True: only error pages. */
	readonly isHtml?: boolean;
	/** Model family that is meant, for scope `family`. */
	readonly family?: string;
	readonly hints?: HintRule;
	/** The refusal is about the length of the conversation, so a shorter one would be taken. */
	readonly isPromptTooLarge?: boolean;
	readonly example: SignatureExample;
	/** Where the fact was published. */
	readonly source: string;
}

function isStatus(match: StatusMatch, status: number | undefined): boolean {
	if (typeof match === "number") return match === status;
	if (match === "none") return status === undefined;
	return status !== undefined && Math.floor(status / 100) === Number(match.charAt(0));
}

function isProvider(name: string, provider: string): boolean {
	return provider === name || provider.startsWith(`${name}-`);
}

function fitsSource(row: Signature, facts: ErrorFacts): boolean {
	if (row.provider !== undefined && !row.provider.some((name) => isProvider(name, facts.provider))) return false;
	return row.api === undefined || row.api === facts.api;
}

function fitsStatus(row: Signature, facts: ErrorFacts): boolean {
	if (row.status !== undefined && !row.status.some((status) => isStatus(status, facts.status))) return false;
	return row.isHtml === undefined || row.isHtml === facts.isHtml;
}

function fitsCodes(row: Signature, facts: ErrorFacts): boolean {
	const { code, codeLike, connection } = row;
	if (code !== undefined && !code.some((wanted) => facts.codes.includes(wanted))) return false;
	if (codeLike !== undefined && !facts.codes.some((seen) => codeLike.test(seen))) return false;
	return connection === undefined || connection.test(facts.connectionError ?? "");
}

/** True when every condition of the row holds; the cheap ones are asked first. */
export function isMatch(row: Signature, facts: ErrorFacts): boolean {
	if (!fitsSource(row, facts) || !fitsStatus(row, facts) || !fitsCodes(row, facts)) return false;
	return row.text === undefined || row.text.test(facts.text);
}
