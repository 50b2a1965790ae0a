import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import type { ScanSummary } from "../src/adapters/node/log-files/scan-log.ts";
import type { RATED_BY } from "../src/core/reports/analytics/ratings.ts";
import { UVI_STATUSES } from "../src/core/reports/analytics/uvi.ts";
import type { BehaviourReport, QualityReport, StatsReport } from "../src/core/reports/log-reports.ts";

const told = <S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text));
const list = <S extends v.GenericSchema>(schema: S) => v.pipe(v.array(schema), v.readonly());
const maybe = <S extends v.GenericSchema>(schema: S) => v.exactOptional(schema);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.minValue(0));
const share = told(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), "0 to 1.");
const text = v.string();
const atMs = told(v.number(), "Epoch milliseconds.");
const day = told(v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)), "Local day of the selection's time zone.");
const durationMs = told(amount, "Milliseconds.");
const usd = told(amount, "US dollars by the catalog's price, also where a plan pays.");

const counted = { key: text, count };
const part = v.strictObject({ ...counted, share });
const outcomes = {
	requests: count,
	success: count,
	exhausted: count,
	terminalError: count,
	aborted: told(count, "Stopped by the user, or without an end in the log."),
	unfinished: told(count, "Of the aborted ones: without an end in the log."),
	failedOver: count,
	attempts: count,
	failedAttempts: count,
	successShare: share,
	failoverShare: share,
};
const outcomeRow = v.strictObject({ ...counted, ...outcomes });
const overview = v.strictObject({
	firstAtMs: maybe(atMs),
	lastAtMs: maybe(atMs),
	medianLatencyMs: maybe(durationMs),
	medianTtftMs: maybe(durationMs),
	meanCostUsd: maybe(usd),
});

const tokens = { inputTokens: amount, outputTokens: amount, cacheReadTokens: amount, cacheWriteTokens: amount };
const perTokenUsd = told(amount, "Of the dollars: paid by the token.");
const spendRow = v.strictObject({
	key: text,
	...tokens,
	costUsd: usd,
	requests: told(count, "Attempts that used something."),
	perTokenUsd,
});
const spend = v.strictObject({
	totals: spendRow,
	days: list(spendRow),
	months: list(spendRow),
	byProvider: list(spendRow),
	byModel: list(spendRow),
	importedUsd: told(amount, "Of the totals: taken over from the earlier extension."),
	month: maybe(
		v.strictObject({
			key: text,
			spentUsd: usd,
			perTokenUsd,
			forecastUsd: maybe(told(amount, "At this rate by the month's end.")),
			forecastPerTokenUsd: maybe(amount),
		}),
	),
});

const drift = v.strictObject({ total: count, failover: count, planner: count, codes: list(part) });
const ratingRow = v.strictObject({
	...counted,
	good: count,
	bad: count,
	goodShare: share,
	medianLatencyMs: maybe(durationMs),
	medianTtftMs: maybe(durationMs),
	meanCostUsd: maybe(usd),
	failoverShare: maybe(share),
});
const recentRating = v.strictObject({
	atMs,
	provider: text,
	modelId: text,
	routeId: maybe(text),
	reason: maybe(text),
	tags: list(text),
});
const ratedBy = v.strictObject({
	route: list(ratingRow),
	provider: list(ratingRow),
	model: list(ratingRow),
	tier: list(ratingRow),
	intent: list(ratingRow),
	subtask: list(ratingRow),
	outcome: list(ratingRow),
	tag: list(ratingRow),
} satisfies Record<(typeof RATED_BY)[number], unknown>);

const uviStatus = v.picklist(UVI_STATUSES);
const bucket = v.strictObject({ label: text, count, share });
const latencyRow = v.strictObject({
	...counted,
	buckets: list(bucket),
	meanMs: durationMs,
	medianMs: told(amount, "Milliseconds, off by 2.5 percent at most."),
	p90Ms: durationMs,
	medianTtftMs: maybe(durationMs),
	p90TtftMs: maybe(durationMs),
});
const costRow = v.strictObject({
	...counted,
	buckets: list(bucket),
	totalUsd: usd,
	meanUsd: usd,
	medianUsd: usd,
	p90Usd: usd,
});
const sessionRow = v.strictObject({
	sessionId: text,
	firstAtMs: atMs,
	lastAtMs: atMs,
	requests: count,
	success: count,
	failedOver: count,
	switches: count,
	costUsd: usd,
	routes: list(v.strictObject(counted)),
	targets: list(v.strictObject(counted)),
});
const sessions = v.strictObject({
	totals: v.strictObject({
		sessions: count,
		requests: count,
		switches: count,
		failoverSwitches: count,
		stayShare: share,
		cacheTokensLost: amount,
	}),
	switches: list(v.strictObject({ ...counted, cacheTokensLost: amount })),
	newest: list(sessionRow),
});

