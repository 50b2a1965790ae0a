import type { UviStatus } from "../../core/accounting/standing.ts";
import type { JudgedWindow } from "../../core/reports/quota-report.ts";
import { formatDuration } from "../../core/text/format.ts";
import type { Role } from "./line.ts";

/** Colours of statuses. */
export const STATUS_ROLES: Readonly<Record<UviStatus, Role>> = {
	exhausted: "error",
	critical: "error",
	stressed: "warning",
	ok: "success",
	surplus: "accent",
};

/** What happens next to a window: "empty in 2h10m, resets in 3h05m". */
export function windowOutlook({ usedShare, emptyAtMs, resetsAtMs }: JudgedWindow, nowMs: number): string {
	const isEmpty = usedShare >= 1;
	const isEmptying = emptyAtMs !== undefined && !isEmpty && emptyAtMs < (resetsAtMs ?? Number.POSITIVE_INFINITY);
	const empty = isEmpty ? "empty" : isEmptying ? `empty in ${formatDuration(emptyAtMs - nowMs)}` : "";
	const reset =
		resetsAtMs === undefined
			? "reset unknown"
			: resetsAtMs <= nowMs
				? "has reset"
				: `resets in ${formatDuration(resetsAtMs - nowMs)}`;
	return empty === "" ? reset : `${empty}, ${reset}`;
}
