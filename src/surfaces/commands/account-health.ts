import { FAILURE_RULES, type FailureKind } from "../../core/failure.ts";
import type { BalanceReport } from "../../core/reports/balance-report.ts";
import type { LoginReport } from "../../core/reports/inspection.ts";
import type { QuotaReport } from "../../core/reports/quota-report.ts";
import { accountOf } from "../../core/route.ts";
import { formatClock, formatDuration } from "../../core/text/format.ts";
import { formatLatency } from "../../core/text/format-latency.ts";
import { formatMoney } from "../../core/text/format-money.ts";
import { loginHelp } from "../../core/wording/login-help.ts";
import type { CircuitReport, Control, CooldownReport, TargetReport } from "../../engine/control.ts";
import { targetState } from "../views/target-state.ts";
import { windowOutlook } from "../views/window-outlook.ts";
import { circuitOutlook } from "./circuit.ts";

/** The newest failure of an account. */
export interface LastError {
	readonly atMs: number;
	readonly label: string;
	readonly kind: FailureKind;
	readonly message: string;
}

/** Everything that is known of an account without calling it. */
export interface AccountHealth {
	readonly account: string;
	/** Targets that it pays for, each once. */
	readonly targets: readonly TargetReport[];
	readonly login?: LoginReport;
	readonly resting: readonly CooldownReport[];
	readonly circuits: readonly CircuitReport[];
	readonly quota?: QuotaReport;
	readonly balance?: BalanceReport;
	readonly lastError?: LastError;
}

/** One thing that is worth a line. */
export interface Symptom {
	readonly tone: "plain" | "warning" | "error";
	readonly text: string;
	/** What to do about it, or why nothing needs to be done. */
	readonly todo?: string;
}

function targetsByAccount(control: Control): ReadonlyMap<string, readonly TargetReport[]> {
	const byAccount = new Map<string, Map<string, TargetReport>>();
	for (const report of control.routes().flatMap(({ id }) => control.route(id)?.targets ?? [])) {
		const { target } = report.candidate;
		const ofAccount = byAccount.get(accountOf(target)) ?? new Map<string, TargetReport>();
		byAccount.set(accountOf(target), ofAccount.set(target.id, report));
	}
	return new Map([...byAccount].map(([account, targets]) => [account, [...targets.values()]]));
}

function lastErrorOf(account: string, control: Control): LastError | undefined {
	for (const { atMs, results } of control.stories().toReversed()) {
		const failed = results.findLast((one) => one.failure !== undefined && (one.account ?? one.provider) === account);
		if (failed?.failure === undefined) continue;
		const { kind, message } = failed.failure;
		return { atMs, label: failed.label, kind, message };
	}
	return undefined;
}

/** What is known of every account that a route's target is paid by, in the order of the routes file. */
export function accountHealths(control: Control, logins: readonly LoginReport[]): readonly AccountHealth[] {
	const [cooldowns, circuits] = [control.cooldowns(), control.circuits()];
	return [...targetsByAccount(control)].map(([account, targets]): AccountHealth => {
		const ids = new Set(targets.map(({ candidate }) => candidate.target.id));
		const providers = new Set(targets.map(({ candidate }) => candidate.target.provider));
		const login = logins.find((one) => one.account === account);
		const quota = control.quotas().find((one) => one.account === account);
		const balance = control.balances().find(({ provider }) => provider === account);
		const lastError = lastErrorOf(account, control);
		return {
			account,
			targets,
			resting: cooldowns.filter(({ key }) => key === account || key.startsWith(`${account}/`) || ids.has(key)),
			circuits: circuits.filter(({ provider, view }) => providers.has(provider) && view.kind !== "closed"),
			...(login === undefined ? {} : { login }),
			...(quota === undefined ? {} : { quota }),
			...(balance === undefined ? {} : { balance }),
			...(lastError === undefined ? {} : { lastError }),
		};
	});
}

/** True for an account that pi has nothing to call with: most people have few of those that routes name. */
export function isWithoutLogin({ login, targets }: AccountHealth): boolean {
	if (login) return login.kind === "none";
	return targets.every(({ candidate }) => candidate.facts?.hasCredentials === false);
}

function loginSymptom({ login }: AccountHealth, nowMs: number): readonly Symptom[] {
	if (!login) return [];
	const from = login.from === undefined ? "" : ` from ${login.from}`;
	if (login.kind === "key") return [{ tone: "plain", text: `key${from}` }];
	const { expiresAtMs } = login;
	const left = expiresAtMs === undefined ? "" : `, good for ${formatDuration(expiresAtMs - nowMs)}, then pi renews it`;
	const isOver = expiresAtMs !== undefined && expiresAtMs <= nowMs;
	return [{ tone: "plain", text: isOver ? `login${from}; pi renews it with the next request` : `login${from}${left}` }];
}