const stats = v.strictObject({
	overview,
	totals: v.strictObject(outcomes),
	byRoute: list(outcomeRow),
	byProvider: list(outcomeRow),
	byModel: list(outcomeRow),
	byPlannedActual: told(list(part), "Of answered requests: planned -> actual target."),
	spend,
});
const quality = v.strictObject({
	overview,
	ratings: v.strictObject({
		totals: ratingRow,
		unmatched: told(count, "Ratings whose request is not among the newest of the log."),
		by: ratedBy,
		recentBad: list(recentRating),
		recentGood: list(recentRating),
	}),
	driftOverview: drift,
});
const behaviour = v.strictObject({
	overview,
	totals: v.strictObject(outcomes),
	dailyRoutingComposition: list(
		v.strictObject({
			day,
			requests: count,
			successShare: share,
			medianLatencyMs: maybe(durationMs),
			models: list(part),
			providers: list(part),
		}),
	),
	sessionStartUviTimeline: v.strictObject({
		day: v.nullable(day),
		rows: list(
			v.strictObject({
				...counted,
				firstAtMs: atMs,
				lastAtMs: atMs,
				slots: told(list(v.nullable(uviStatus)), "72 slots of a day of 24 hours: the worst pace in each."),
			}),
		),
	}),
	dailyUviMix: list(v.strictObject({ day, requests: count, statuses: list(part) })),
	latencyDistributionByModel: list(latencyRow),
	costDistributionByModel: list(costRow),
	driftOverview: drift,
	driftErrorSummary: v.strictObject({
		total: count,
		rows: list(v.strictObject({ provider: text, kind: text, message: text, count, share, lastAtMs: atMs })),
	}),
	driftSessions: list(
		v.strictObject({
			atMs,
			routeId: text,
			sessionId: maybe(text),
			planned: text,
			actual: text,
			codes: list(text),
			error: maybe(v.strictObject({ kind: text, message: text })),
		}),
	),
	sessions,
});

const source = v.strictObject({
	path: told(text, "The log that was asked for; - is standard input."),
	files: told(list(text), "Files that were read, in this order."),
	bytes: count,
	lines: count,
	foreign: told(count, "Lines that are no records."),
	torn: told(count, "Records that killed processes left unfinished."),
	tooLong: told(count, "Of the foreign ones: longer than a megabyte."),
	problems: list(v.strictObject({ file: text, message: text })),
	orphans: told(count, "Records of requests whose beginning is not in the log."),
});
const selection = v.strictObject({
	routeId: maybe(text),
	provider: maybe(text),
	sinceMs: maybe(atMs),
	untilMs: maybe(atMs),
	timeZone: text,
	limit: count,
});

function document<Name extends string, Entries extends v.ObjectEntries>(
	name: Name,
	{ entries }: v.StrictObjectSchema<Entries, undefined>,
) {
	const head = { report: v.literal(name), version: v.literal(1), selection, source };
	return v.strictObject({ ...head, ...entries });
}

/** What `--json` prints, by command. */
export const REPORT_SCHEMAS = {
	stats: document("stats", stats),
	quality: document("quality", quality),
	sessions: document("sessions", behaviour),
} as const;

// The compiler compares what is described with what the reports are; no field may be missing on either side, which the
// tests see to.
type Describes<Described, Told extends Described> = Told;
export type Checked = [
	Describes<v.InferOutput<typeof stats>, StatsReport>,
	Describes<v.InferOutput<typeof quality>, QualityReport>,
	Describes<v.InferOutput<typeof behaviour>, BehaviourReport>,
	Describes<Omit<v.InferOutput<typeof source>, "path" | "orphans">, ScanSummary>,
];

/** The description of a command's JSON, as it is published. */
export function reportJsonSchema(name: keyof typeof REPORT_SCHEMAS): string {
	const schema = toJsonSchema(REPORT_SCHEMAS[name], { target: "draft-07", errorMode: "ignore" });
	const title = `What pi-auto-router ${name} --json prints`;
	return `${JSON.stringify({ title, ...schema }, withoutLimits, "\t")}\n`;
}

/** Fields may be added without a new version, so nothing that is published forbids them. */
function withoutLimits(key: string, value: unknown): unknown {
	return key === "additionalProperties" && value === false ? undefined : value;
}
