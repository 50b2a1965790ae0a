import {
	type BudgetStanding,
	NO_STANDING,
	PACE_EFFECTS,
	type PaceStanding,
	type Standing,
} from "../../accounting/standing.ts";
import type { Candidate, Fallback, RejectionCode } from "../../decision.ts";
import { accountOf } from "../../route.ts";
import { formatClock } from "../../text/format.ts";
import { formatUsd } from "../../text/format-usd.ts";
import type { DecideInput, Modes } from "../stage.ts";
import { rejectWhen, type Verdict } from "./reject.ts";

/** What money and quota say about a candidate. */
export function standingOf({ target }: Candidate, { snapshot }: DecideInput): Standing {
	const { standings } = snapshot;
	return standings.size === 0 ? NO_STANDING : (standings.get(target.id) ?? NO_STANDING);
}

function overBudget({ target }: Candidate, budget: BudgetStanding, costUsd: number): Verdict {
	const { period, limitUsd, spentUsd, isHard } = budget;
	if (spentUsd + costUsd <= limitUsd && spentUsd < limitUsd) return undefined;
	const projected = spentUsd < limitUsd ? `, and this request costs about ${formatUsd(costUsd)}` : "";
	const kind = isHard ? "hard " : "";
	const limit = `${kind}${period} budget of ${formatUsd(limitUsd)} for ${accountOf(target)}`;
	const what = `${formatUsd(spentUsd)} of the ${limit} is spent`;
	return { code: isHard ? "over-hard-budget" : "over-budget", detail: `${what}${projected}` };
}

function paceNumbers({ uvi, windowId, usedShare }: PaceStanding): string {
	const index = uvi === undefined ? "" : `UVI ${uvi.toFixed(2)}, `;
	return `${index}${Math.round(usedShare * 100)}% of ${windowId} used`;
}

function paceCode(pace: PaceStanding, { isHard, blocksCritical }: Modes): PaceCode | undefined {
	const { removes } = PACE_EFFECTS[pace.status];
	if (removes === "always") return "quota-exhausted";
	if (isHard && removes !== "never" && !pace.isStale) return "uvi-hard-mode";
	return removes === "if-blocking" && blocksCritical ? "uvi-critical" : undefined;
}

type PaceCode = "quota-exhausted" | "uvi-hard-mode" | "uvi-critical";

function overPace({ target }: Candidate, pace: PaceStanding, { snapshot }: DecideInput): Verdict {
	const code = paceCode(pace, snapshot.modes);
	if (code === undefined) return undefined;
	const { resetsAtMs } = pace;
	const until = resetsAtMs === undefined ? "" : `, until ${formatClock(resetsAtMs, snapshot.nowMs, snapshot.timeZone)}`;
	const words = `${target.provider} ${PACE_EFFECTS[pace.status].phrase} (${paceNumbers(pace)}${until})`;
	const detail = code === "uvi-hard-mode" ? `hard mode: ${words}` : words;
	const isOverThen = code === "quota-exhausted" && resetsAtMs !== undefined;
	return { code, detail, ...(isOverThen ? { recoversAtMs: resetsAtMs } : {}) };
}

/** Rejections of this stage that give way when nothing else is left, and what that is called. The others are final. */
export const GIVES_WAY: ReadonlyMap<RejectionCode, Fallback> = new Map([
	["over-budget", "soft-budget"],
	["uvi-critical", "critical-uvi"],
]);

function judge(candidate: Candidate, input: DecideInput): Verdict {
	const { budgets, pace } = standingOf(candidate, input);
	// The ledger counts what a plan pays for by its price too, so that is what the budget will be charged with.
	const costUsd = budgets.length === 0 ? 0 : (input.pricedCostUsd(candidate) ?? 0);
	const verdicts = budgets.map((budget) => overBudget(candidate, budget, costUsd));
	if (pace) verdicts.push(overPace(candidate, pace, input));
	// A final reason must not hide behind one that gives way.
	return verdicts.find((verdict) => verdict && !GIVES_WAY.has(verdict.code)) ?? verdicts.find((verdict) => verdict);
}

/** Removes targets whose budget or plan is used up, or is being used up too fast. */
export const rejectOverBudget = rejectWhen("budget", (candidate, input) =>
	input.snapshot.standings.size === 0 ? undefined : judge(candidate, input),
);
