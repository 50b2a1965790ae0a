import { isLogPosition, type LogPosition } from "../../core/log/log-position.ts";
import { fromSnapshot, toSnapshot } from "../../core/log/state-snapshot.ts";
import { endedByRestart } from "../../core/resilience/ended-by-restart.ts";
import type { Clock } from "../../engine/ports.ts";
import type { Recorder } from "../../engine/recorder.ts";
import { loadFileLocks } from "./files/file-lock.ts";
import type { OnProblem } from "./files/problem.ts";
import { loadInstallationKey } from "./installation-key.ts";
import { findLegacyFiles } from "./legacy-files.ts";
import { createEventTail, type EventTail } from "./log/event-tail.ts";
import { checkLogDir, type RouterPaths } from "./paths.ts";
import { readJsonFile, writeJsonFile } from "./state-file.ts";
import { createPromptHasher } from "./system.ts";

/** The files behind a recorder, from the first session to the last. */
export interface Storage {
	/** Loads what earlier runs left and begins to follow what other processes write. The same promise for every call. */
	start(): Promise<void>;
	/** Saves the state and lets go of every timer and watcher. */
	stop(): Promise<void>;
	/** Hash by which equal prompts are recognised; empty before `start` has ended. */
	hashPrompt(prompt: string): string;
}

export interface StorageInput {
	readonly paths: RouterPaths;
	readonly writer: string;
	readonly clock: Clock;
	readonly recorder: Recorder;
	readonly onProblem: OnProblem;
	/** Something the user should hear of once that is no problem, such as a backup. */
	readonly onNotice: (text: string) => void;
}

/** A saved state is a few kilobytes; anything this large is something else. */
const MAX_STATE_BYTES = 16 * 1024 * 1024;

const CATCH_UP_TRIES = 3;

class FileStorage implements Storage {
	readonly #input: StorageInput;
	#started: Promise<void> | undefined;
	#tail: EventTail | undefined;
	/** Where the last stop left the log: from there a later start goes on, with a state no file is newer than. */
	#stoppedAt: LogPosition | undefined;
	#hash: (prompt: string) => string = () => "";

	constructor(input: StorageInput) {
		this.#input = input;
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
		const { recorder, paths, clock, onProblem } = this.#input;
		const tail = this.#tail;
		this.#tail = undefined;
		this.#started = undefined;
		if (!tail) return;
		await this.#catchUp(tail);
		// State and position must be of the same moment, else the next start would apply records twice.
		this.#stoppedAt = tail.position();
		const saved = { ...toSnapshot(recorder.state(), clock.now()), position: this.#stoppedAt };
		await tail.stop();
		const outcome = await writeJsonFile(paths.stateFile, saved);
		if (outcome.kind === "failed") onProblem(outcome.problem);
	}

	/** Reads until the tail has passed our own last record; a few times only, for a full disk drops records. */
	async #catchUp(tail: EventTail): Promise<void> {
		const { recorder } = this.#input;
		for (let tries = 0; tries < CATCH_UP_TRIES; tries++) {
			await recorder.flush();
			await tail.readOnce();
			if (tail.ownSeq() >= recorder.lastSeq()) return;
		}
	}

	async #load(): Promise<void> {
		const { paths, onProblem } = this.#input;
		const problems = [paths.problem, await checkLogDir(paths.logDir)];
		for (const problem of problems) if (problem) onProblem(problem);
		await this.#backUpLegacyFiles();
		const [key] = await Promise.all([loadInstallationKey(paths.keyFile, onProblem), this.#restore()]);
		this.#hash = createPromptHasher(key);
		this.#endCooldownsOfLastRun();
		await loadFileLocks();
	}

	async #backUpLegacyFiles(): Promise<void> {
		const { files, problems } = await findLegacyFiles(this.#input.paths);
		for (const problem of problems) this.#input.onProblem(problem);
		const backups = files.flatMap((file) => ("backup" in file && file.backup?.isNew ? [file.backup.path] : []));
		if (backups.length > 0) {
			this.#input.onNotice(`auto-router: files of the earlier extension were kept as ${backups.join(", ")}`);
		}
	}

	async #restore(): Promise<void> {
		const { paths, writer, clock, recorder, onProblem } = this.#input;
		const from = this.#stoppedAt ?? (await this.#restoreState());
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
	}

	/** Resolves to the position in the log up to which the saved state knows it. */
	async #restoreState(): Promise<LogPosition | undefined> {
		const { paths, recorder, onProblem } = this.#input;
		const file = await readJsonFile(paths.stateFile, MAX_STATE_BYTES);
		if (file.kind === "unusable") {
			onProblem({
				code: "state-unusable",
				message: `${paths.stateFile} cannot be used: ${file.why}. The log is read instead.`,
			});
		}
		const value = file.kind === "ok" ? file.value : undefined;
		const saved = fromSnapshot(value);
		recorder.restore(saved);
		const position = saved && typeof value === "object" && value && "position" in value ? value.position : undefined;
		return isLogPosition(position) ? position : undefined;
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
