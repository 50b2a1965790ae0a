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
import type { DecideInput } from "../stage.ts";
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

function overPace({ target }: Candidate, pace: PaceStanding, input: DecideInput): Verdict {
	const { removes, phrase } = PACE_EFFECTS[pace.status];
	const { modes, nowMs, timeZone } = input.snapshot;
	const { resetsAtMs } = pace;
	const until = resetsAtMs === undefined ? "" : `, until ${formatClock(resetsAtMs, nowMs, timeZone)}`;
	const detail = `${target.provider} ${phrase} (${paceNumbers(pace)}${until})`;
	const recovery = resetsAtMs === undefined ? {} : { recoversAtMs: resetsAtMs };
	if (removes === "always") return { code: "quota-exhausted", detail, ...recovery };
	if (modes.isHard && removes !== "never" && !pace.isStale)
		return { code: "uvi-hard-mode", detail: `hard mode: ${detail}` };
	if (removes === "if-blocking" && modes.blocksCritical) return { code: "uvi-critical", detail };
	return undefined;
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
