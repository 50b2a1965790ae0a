import type { Candidate, Rejection } from "../decision.ts";
import { FAILURE_RULES, type Failure } from "../failure.ts";
import { accountOf } from "../route.ts";
import { formatClock, formatDuration } from "../text/format.ts";
import { loginHelp } from "./login-help.ts";
import { withoutSubject } from "./without-subject.ts";
import { withoutVerdicts } from "./without-verdicts.ts";

/** Text for pi and for the user, and whether pi is meant to repeat the request. */
export interface FinalMessage {
	readonly text: string;
	readonly wantsRetry: boolean;
	/** pi is meant to compact the conversation and to ask again, because this one found it too long. */
	readonly compactsFor?: Candidate;
}

/** A candidate that was tried, and until when it rests now. */
export interface TriedCandidate {
	readonly candidate: Candidate;
	readonly failure: Failure;
	readonly restsUntilMs?: number;
}

export interface ExhaustedInput {
	readonly routeName: string;
	readonly tried: readonly TriedCandidate[];
	readonly rejections: readonly Rejection[];
	readonly nowMs: number;
	readonly timeZone?: string;
}

/** pi's own repetitions come after 2, 6 and 14 s; a target that is back by then is worth them. */
const RETRY_HORIZON_MS = 15_000;

/**
 * pi decides by patterns over this text whether it repeats a request: "service unavailable" and "connection lost" invite
 * it, "quota exceeded" forbids it and wins over everything else (pi-ai utils/retry, 0.87.1 and 1.5.2).
 */
const INVITES = { later: "service unavailable", broken: "connection lost" } as const;
const NOT_REPEATED = "pi does not repeat this by itself: everything rests, refuses or has its quota exceeded.";
const NOT_REPEATED_LOGIN = "Then ask again. No quota exceeded, nothing rests: there was nobody to ask.";
const NOT_REPEATED_REFUSAL = "pi does not repeat it: this is a refusal, not a quota exceeded or a lost connection.";

const nameOf = ({ target }: Candidate): string => withoutVerdicts(target.label);

/** What a person can do about a failure, where there is something. */
export function remedy(candidate: Candidate, failure: Failure): string | undefined {
	if (failure.kind === "auth") return loginHelp(accountOf(candidate.target));
	if (failure.kind === "model") return `check modelId "${candidate.target.modelId}" in the routes file`;
	if (failure.kind === "entitlement") return "see /auto-router explain for the provider's reason";
	if (failure.kind === "request" || failure.kind === "policy")
		return "see /auto-router explain for the provider's words";
	return undefined;
}

function triedLine({ candidate, failure, restsUntilMs }: TriedCandidate, input: ExhaustedInput): string {
	const until = restsUntilMs === undefined ? "" : ` until ${formatClock(restsUntilMs, input.nowMs, input.timeZone)}`;
	const help = remedy(candidate, failure);
	return `${candidate.target.label}: ${FAILURE_RULES[failure.kind].phrase}${until}${help === undefined ? "" : `; ${help}`}`;
}

function rejectedLine({ candidate, code, detail }: Rejection): string {
	const help = code === "no-credentials" ? `; ${loginHelp(accountOf(candidate.target))}` : "";
	return `${candidate.target.label}: ${withoutSubject(detail, candidate.target.label)}${help}`;
}

/** When a tried candidate can be tried again; undefined where waiting does not help. */
function recoveryOf({ failure, restsUntilMs }: TriedCandidate, nowMs: number): number | undefined {
	const rule = FAILURE_RULES[failure.kind];
	return rule.failsOver === "yes" && failure.kind !== "request-limit" ? (restsUntilMs ?? nowMs) : undefined;
}

interface Recovery {
	readonly label: string;
	readonly atMs: number;
}

function earliestRecovery(input: ExhaustedInput): Recovery | undefined {
	const recoveries: Recovery[] = [];
	const add = (candidate: Candidate, atMs: number | undefined): void => {
		if (atMs !== undefined) recoveries.push({ label: candidate.target.label, atMs });
	};
	for (const tried of input.tried) add(tried.candidate, recoveryOf(tried, input.nowMs));
	for (const { candidate, recoversAtMs } of input.rejections) add(candidate, recoversAtMs);
	return recoveries.reduce<Recovery | undefined>(
		(first, next) => (first === undefined || next.atMs < first.atMs ? next : first),
		undefined,
	);
}

