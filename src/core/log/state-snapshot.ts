import { FAILURE_KINDS, type FailureKind } from "../failure.ts";
import { restingFamiliesOf } from "../resilience/cooldown.ts";
import { initialState, type RouterState } from "../state.ts";

/** Version of the saved state; a file of another version is not read. */
const SNAPSHOT_VERSION = 1;

/** The state as JSON. Sessions and single failures are left out: they matter for minutes, and the log's tail has them. */
export interface StateSnapshot {
	readonly version: typeof SNAPSHOT_VERSION;
	readonly cooldowns: Readonly<Record<string, unknown>>;
	readonly circuits: Readonly<Record<string, unknown>>;
	readonly strikes: Readonly<Record<string, unknown>>;
	readonly latencies: Readonly<Record<string, unknown>>;
	readonly sizeLimits: Readonly<Record<string, unknown>>;
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
		sizeLimits: Object.fromEntries(state.sizeLimits),
		resetAtMs: state.resetAtMs,
	};
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const isKind = (value: unknown): value is FailureKind => FAILURE_KINDS.some((kind) => kind === value);
const numberIn = (fields: Fields, name: string): number | undefined => {
	const value = fields[name];
	return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

/** Reads the entries of one map; an entry that does not have the shape is left out. */
function readMap<V>(value: unknown, read: (fields: Fields) => V | undefined): ReadonlyMap<string, V> {
	const map = new Map<string, V>();
	if (!isFields(value)) return map;
	for (const [key, entry] of Object.entries(value)) {
		const result = isFields(entry) ? read(entry) : undefined;
		if (result !== undefined) map.set(key, result);
	}
	return map;
}

function readCooldown(fields: Fields) {
	const untilMs = numberIn(fields, "untilMs");
	const setAtMs = numberIn(fields, "setAtMs");
	const { kind, reason } = { kind: fields["kind"], reason: fields["reason"] };
	if (untilMs === undefined || setAtMs === undefined || !isKind(kind) || typeof reason !== "string") return undefined;
	return { untilMs, setAtMs, kind, reason };
}

function readCircuit(fields: Fields) {
	const untilMs = numberIn(fields, "untilMs");
	const failures = numberIn(fields, "failures");
	const changedAtMs = numberIn(fields, "changedAtMs");
	const kind = fields["kind"];
	if (untilMs === undefined || failures === undefined || changedAtMs === undefined) return undefined;
	return kind === "open" || kind === "half-open" ? ({ kind, untilMs, failures, changedAtMs } as const) : undefined;
}

function readStrikes(fields: Fields) {
	const count = numberIn(fields, "count");
	const lastAtMs = numberIn(fields, "lastAtMs");
	const restUntilMs = numberIn(fields, "restUntilMs");
	if (count === undefined || lastAtMs === undefined || restUntilMs === undefined) return undefined;
	return { count, lastAtMs, restUntilMs };
}

function readLatency(fields: Fields) {
	const ttftMs = numberIn(fields, "ttftMs");
	const samples = numberIn(fields, "samples");
	const updatedAtMs = numberIn(fields, "updatedAtMs");
	if (ttftMs === undefined || samples === undefined || updatedAtMs === undefined) return undefined;
	return { ttftMs, samples, updatedAtMs };
}

function readSizeLimit(fields: Fields) {
	const refusedTokens = numberIn(fields, "refusedTokens");
	const atMs = numberIn(fields, "atMs");
	return refusedTokens === undefined || atMs === undefined ? undefined : { refusedTokens, atMs };
}

/** The state from a saved one. Undefined for anything that is not a snapshot of this version. */
export function fromSnapshot(value: unknown): RouterState | undefined {
	if (!isFields(value) || value["version"] !== SNAPSHOT_VERSION) return undefined;
	const cooldowns = readMap(value["cooldowns"], readCooldown);
	return {
		...initialState,
		cooldowns,
		restingFamilies: restingFamiliesOf(cooldowns),
		circuits: readMap(value["circuits"], readCircuit),
		strikes: readMap(value["strikes"], readStrikes),
		latencies: readMap(value["latencies"], readLatency),
		sizeLimits: readMap(value["sizeLimits"], readSizeLimit),
		resetAtMs: numberIn(value, "resetAtMs") ?? 0,
	};
}
