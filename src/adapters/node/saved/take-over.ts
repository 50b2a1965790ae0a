import { createHash } from "node:crypto";
import type { RouterEvent } from "../../../core/events.ts";
import {
	LEGACY_RATINGS_ID,
	LEGACY_STATS_ID,
	type LegacyFacts,
	legacyRatingFacts,
	legacyStatsFacts,
	ratingId,
} from "../../../core/log/imports/legacy-facts.ts";
import { isStatsFile, statsFacts } from "../../../core/log/imports/stats-facts.ts";
import type { Clock } from "../../../engine/ports.ts";
import type { Recorder } from "../../../engine/recorder.ts";
import { withFileLock } from "../files/file-lock.ts";
import { explainFsError, type OnProblem } from "../files/problem.ts";
import { LogReader } from "../log/log-reader.ts";
import type { RouterPaths } from "../paths.ts";
import { readJsonFile } from "../state-file.ts";
import { importNotice } from "./import-notice.ts";
import { type LegacyContent, type LegacyFindings, legacyLockPath } from "./legacy-files.ts";

/** What taking over needs. */
export interface TakeOverInput {
	readonly paths: RouterPaths;
	readonly clock: Pick<Clock, "now">;
	readonly recorder: Pick<Recorder, "state" | "record" | "flush">;
	/** Folds in what other processes have recorded meanwhile. */
	readonly catchUp: () => Promise<void>;
	readonly onProblem: OnProblem;
	readonly onNotice: (text: string) => void;
}

type Importable = LegacyContent & { readonly kind: "stats" | "ratings" };

const LOCK_WAIT_MS = 2_000;
const MAX_STATS_BYTES = 32 * 1024 * 1024;

/**
 * Records what the files of the earlier extension hold, each once, and tells of it. Under a lock and after a look at
 * what others have recorded, for several processes may start at once. Resolves to the files that must not be written
 * over.
 */
export async function takeOverLegacy(input: TakeOverInput, findings: LegacyFindings): Promise<ReadonlySet<string>> {
	const { recorder, onProblem, onNotice } = input;
	const taken: LegacyFacts[] = [];
	const pending = () => findings.files.filter(isImportable).filter((file) => isPending(file, recorder));
	if (pending().length > 0) {
		const why = await underLock(input, async () => {
			for (const file of pending()) taken.push(await takeOver(input, file));
		});
		for (const { path } of pending()) {
			const message = `${path} is from an earlier version and could not be taken over: ${why}. It is left untouched, and the next start tries again.`;
			onProblem({ code: "legacy-import", message });
		}
	}
	const notice = importNotice(findings.files, taken);
	if (notice !== undefined) onNotice(notice);
	return new Set([...findings.problems, ...pending()].map(({ path }) => path));
}

const isImportable = (file: LegacyContent): file is Importable => file.kind === "stats" || file.kind === "ratings";

function isPending({ kind }: Importable, recorder: TakeOverInput["recorder"]): boolean {
	return !recorder.state().accounting.imports.has(kind === "stats" ? LEGACY_STATS_ID : LEGACY_RATINGS_ID);
}

/** Resolves to why the action was not done to its end; empty if it was. */
async function underLock(input: TakeOverInput, action: () => Promise<void>): Promise<string> {
	const outcome = await withFileLock(legacyLockPath(input.paths), LOCK_WAIT_MS, async () => {
		await input.catchUp();
		await action();
		await input.recorder.flush();
	});
	if (outcome.kind === "busy") return "another process keeps it locked";
	return outcome.kind === "failed" ? explainFsError(outcome.error) : "";
}

async function takeOver({ paths, clock, recorder }: TakeOverInput, file: Importable): Promise<LegacyFacts> {
	const { limits } = recorder.state().accounting;
	const nowMs = clock.now();
	const found =
		file.kind === "stats"
			? legacyStatsFacts(file.value, limits, nowMs)
			: legacyRatingFacts(file.value, await recordedRatings(paths), nowMs);
	for (const fact of found.facts) recorder.record(fact);
	return found;
}

/** Ratings in the log: a process that was killed in the middle of the import has left some, and not the mark behind. */
async function recordedRatings({ eventsFile }: RouterPaths): Promise<ReadonlySet<string>> {
	const ids = new Set<string>();
	const onEvents = (events: readonly RouterEvent[]): void => {
		for (const event of events) if (event.type === "routing.feedback") ids.add(ratingId(event));
	};
	// The log's own tail has reported what is wrong with it.
	await new LogReader({ path: eventsFile, writer: "", onEvents, onProblem: () => undefined }).readToEnd();
	return ids;
}

/**
 * Where the saved state is gone: records what our own file for people knows and the log does not, because that, or a
 * part of it, is gone too. To be called when the whole log has been folded.
 */
export async function takeOverStats({ paths, clock, recorder, onNotice }: TakeOverInput): Promise<void> {
	const file = await readJsonFile(paths.statsFile, MAX_STATS_BYTES);
	if (file.kind !== "ok" || !isStatsFile(file.value)) return;
	const id = `stats ${createHash("sha256").update(JSON.stringify(file.value)).digest("base64url").slice(0, 22)}`;
	const facts = statsFacts(file.value, recorder.state().accounting, { id, atMs: clock.now() });
	for (const fact of facts) recorder.record(fact);
	if (facts.length > 0) {
		onNotice(`auto-router: limits and spend that are no longer in the log were taken from ${paths.statsFile}`);
	}
}
