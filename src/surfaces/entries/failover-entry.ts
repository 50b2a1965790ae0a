import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { FAILURE_KINDS, type FailureKind } from "../../core/failure.ts";
import { isRecord } from "../../core/log/event-shapes.ts";
import { cutLine } from "../views/cut-line.ts";
import { type FailoverEntry, failoverLineWithin } from "../views/failover-line.ts";
import { type ThemeColors, themedText } from "../views/line.ts";

/** Custom type of the session entry that one failover leaves. */
export const FAILOVER_ENTRY = "auto-router.failover";

/** What pi draws: lines that are never wider than asked for. */
export interface DrawnEntry {
	render(width: number): string[];
	invalidate(): void;
}

const isKind = (value: unknown): value is FailureKind => FAILURE_KINDS.some((kind) => kind === value);

/** The entry as it was written; undefined for one that some other version or program wrote. */
export function readFailoverEntry(data: unknown): FailoverEntry | undefined {
	if (!isRecord(data)) return undefined;
	const { from, to, kind, atMs, untilMs } = data;
	if (typeof from !== "string" || typeof to !== "string" || !isKind(kind) || !isMoment(atMs)) return undefined;
	return { from, to, kind, atMs, ...(isMoment(untilMs) ? { untilMs } : {}) };
}

function isMoment(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(new Date(value).getTime());
}

/** Columns that pi leaves free on both sides of what it says itself. */
const MARGIN = 1;

/** Draws one failover; undefined for data that is none, which pi then leaves out. */
export function drawFailover(data: unknown, theme: ThemeColors, timeZone?: string): DrawnEntry | undefined {
	const entry = readFailoverEntry(data);
	if (!entry) return undefined;
	return {
		render(width) {
			const spans = [{ text: " ".repeat(MARGIN) }, ...failoverLineWithin(entry, width - 2 * MARGIN, timeZone)];
			return [themedText(cutLine(spans, width - MARGIN), theme)];
		},
		invalidate: () => undefined,
	};
}

/** Lets pi draw failovers, in the transcript and after a resume. */
export function registerFailoverEntry(
	pi: Pick<ExtensionAPI, "registerEntryRenderer">,
	timeZone: () => string | undefined,
): void {
	pi.registerEntryRenderer(FAILOVER_ENTRY, (entry, _options, theme) => drawFailover(entry.data, theme, timeZone()));
}
