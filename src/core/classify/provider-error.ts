import type { Failure, FailureKind, FailureScope } from "../failure.ts";
import { redact } from "../text/redact.ts";
import type { FailureEvidence } from "./evidence.ts";
import { type ErrorFacts, readErrorFacts } from "./facts/error-facts.ts";
import { type RejectedWindow, rejectedWindows } from "./facts/rejected-windows.ts";
import { withoutQuotations } from "./facts/without-quotations.ts";
import { retryHint } from "./retry-hint.ts";
import type { HintRule, Signature } from "./signature.ts";
import { findSignature } from "./signatures.ts";

const MAX_MESSAGE_CHARS = 500;
const MAX_CODE_CHARS = 80;

interface Verdict {
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	readonly family?: string;
	readonly hints?: HintRule;
	/** The code that decided, where one did. */
	readonly code?: string;
	readonly isPromptTooLarge?: boolean;
	readonly isFromHeaders: boolean;
}

function signatureVerdict(row: Signature | undefined, facts: ErrorFacts): Verdict {
	if (!row) return { kind: "unknown", scope: "target", isFromHeaders: false };
	const code = row.code?.find((wanted) => facts.codes.includes(wanted));
	return {
		kind: row.kind,
		scope: row.scope,
		isFromHeaders: false,
		...(row.family === undefined ? {} : { family: row.family }),
		...(row.hints === undefined ? {} : { hints: row.hints }),
		...(code === undefined ? {} : { code }),
		...(row.isPromptTooLarge === undefined ? {} : { isPromptTooLarge: row.isPromptTooLarge }),
	};
}

/** Kinds that used-up plan windows in the headers do not explain. */
const OWN_REASONS: readonly FailureKind[] = ["request-limit", "overflow", "policy", "entitlement", "auth", "model"];

function isLimited(facts: ErrorFacts, verdict: Verdict): boolean {
	if (facts.status !== 429) return verdict.kind === "window";
	return !OWN_REASONS.includes(verdict.kind);
}

/** The windows that apply: any account-wide one outweighs those of a family. */
function decisive(windows: readonly RejectedWindow[]): readonly RejectedWindow[] {
	const wide = windows.filter((window) => window.scope === "account");
	return wide.length > 0 ? wide : windows;
}

function windowVerdict(verdict: Verdict, windows: readonly RejectedWindow[]): Verdict {
	const [first] = windows;
	if (!first) return verdict;
	const { code } = verdict;
	return {
		kind: "window",
		scope: first.family === undefined ? "account" : first.scope,
		isFromHeaders: true,
		...(first.family === undefined ? {} : { family: first.family }),
		...(code === undefined ? {} : { code }),
	};
}

function messageOf(facts: ErrorFacts): string {
	const saying = redact(withoutQuotations(facts.saying), MAX_MESSAGE_CHARS);
	if (saying !== "") return saying;
	if (facts.connectionError !== undefined)
		return redact(`connection failed (${facts.connectionError})`, MAX_MESSAGE_CHARS);
	return facts.status === undefined ? "no reason given" : `HTTP ${facts.status}`;
}

/** The code for the log: the one that decided, else the first that says more than the status. */
function codeOf(facts: ErrorFacts, verdict: Verdict): string | undefined {
	const code = verdict.code ?? facts.codes.find((seen) => seen !== "error" && !/^\d{3}$/.test(seen));
	return code === undefined ? undefined : redact(code, MAX_CODE_CHARS);
}

const REFUSED_OR_RESET = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;

/** True when the connection was refused or broke before any response; name look-up, certificates and timeouts do not count. */
function isBeforeResponse(facts: ErrorFacts, evidence: FailureEvidence): boolean {
	const hasResponse = facts.hasStarted || facts.status !== undefined || evidence.response?.status !== undefined;
	if (hasResponse) return false;
	if (facts.connectionError !== undefined) return REFUSED_OR_RESET.test(facts.connectionError);
	return /^(?:socket hang up|other side closed|connection refused)\b/.test(facts.text);
}

function optional(facts: ErrorFacts, verdict: Verdict, evidence: FailureEvidence): Partial<Failure> {
	const status = facts.status ?? evidence.response?.status;
	const code = codeOf(facts, verdict);
	return {
		...(status === undefined ? {} : { status }),
		...(code === undefined ? {} : { code }),
		...(verdict.family === undefined ? {} : { family: verdict.family }),
		...(verdict.kind === "network" && isBeforeResponse(facts, evidence) ? { isBeforeResponse: true } : {}),
		...(verdict.isPromptTooLarge === undefined ? {} : { isPromptTooLarge: verdict.isPromptTooLarge }),
	};
}

const CANCELLED: Failure = { kind: "cancelled", scope: "request", message: "stopped by the user", source: "message" };

/**
 * What a failed attempt means. Status, typed fields and headers decide first, words last; everything in the evidence is
 * untrusted, and nothing in it makes this throw. `nowMs` is epoch milliseconds.
 */
export function classifyFailure(evidence: FailureEvidence, nowMs: number): Failure {
	if (evidence.stopReason === "aborted") return CANCELLED;
	const facts = readErrorFacts(evidence);
	const described = signatureVerdict(findSignature(facts), facts);
	const windows = isLimited(facts, described) ? decisive(rejectedWindows(facts, nowMs)) : [];
	const verdict = windowVerdict(described, windows);
	const { kind, scope, hints, isFromHeaders } = verdict;
	const retryAtMs = retryHint({ facts, kind, windows, ...(hints === undefined ? {} : { rule: hints }) }, nowMs);
	return {
		kind,
		scope,
		message: messageOf(facts),
		source: isFromHeaders ? "headers" : facts.source,
		...optional(facts, verdict, evidence),
		...(retryAtMs === undefined ? {} : { retryAtMs }),
	};
}
