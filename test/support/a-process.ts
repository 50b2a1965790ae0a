import { createEventLog, type FileEventLogInput } from "../../src/adapters/node/log/event-log.ts";
import { type RouterPaths, resolvePaths } from "../../src/adapters/node/paths.ts";
import { savedUntil } from "../../src/adapters/node/saved/snapshot-files.ts";
import { createStorage, type Storage } from "../../src/adapters/node/storage.ts";
import { createClock, createWriterId } from "../../src/adapters/node/system.ts";
import { spendIn } from "../../src/core/accounting/ledger.ts";
import { localDay } from "../../src/core/calendar/local-days.ts";
import type { Fact, ResultData } from "../../src/core/events.ts";
import type { Clock } from "../../src/engine/ports.ts";
import { createRecorder, type Recorder } from "../../src/engine/recorder.ts";
import { rethrow } from "./rethrow.ts";

/** What one process of pi has to do with files: the real log, recorder and storage on a folder. */
export interface AProcess {
	readonly paths: RouterPaths;
	readonly writer: string;
	readonly recorder: Recorder;
	readonly storage: Storage;
	/** Messages and announcements so far. */
	readonly problems: readonly string[];
	readonly notices: readonly string[];
	/** Records an answer for which this many input tokens and cents were used. */
	spend(cents: number, more?: Partial<ResultData>): void;
	/** Cents that the state knows of: in a day, in a month, or of all months. */
	spentCents(period?: string): number;
}

/** What is not given is the plain case. */
export interface ProcessParts extends Pick<Partial<FileEventLogInput>, "rotation" | "openFile"> {
	readonly clock?: Clock;
	readonly saveEveryMs?: number;
	readonly timeZone?: string;
}

/** The record of an answer for which this many input tokens and cents were used. */
export function aCharge(cents: number, atMs: number, more: Partial<ResultData> = {}): Fact {
	const names = { target: "acme/model-a", provider: "acme", modelId: "model-a", label: "A" };
	const usage = { input: cents, output: 0, cacheRead: 0, cacheWrite: 0, costUsd: cents / 100 };
	const data = { index: 1, ...names, outcome: "success", committed: true, latencyMs: 5, usage, ...more } as const;
	return { type: "routing.result", atMs, data };
}

/** Makes a process that has not started yet. */
export function aProcess(folder: string, parts: ProcessParts = {}): AProcess {
	const { clock = createClock(), timeZone = "UTC", rotation, openFile, saveEveryMs } = parts;
	const paths = resolvePaths({ AUTO_ROUTER_LOG_DIR: folder }, "/home/nobody");
	const writer = createWriterId();
	const problems: string[] = [];
	const notices: string[] = [];
	const onProblem = ({ message }: { readonly message: string }) => void problems.push(message);
	const log = createEventLog({
		path: paths.eventsFile,
		clock,
		onProblem,
		rotation: { savedUntil: () => savedUntil(paths), ...rotation },
		...(openFile ? { openFile } : {}),
	});
	const recorder = createRecorder({ log, writer, onBug: rethrow });
	const onNotice = (text: string) => void notices.push(text);
	const every = saveEveryMs === undefined ? {} : { saveEveryMs };
	const storage = createStorage({ paths, writer, clock, recorder, onProblem, onNotice, ...every });
	return {
		paths,
		writer,
		recorder,
		storage,
		problems,
		notices,
		spend(cents, more) {
			const atMs = clock.now();
			recorder.record(aCharge(cents, atMs, { day: localDay(atMs, timeZone), ...more }));
		},
		spentCents(period) {
			const { days, months } = recorder.state().accounting.ledger;
			const books = period === undefined ? [...months.values()] : [days.get(period) ?? months.get(period)];
			return books.reduce((sum, book) => sum + Math.round(spendIn(book, () => true).costUsd * 100), 0);
		},
	};
}