function lastTryOfEach(tried: readonly TriedCandidate[]): readonly TriedCandidate[] {
	return [...new Map(tried.map((one) => [one.candidate.target.id, one])).values()];
}

/** pi recognises exactly these words and compacts; anything else in the text could hide them. */
function compactMessage(candidate: Candidate, { kind }: Failure): FinalMessage {
	const name = nameOf(candidate);
	const why =
		kind === "overflow" ? `it exceeds the context window of ${name}` : `${name} refuses requests of this size`;
	return { text: `prompt is too long: ${why}`, wantsRetry: false, compactsFor: candidate };
}

/** At a first start nobody is logged in anywhere; then one line for each account is enough. */
function loginMessage({ routeName, tried, rejections }: ExhaustedInput): FinalMessage | undefined {
	const isForLogin = rejections.length > 0 && rejections.every(({ code }) => code === "no-credentials");
	if (tried.length > 0 || !isForLogin) return undefined;
	const byAccount = Map.groupBy(rejections, ({ candidate }) => accountOf(candidate.target));
	const head = `${routeName}: pi has no login or key for any of its targets. One of these is enough:`;
	const lines = [...byAccount].map(([account, ones]) => {
		const labels = ones.map(({ candidate }) => candidate.target.label).join(", ");
		return `  ${account}: ${loginHelp(account)} (${labels})`;
	});
	return { text: [...[head, ...lines].map(withoutVerdicts), `  ${NOT_REPEATED_LOGIN}`].join("\n"), wantsRetry: false };
}

/** What is said when every candidate failed or none was left. */
export function exhaustedMessage(input: ExhaustedInput): FinalMessage {
	const overflowed = input.tried.find(({ failure }) => failure.kind === "overflow");
	if (overflowed) return compactMessage(overflowed.candidate, overflowed.failure);
	const login = loginMessage(input);
	if (login) return login;
	const tried = lastTryOfEach(input.tried);
	const triedIds = new Set(tried.map(({ candidate }) => candidate.target.id));
	const rejections = input.rejections.filter(({ candidate }) => !triedIds.has(candidate.target.id));
	const lines = [...tried.map((one) => triedLine(one, input)), ...rejections.map(rejectedLine)].map(withoutVerdicts);
	const routeName = withoutVerdicts(input.routeName);
	const isOffline = tried.length > 0 && tried.every(({ failure }) => failure.kind === "network");
	const head = isOffline
		? `${routeName}: no provider could be reached; are you offline?`
		: `${routeName}: no target could answer.`;
	const recovery = earliestRecovery({ ...input, tried, rejections });
	const wantsRetry = recovery !== undefined && recovery.atMs - input.nowMs <= RETRY_HORIZON_MS;
	const body = [head, ...lines.map((line) => `  ${line}`)];
	if (wantsRetry)
		return { text: [...body, `  ${INVITES.later} for the moment; pi repeats the request.`].join("\n"), wantsRetry };
	const tooLarge = tried.find(({ failure }) => failure.isPromptTooLarge);
	if (tooLarge) return compactMessage(tooLarge.candidate, tooLarge.failure);
	const next = recovery
		? [`  First back: ${withoutVerdicts(recovery.label)} in ${formatDuration(recovery.atMs - input.nowMs)}.`]
		: [];
	return { text: [...body, ...next, `  ${NOT_REPEATED}`].join("\n"), wantsRetry };
}

/** What is said when an answer broke off after it had begun. */
export function brokenMessage(candidate: Candidate, failure: Failure): FinalMessage {
	if (failure.kind === "overflow") return compactMessage(candidate, failure);
	const rule = FAILURE_RULES[failure.kind];
	const head = `${nameOf(candidate)} broke off after its answer had begun (${rule.phrase})`;
	if (rule.failsOver === "yes")
		return { text: `${head}: ${INVITES.broken}, pi repeats the request.`, wantsRetry: true };
	return { text: `${head}. ${NOT_REPEATED_REFUSAL}`, wantsRetry: false };
}

/** What is said when a failure ends the request before any output. */
export function stoppedMessage(candidate: Candidate, failure: Failure): FinalMessage {
	const help = remedy(candidate, failure);
	const head = `${candidate.target.label} is ${FAILURE_RULES[failure.kind].phrase}${help === undefined ? "" : `; ${help}`}`;
	return { text: `${withoutVerdicts(head)}. ${NOT_REPEATED_REFUSAL}`, wantsRetry: false };
}
