import type { PaceStanding, UviStatus } from "../accounting/standing.ts";
import type { UviThresholds } from "../config/schema.ts";
import { statusOf, uviOf } from "./uvi.ts";
import { endOf, isStale, type PacedWindow, resetOf, STALE_AFTER_MS, UNKNOWN_END_MS } from "./window-times.ts";

/** All windows of one account: the vendor's and those that are counted here. */
export interface AccountPlan {
	readonly windows: readonly PacedWindow[];
	/** What the vendor says of the whole account, whatever its windows say: true: paid overage, false: it is used up. */
	readonly isUsable?: boolean;
	/** When the vendor said so; absent: just now. */
	readonly usableAtMs?: number;
}

/** One window of a target, judged. */
interface Judged {
	readonly window: PacedWindow;
	readonly status: UviStatus;
	readonly uvi: number | undefined;
	readonly isStale: boolean;
}

/** Which status decides: the worst, and a surplus only where nothing else is wrong. */
const WEIGHT: Readonly<Record<UviStatus, number>> = { exhausted: 4, critical: 3, stressed: 2, surplus: 1, ok: 0 };

function counts({ family }: PacedWindow, modelName: string): boolean {
	return family === undefined || modelName.includes(family.toLowerCase());
}

/**
 * What a window leads to for a target. A full one only demotes where the vendor said at the same time or later that the
 * account goes on for money. A spent budget is critical: whether it may give way is for the budget itself to say.
 */
function effectiveStatus(status: UviStatus, window: PacedWindow, plan: AccountPlan, nowMs: number): UviStatus {
	if (status !== "exhausted") return status;
	if (window.isBudget) return "critical";
	const { isUsable = false, usableAtMs = nowMs } = plan;
	return isUsable && window.readAtMs !== undefined && window.readAtMs <= usableAtMs ? "stressed" : status;
}

/** Whether one window decides rather than another that has the same status. */
function isAhead(one: Judged, other: Judged): boolean {
	const [oneEndMs, otherEndMs] = [endOf(one.window), endOf(other.window)];
	if (one.status === "exhausted" && oneEndMs !== otherEndMs) return oneEndMs > otherEndMs;
	if (one.status === "surplus" && oneEndMs !== otherEndMs) return oneEndMs < otherEndMs;
	if (one.isStale !== other.isStale) return other.isStale;
	const [oneUvi, otherUvi] = [one.uvi ?? -1, other.uvi ?? -1];
	return oneUvi === otherUvi ? one.window.usedShare > other.window.usedShare : oneUvi > otherUvi;
}

function decidesOver(one: Judged, other: Judged | undefined): boolean {
	if (other === undefined) return true;
	const [weight, otherWeight] = [WEIGHT[one.status], WEIGHT[other.status]];
	return weight === otherWeight ? isAhead(one, other) : weight > otherWeight;
}

function decidingWindow(
	modelId: string,
	plan: AccountPlan,
	thresholds: UviThresholds,
	nowMs: number,
): Judged | undefined {
	const modelName = modelId.toLowerCase();
	let deciding: Judged | undefined;
	for (const window of plan.windows) {
		const status = counts(window, modelName) ? statusOf(window, thresholds, nowMs) : undefined;
		if (status === undefined) continue;
		const effective = effectiveStatus(status, window, plan, nowMs);
		const judged = { window, status: effective, uvi: uviOf(window, nowMs), isStale: isStale(window, nowMs) };
		if (decidesOver(judged, deciding)) deciding = judged;
	}
	return deciding;
}

function figuresOf({ window, uvi }: Judged): Pick<PaceStanding, "windowId" | "usedShare" | "uvi"> {
	return { windowId: window.id, usedShare: window.usedShare, ...(uvi === undefined ? {} : { uvi }) };
}

function toStanding(judged: Judged): PaceStanding {
	const { window, status } = judged;
	const endMs = endOf(window);
	const resetsAtMs = status === "exhausted" && Number.isFinite(endMs) ? endMs : resetOf(window);
	return {
		status,
		...figuresOf(judged),
		...(resetsAtMs === undefined ? {} : { resetsAtMs }),
		...(judged.isStale ? { isStale: true } : {}),
	};
}

/** The vendor refuses the account without a full window that would say until when: believed for half an hour. */
function whenRefused(deciding: Judged | undefined, saidAtMs: number, nowMs: number): PaceStanding {
	return {
		status: "exhausted",
		...(deciding ? figuresOf(deciding) : { windowId: "plan", usedShare: 1 }),
		resetsAtMs: saidAtMs + UNKNOWN_END_MS,
		...(nowMs - saidAtMs > STALE_AFTER_MS ? { isStale: true } : {}),
	};
}

/**
 * How a target stands against its account's windows; undefined where none is known. Windows of a family count only for
 * models that have it in their name. The worst window decides; a surplus counts only where none is stressed or worse, and
 * of several the one that expires first.
 */
export function paceOf(
	modelId: string,
	plan: AccountPlan,
	thresholds: UviThresholds,
	nowMs: number,
): PaceStanding | undefined {
	const deciding = decidingWindow(modelId, plan, thresholds, nowMs);
	const { isUsable = true, usableAtMs = nowMs } = plan;
	const isRefused = !isUsable && nowMs < usableAtMs + UNKNOWN_END_MS;
	if (isRefused && deciding?.status !== "exhausted") return whenRefused(deciding, usableAtMs, nowMs);
	return deciding && toStanding(deciding);
}
