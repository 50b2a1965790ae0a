import { restingFamiliesOf } from "../resilience/cooldown.ts";
import { initialState, type RouterState } from "../state.ts";
import { isRecord } from "./event-shapes.ts";
import { accountingToJson, readAccounting } from "./saved-accounting.ts";
import { readRating } from "./saved-ratings.ts";
import { readSession, sessionsToJson } from "./saved-sessions.ts";
import { type Fields, isKind, numberIn, numbers, readMap } from "./saved-values.ts";

/** Version of the saved state; a file of another version is not read. */
const SNAPSHOT_VERSION = 1;

/** The state as JSON. Single failures and old sessions are left out: they matter for minutes. */
export interface StateSnapshot {
	readonly version: typeof SNAPSHOT_VERSION;
	readonly cooldowns: Readonly<Record<string, unknown>>;
	readonly circuits: Readonly<Record<string, unknown>>;
	readonly strikes: Readonly<Record<string, unknown>>;
	readonly latencies: Readonly<Record<string, unknown>>;
	readonly outputs: Readonly<Record<string, unknown>>;
	readonly ratings: Readonly<Record<string, unknown>>;
	readonly ruleCounts: Readonly<Record<string, unknown>>;
	readonly settings: Readonly<Record<string, unknown>>;
	readonly sizeLimits: Readonly<Record<string, unknown>>;
	readonly sessions: Readonly<Record<string, unknown>>;
	readonly accounting: Readonly<Record<string, unknown>>;
	readonly resetAtMs: number;
}

/** The part of the state that outlives a restart; what has ended by `nowMs` is dropped. */
export function toSnapshot(state: RouterState, nowMs: number): StateSnapshot {
	const live = [...state.cooldowns].filter(([, cooldown]) => cooldown.untilMs > nowMs);
	return {
		version: SNAPSHOT_VERSION,
		cooldowns: Object.fromEntries(live),
		circuits: Object.fromEntries([...state.circuits].filter(([, circuit]) => circuit.kind !== "closed")),
		strikes: Object.fromEntries(state.strikes),
		latencies: Object.fromEntries(state.latencies),
		outputs: Object.fromEntries(state.outputs),
		ratings: Object.fromEntries(state.ratings),
		ruleCounts: Object.fromEntries([...state.ruleCounts].map(([route, counts]) => [route, Object.fromEntries(counts)])),
		settings: Object.fromEntries(state.settings),
		sizeLimits: Object.fromEntries(state.sizeLimits),
		sessions: sessionsToJson(state.sessions, nowMs),
		accounting: accountingToJson(state.accounting),
		resetAtMs: state.resetAtMs,
	};
}

function readCooldown(fields: Fields) {
	const untilMs = numberIn(fields, "untilMs");
	const setAtMs = numberIn(fields, "setAtMs");
	const { kind, reason } = { kind: fields["kind"], reason: fields["reason"] };
	if (untilMs === undefined || setAtMs === undefined || !isKind(kind) || typeof reason !== "string") return undefined;
	return { untilMs, setAtMs, kind, reason };
}

const readTurnOfCircuit = numbers("untilMs", "failures", "changedAtMs");

function readCircuit(fields: Fields) {
	const { kind } = fields;
	const turn = readTurnOfCircuit(fields);
	return turn && (kind === "open" || kind === "half-open") ? ({ kind, ...turn } as const) : undefined;
}

const readStrikes = numbers("count", "lastAtMs", "restUntilMs");
const readLatency = numbers("ttftMs", "samples", "updatedAtMs");
const readOutput = numbers("tokens", "samples", "updatedAtMs");
const readSizeLimit = numbers("refusedTokens", "atMs");
const readRuleCounts = numbers("evaluated", "matched");

function readSetting(fields: Fields) {
	const { value } = fields;
	const atMs = numberIn(fields, "atMs");
	return typeof value !== "boolean" || atMs === undefined ? undefined : { value, atMs };
}

/** The state from a saved one. Undefined for anything that is not a snapshot of this version. */
export function fromSnapshot(value: unknown): RouterState | undefined {
	if (!isRecord(value) || value["version"] !== SNAPSHOT_VERSION) return undefined;
	const cooldowns = readMap(value["cooldowns"], readCooldown);
	return {
		...initialState,
		cooldowns,
		restingFamilies: restingFamiliesOf(cooldowns),
		circuits: readMap(value["circuits"], readCircuit),
		strikes: readMap(value["strikes"], readStrikes),
		latencies: readMap(value["latencies"], readLatency),
		outputs: readMap(value["outputs"], readOutput),
		ratings: readMap(value["ratings"], readRating),
		ruleCounts: readMap(value["ruleCounts"], (counts) => readMap(counts, readRuleCounts)),
		settings: readMap(value["settings"], readSetting),
		sizeLimits: readMap(value["sizeLimits"], readSizeLimit),
		sessions: readMap(value["sessions"], readSession),
		accounting: readAccounting(value["accounting"]),
		resetAtMs: numberIn(value, "resetAtMs") ?? 0,
	};
}
