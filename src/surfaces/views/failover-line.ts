import { FAILURE_RULES, type FailureKind } from "../../core/failure.ts";
import { formatClock } from "../../core/text/format.ts";
import { type Line, line, plainText, styled } from "./line.ts";
import { squeeze } from "./table.ts";
import { displayWidth, truncate } from "./width.ts";

/** One failover, as it is kept in the session. */
export interface FailoverEntry {
	/** Label of the target that failed, or the account where all of it rests. */
	readonly from: string;
	readonly kind: FailureKind;
	/** When it happened, epoch milliseconds. */
	readonly atMs: number;
	/** Until when what failed rests, epoch milliseconds; absent where nothing does. */
	readonly untilMs?: number;
	/** Label of the target that was asked next. */
	readonly to: string;
}

/** A failover in one line: "anthropic rate-limited until 15:40 → GPT-5.6 Sol". Dates appear where it is not the day it happened. */
export function failoverLine({ from, kind, atMs, untilMs, to }: FailoverEntry, timeZone?: string): Line {
	const until = untilMs === undefined ? "" : ` until ${formatClock(untilMs, atMs, timeZone)}`;
	return line(
		from,
		styled("warning", ` ${FAILURE_RULES[kind].phrase}`),
		styled("dim", `${until} → `),
		styled("accent", to),
	);
}

/** The same line in so many columns: the names are cut before what happened is, the longer one first. */
export function failoverLineWithin(entry: FailoverEntry, width: number, timeZone?: string): Line {
	const names = [displayWidth(entry.from), displayWidth(entry.to)];
	const between = displayWidth(plainText(failoverLine({ ...entry, from: "", to: "" }, timeZone)));
	const [from = 0, to = 0] = squeeze(names, width - between);
	return failoverLine({ ...entry, from: truncate(entry.from, from), to: truncate(entry.to, to) }, timeZone);
}
