import { isRecord } from "./event-shapes.ts";
import { isLogPosition, type LogPosition } from "./log-position.ts";

/** Which records of the log a state contains, so that none is folded twice. */
export interface LogCoverage {
	/** Everything before it. */
	readonly position: LogPosition;
	/**
	 * By writer, the number of its newest record in the state. That of the saving process may not have reached the file
	 * yet, and a file that somebody edits is read again from its start: what was folded once is known by its number.
	 */
	readonly seqs: ReadonlyMap<string, number>;
}

/** The coverage as JSON, to stand beside what it is about. */
export function coverageToJson({ position, seqs }: LogCoverage): Readonly<Record<string, unknown>> {
	return { position, seqs: Object.fromEntries(seqs) };
}

const isSeq = (entry: readonly [string, unknown]): entry is [string, number] =>
	Number.isSafeInteger(entry[1]) && Number(entry[1]) > 0;

/** The coverage that stands in a saved state; undefined where it does not say how far the log was read. */
export function readCoverage(value: unknown): LogCoverage | undefined {
	if (!isRecord(value)) return undefined;
	const { position, seqs } = value;
	if (!isLogPosition(position)) return undefined;
	return { position, seqs: new Map(isRecord(seqs) ? Object.entries(seqs).filter(isSeq) : []) };
}

/** True if less of the same log was read up to `a` than up to `b`. */
export function isBehind(a: LogPosition, b: LogPosition): boolean {
	if (a.after !== b.after) return a.after < b.after;
	// Two different files at the same place: the log was replaced, and neither is ahead of the other.
	if (a.fileId !== b.fileId) return a.fileId === "";
	return a.offset === b.offset ? a.afterOffset < b.afterOffset : a.offset < b.offset;
}
