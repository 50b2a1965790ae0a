import type { RouterEvent } from "../../core/events.ts";
import type { LogCoverage } from "../../core/log/log-coverage.ts";
import { endedByRestart } from "../../core/resilience/ended-by-restart.ts";
import type { Clock } from "../../engine/ports.ts";
import type { Recorder } from "../../engine/recorder.ts";
import { loadFileLocks } from "./files/file-lock.ts";
import type { OnProblem } from "./files/problem.ts";
import { loadInstallationKey } from "./installation-key.ts";
import { createEventTail, type EventTail } from "./log/event-tail.ts";
import { readRecentEvents } from "./log/recent-events.ts";
import { checkLogDir, type RouterPaths } from "./paths.ts";
import { findLegacyFiles } from "./saved/legacy-files.ts";
import { loadState, saveState } from "./saved/snapshot-files.ts";
import { takeOverLegacy, takeOverStats } from "./saved/take-over.ts";
import { createPromptHasher } from "./system.ts";

/** The files behind a recorder, from the first session to the last. */
export interface Storage {
	/** Loads what earlier runs left and begins to follow what other processes write. The same promise for every call. */
	start(): Promise<void>;
	/** Saves the state and lets go of every timer and watcher. */
	stop(): Promise<void>;
	/** Hash by which equal prompts are recognised; empty before `start` has ended. */
	hashPrompt(prompt: string): string;
	/** The newest records in the log, oldest first; none where it cannot be read. */
	recentEvents(): Promise<readonly RouterEvent[]>;
}

export interface StorageInput {
	readonly paths: RouterPaths;
	readonly writer: string;
	readonly clock: Clock;
	readonly recorder: Recorder;
	readonly onProblem: OnProblem;
	/** Something the user should hear of once that is no problem, such as a backup. */
	readonly onNotice: (text: string) => void;
	/** How often the state is saved while something is recorded. */
	readonly saveEveryMs?: number;
}

/** What a killed process leaves for the next one to fold is what was recorded within this time. */
const SAVE_EVERY_MS = 5 * 60_000;

const CATCH_UP_TRIES = 3;

class FileStorage implements Storage {
	readonly #input: StorageInput;
	#started: Promise<void> | undefined;
	#tail: EventTail | undefined;
	/** What the state contained at the last stop: from there a later start goes on, with a state no file is newer than. */
	#stopped: LogCoverage | undefined;
	/** Files of the earlier extension that have no backup or have not been taken over. */
	#untouchable: ReadonlySet<string> = new Set();
	#cancelSave: (() => void) | undefined;
	#saving: Promise<void> = Promise.resolve();
	/** Number of our newest record when the state was last saved. */
	#savedSeq = 0;
	#hash: (prompt: string) => string = () => "";

	constructor(input: StorageInput) {
		this.#input = input;
	}

	recentEvents(): Promise<readonly RouterEvent[]> {
		// A log that cannot be read was reported by whoever follows it.
		return readRecentEvents(this.#input.paths.eventsFile).catch(() => []);
	}

	hashPrompt(prompt: string): string {
		return this.#hash(prompt);
	}

	start(): Promise<void> {
		this.#started ??= this.#load();
		return this.#started;
	}

	async stop(): Promise<void> {
		if (!this.#started) return;
		await this.#started;
		const tail = this.#tail;
		this.#cancelSave?.();
		this.#cancelSave = undefined;
		this.#tail = undefined;
		this.#started = undefined;
		if (!tail) return;
		await this.#saving;
		await this.#catchUp(tail);
		this.#stopped = this.#coverage(tail);
		const saving = this.#save(this.#stopped);
		await Promise.all([tail.stop(), saving]);
	}

	/**
	 * Reads until the tail has passed our own last record; a few times only, for a full disk drops records. True if it
	 * has.
	 */
	async #catchUp(tail: EventTail): Promise<boolean> {
		const { recorder } = this.#input;
		for (let tries = 0; tries < CATCH_UP_TRIES; tries++) {
			await recorder.flush();
			await tail.readOnce();
			if (tail.ownSeq() >= recorder.lastSeq()) return true;
		}
		return false;
	}

	/** What the state contains at this moment: of others what the tail has read, of ourselves everything. */
	#coverage(tail: EventTail): LogCoverage {
		const { recorder, writer } = this.#input;
		const { position, seqs } = tail.coverage();
		const ownSeq = recorder.lastSeq();
		return { position, seqs: ownSeq > 0 ? new Map(seqs).set(writer, ownSeq) : seqs };
	}

	/** Saves the state of this very moment, which the coverage must be of too. */
	async #save(coverage: LogCoverage): Promise<void> {
		const { paths, recorder, clock, onProblem } = this.#input;
		const seq = recorder.lastSeq();
		const saved = { state: recorder.state(), coverage, nowMs: clock.now() };
		const outcome = await saveState(paths, saved, this.#untouchable);
		if (outcome.kind === "failed") onProblem(outcome.problem);
		else if (outcome.kind !== "busy") this.#savedSeq = seq;
	}

	#saveLater(): void {
		this.#cancelSave = this.#input.clock.after(this.#input.saveEveryMs ?? SAVE_EVERY_MS, () => {
			this.#saveLater();
			this.#saving = this.#saving.then(() => this.#saveIfRecorded());
		});
	}

	async #saveIfRecorded(): Promise<void> {
		const tail = this.#tail;
		if (!tail || this.#input.recorder.lastSeq() === this.#savedSeq) return;
		// What has not reached the file may never do so, and then a state that has it would be ahead of the log.
		if (await this.#catchUp(tail)) await this.#save(this.#coverage(tail));
	}

	async #load(): Promise<void> {
		const { paths, onProblem } = this.#input;
		const problems = [paths.problem, await checkLogDir(paths.logDir)];
		const legacy = await findLegacyFiles(paths);
		for (const problem of [...problems, ...legacy.problems]) if (problem) onProblem(problem);
		const [key, isKnown] = await Promise.all([loadInstallationKey(paths.keyFile, onProblem), this.#restore()]);
		this.#hash = createPromptHasher(key);
		const takeOver = { ...this.#input, catchUp: async () => this.#tail?.readOnce() };
		this.#untouchable = await takeOverLegacy(takeOver, legacy);
		if (!isKnown) await takeOverStats(takeOver);
		this.#endCooldownsOfLastRun();
		await loadFileLocks();
		this.#saveLater();
	}

	/** Resolves to false where no saved state was found, so that the whole log has been folded. */
	async #restore(): Promise<boolean> {
		const { paths, writer, clock, recorder, onProblem } = this.#input;
		const saved = this.#stopped ? undefined : await loadState(paths, onProblem);
		if (!this.#stopped) recorder.restore(saved?.state);
		const from = this.#stopped ?? saved?.coverage;
		this.#tail = createEventTail({
			path: paths.eventsFile,
			...(from ? { from } : {}),
			writer,
			clock,
			onEvents: (events) => recorder.absorb(events),
			onProblem,
		});
		await this.#tail.readOnce();
		this.#tail.start();
		return from !== undefined;
	}

	/** Some failures are believed only until a restart, because the user may have mended them. */
	#endCooldownsOfLastRun(): void {
		const { recorder, clock } = this.#input;
		for (const fact of endedByRestart(recorder.state(), clock.now())) recorder.record(fact);
	}
}

/** Makes the storage; touches no file before `start`. */
export function createStorage(input: StorageInput): Storage {
	return new FileStorage(input);
}