function restingSymptoms({ resting, circuits, targets }: AccountHealth, nowMs: number): readonly Symptom[] {
	const rests = resting.map(({ scope, key, phrase, reason, untilMs }): Symptom => {
		const left = formatDuration(untilMs - nowMs);
		const states = targets.map((target) => targetState(target, nowMs));
		const help = states.find((state) => state.kind === "cooling" && state.help !== undefined)?.help;
		return {
			tone: "warning",
			text: `${scope} ${key} ${phrase}, ${left} left: ${reason}`,
			todo: help ?? `nothing: it is asked again in ${left}`,
		};
	});
	const cut = circuits.map((report): Symptom => {
		const { provider } = report;
		const todo = `nothing, unless it stays so: then look at ${provider}'s status page`;
		return { tone: "error", text: `circuit of ${provider} not closed: ${circuitOutlook(report, nowMs)}`, todo };
	});
	return [...rests, ...cut];
}

function targetSymptoms({ targets }: AccountHealth, nowMs: number): readonly Symptom[] {
	return targets.flatMap((report): Symptom[] => {
		const { kind, text, help } = targetState(report, nowMs);
		if (kind !== "no-model") return [];
		const todo = help === undefined ? {} : { todo: help };
		return [{ tone: "error", text: `${report.candidate.target.label}: ${text}`, ...todo }];
	});
}

/** How the fullest window stands, and how old what is known of it is. */
function windowPhrase(windows: QuotaReport["windows"], nowMs: number): string {
	const [fullest] = windows.toSorted((a, b) => b.usedShare - a.usedShare);
	if (fullest === undefined) return "";
	const { usedShare, id, readAtMs } = fullest;
	const age = readAtMs === undefined ? "" : `, read ${formatDuration(nowMs - readAtMs)} ago`;
	return `: ${Math.round(usedShare * 100)}% of ${id}, ${windowOutlook(fullest, nowMs)}${age}`;
}

function quotaTone({ status, isUsable }: QuotaReport): Symptom["tone"] {
	if (status === "exhausted" || status === "critical" || isUsable === false) return "error";
	return status === "stressed" ? "warning" : "plain";
}

function quotaSymptoms({ quota }: AccountHealth, nowMs: number): readonly Symptom[] {
	if (!quota) return [];
	const { status, error, windows, isUsable } = quota;
	const tone = quotaTone(quota);
	const stands = isUsable === false ? "says that the account cannot be used" : status;
	const todo = tone === "plain" ? {} : { todo: "others are asked first; /auto-router uvi shows every window" };
	const known: Symptom = { tone, text: `quota ${stands}${windowPhrase(windows, nowMs)}`, ...todo };
	const failed: Symptom = {
		tone: "warning",
		text: `the last reading of quota failed: ${error}`,
		todo: "/auto-router uvi refresh asks again",
	};
	return [...(stands === undefined ? [] : [known]), ...(error === undefined ? [] : [failed])];
}

function balanceSymptoms({ account, balance }: AccountHealth, nowMs: number): readonly Symptom[] {
	if (!balance) return [];
	const { amounts, readAtMs, error } = balance;
	const isEmpty = amounts.length > 0 && amounts.every(({ amount }) => amount <= 0);
	const text = amounts.map(({ amount, currency }) => formatMoney(amount, currency)).join(" + ");
	const age = readAtMs === undefined ? "" : `, read ${formatDuration(nowMs - readAtMs)} ago`;
	const known: Symptom = {
		tone: isEmpty ? "error" : "plain",
		text: `credit ${text}${age}`,
		...(isEmpty ? { todo: `add credit at ${account}, then /auto-router balance fetch` } : {}),
	};
	const todo = "/auto-router balance fetch asks again";
	const failed: Symptom = { tone: "warning", text: `the last reading of credit failed: ${error}`, todo };
	return [...(amounts.length === 0 ? [] : [known]), ...(error === undefined ? [] : [failed])];
}

function pastSymptoms({ targets, lastError }: AccountHealth, control: Control): readonly Symptom[] {
	const timed = targets.flatMap(({ ttftMs, samples = 0 }) => (ttftMs === undefined ? [] : [{ ttftMs, samples }]));
	const times = timed.map(({ ttftMs }) => ttftMs);
	const [least, most] = [Math.min(...times), Math.max(...times)].map(formatLatency);
	const range = least === most ? `${least}` : `${least} to ${most}`;
	const speed: Symptom = { tone: "plain", text: `first output after ${range} on average` };
	if (lastError === undefined) return timed.length === 0 ? [] : [speed];
	const { atMs, label, kind, message } = lastError;
	const at = formatClock(atMs, control.now(), control.timeZone());
	const said = message === "" ? "" : `: ${message}`;
	const error: Symptom = { tone: "plain", text: `last error ${at}, ${label} ${FAILURE_RULES[kind].phrase}${said}` };
	return timed.length === 0 ? [error] : [speed, error];
}

/** Everything about an account that is worth a line, the login first. */
export function symptomsOf(health: AccountHealth, control: Control): readonly Symptom[] {
	const nowMs = control.now();
	if (isWithoutLogin(health)) {
		return [{ tone: "plain", text: "no login or key", todo: loginHelp(health.account) }];
	}
	return [
		...loginSymptom(health, nowMs),
		...targetSymptoms(health, nowMs),
		...restingSymptoms(health, nowMs),
		...quotaSymptoms(health, nowMs),
		...balanceSymptoms(health, nowMs),
		...pastSymptoms(health, control),
	];
}
