import type { BudgetStanding } from "../accounting/standing.ts";
import type { Period } from "../calendar/local-days.ts";
import type { PacedWindow } from "./window-times.ts";

/**
 * The monthly budget of a provider that is paid per token, as a window of the local calendar month: it begins with the
 * month, whenever the limit was set, and everything that was spent in the month counts. `lastUsedAtMs` is when the account
 * was last charged.
 */
export function monthWindow(
	{ limitUsd, spentUsd }: Pick<BudgetStanding, "limitUsd" | "spentUsd">,
	{ startMs, endMs }: Pick<Period, "startMs" | "endMs">,
	lastUsedAtMs?: number,
): PacedWindow {
	return {
		id: "monthly",
		usedShare: spentUsd / limitUsd,
		resetsAtMs: endMs,
		windowMs: endMs - startMs,
		isBudget: true,
		...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
	};
}
