import { coverageToJson, isBehind, type LogCoverage, readCoverage } from "../../../core/log/log-coverage.ts";
import { latencyFile, ratingsFile, statsFile } from "../../../core/log/readable-files.ts";
import { fromSnapshot, toSnapshot } from "../../../core/log/state-snapshot.ts";
import type { RouterState } from "../../../core/state.ts";
import type { OnProblem } from "../files/problem.ts";
import type { RouterPaths } from "../paths.ts";
import { readJsonFile, type WriteOutcome, writeJsonFiles } from "../state-file.ts";

/** The state with what it contains of the log: one moment of one process. */
export interface SavedState {
	readonly state: RouterState;
	readonly coverage: LogCoverage;
}

/** Where a state is saved: the file that a start reads, and those for people. */
export type SnapshotPaths = Pick<RouterPaths, "stateFile" | "statsFile" | "latencyFile" | "ratingsFile">;

/** A saved state is a few hundred kilobytes; anything this large is something else. */
const MAX_STATE_BYTES = 16 * 1024 * 1024;

/** Reads what was saved. Undefined where nothing usable is there, which is a problem unless nothing is there at all. */
export async function loadState(
	{ stateFile }: SnapshotPaths,
	onProblem: OnProblem = () => undefined,
): Promise<SavedState | undefined> {
	const file = await readJsonFile(stateFile, MAX_STATE_BYTES);
	if (file.kind === "missing") return undefined;
	const value = file.kind === "ok" ? file.value : undefined;
	const [state, coverage] = [fromSnapshot(value), readCoverage(value)];
	// A state without its place in the log would be folded into once more.
	if (state && coverage) return { state, coverage };
	const why = file.kind === "unusable" ? file.why : "this release cannot read what it holds";
	onProblem({ code: "state-unusable", message: `${stateFile} cannot be used: ${why}. The log is read instead.` });
	return undefined;
}

/**
 * Saves a state, first for the next start, then for people. A state that another process has saved is left where it
 * contains more of the log. Files in `untouchable` are left as they are. Never throws.
 */
export function saveState(
	paths: SnapshotPaths,
	{ state, coverage, nowMs }: SavedState & { readonly nowMs: number },
	untouchable: ReadonlySet<string>,
): Promise<WriteOutcome> {
	const { position } = coverage;
	const forPeople = [
		{ path: paths.statsFile, value: statsFile(state, position), isPretty: true },
		{ path: paths.latencyFile, value: latencyFile(state, position), isPretty: true },
		{ path: paths.ratingsFile, value: ratingsFile(state, position), isPretty: true },
	];
	return writeJsonFiles(
		{ path: paths.stateFile, value: { ...toSnapshot(state, nowMs), ...coverageToJson(coverage) } },
		forPeople.filter(({ path }) => !untouchable.has(path)),
		async () => {
			const current = await loadState(paths);
			return current === undefined || !isBehind(position, current.coverage.position);
		},
	);
}

/** Name of the newest log set aside that the saved state has read to its end; empty where there is none. */
export async function savedUntil(paths: SnapshotPaths): Promise<string> {
	return (await loadState(paths))?.coverage.position.after ?? "";
}
