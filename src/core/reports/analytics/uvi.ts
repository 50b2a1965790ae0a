import { createDayOf, type DayOf, newestDays, valueOfDay } from "../measure/days.ts";
import { byCount, type Counted, countAt, mostFirst, shareOf, valueAt } from "../measure/tally.ts";
import { modelKey, type ToldRequest, whoCounts } from "../read/told.ts";
import type { Report } from "./report.ts";

/** Slots of the timeline: twenty minutes each on a day of 24 hours. */
export const TIMELINE_SLOTS = 72;

/** Paces of a plan, best first; a slot shows the worst of its requests. */
export const UVI_STATUSES = ["unknown", "surplus", "ok", "stressed", "critical", "exhausted"] as const;

type SlotStatus = (typeof UVI_STATUSES)[number];

/** The requests of a model over the latest day. */
export interface TimelineRow extends Counted {
	readonly firstAtMs: number;
	readonly lastAtMs: number;
	/** By slot: the worst pace at which a request began; null where none did. */
	readonly slots: readonly (SlotStatus | null)[];
}

export interface UviTimeline {
	/** The latest local day on which a request began; null where there is none. */
	readonly day: string | null;
	readonly rows: readonly TimelineRow[];
}

export interface DayUviMix {
	readonly day: string;
	readonly requests: number;
	readonly statuses: readonly (Counted & { readonly share: number })[];
}

export interface UviReport {
	readonly timeline: UviTimeline;
	/** Newest first. */
	readonly mix: readonly DayUviMix[];
}

type Row = { count: number; firstAtMs: number; lastAtMs: number; readonly slots: (SlotStatus | null)[] };

interface UviAcc {
	readonly dayOf: DayOf;
	readonly mix: Map<string, Map<string, number>>;
	latest: { readonly day: string; readonly rows: Map<string, Row> } | undefined;
}

const noCounts = (): Map<string, number> => new Map();

/** The pace of plans when requests began: over the latest day by model, and as a mix by day, newest first. */
export function uviReport(options: { readonly timeZone: string; readonly limit: number }): Report<UviAcc, UviReport> {
	return {
		start: () => ({ dayOf: createDayOf(options.timeZone), mix: new Map(), latest: undefined }),
		add(acc, told) {
			if (told.kind !== "request") return;
			const { key } = acc.dayOf(told.atMs);
			countAt(valueOfDay(acc.mix, key, noCounts, options.limit), statusOf(told));
			if (acc.latest === undefined || key > acc.latest.day) acc.latest = { day: key, rows: new Map() };
			if (key === acc.latest.day) addToTimeline(acc, told);
		},
		result: ({ latest, mix }) => ({
			timeline: { day: latest?.day ?? null, rows: rowsOf(latest?.rows ?? new Map()) },
			mix: newestDays(mix, options.limit).map(([day, counts]) => describeMix(day, counts)),
		}),
	};
}

function statusOf(request: ToldRequest): SlotStatus {
	const status = (request.actual ?? request.planned)?.uviStatus;
	return UVI_STATUSES.find((one) => one === status) ?? "unknown";
}

function addToTimeline({ dayOf, latest }: UviAcc, request: ToldRequest): void {
	const { atMs } = request;
	const who = whoCounts(request);
	if (latest === undefined || who === undefined) return;
	const { startMs, endMs } = dayOf(atMs);
	const fresh = (): Row => ({ count: 0, firstAtMs: atMs, lastAtMs: atMs, slots: Array(TIMELINE_SLOTS).fill(null) });
	const row = valueAt(latest.rows, modelKey(who), fresh);
	row.count += 1;
	row.firstAtMs = Math.min(row.firstAtMs, atMs);
	row.lastAtMs = Math.max(row.lastAtMs, atMs);
	const slot = Math.floor(((atMs - startMs) / (endMs - startMs)) * TIMELINE_SLOTS);
	row.slots[slot] = worst(row.slots[slot] ?? null, statusOf(request));
}

function worst(a: SlotStatus | null, b: SlotStatus): SlotStatus {
	return a === null || UVI_STATUSES.indexOf(b) > UVI_STATUSES.indexOf(a) ? b : a;
}

function rowsOf(rows: ReadonlyMap<string, Row>): TimelineRow[] {
	return [...rows].map(([key, row]) => ({ key, ...row })).sort(byCount);
}

function describeMix(day: string, counts: ReadonlyMap<string, number>): DayUviMix {
	const requests = [...counts.values()].reduce((sum, count) => sum + count, 0);
	const statuses = mostFirst(counts).map((row) => ({ ...row, share: shareOf(row.count, requests) }));
	return { day, requests, statuses };
}
