import { isRecord } from "./event-shapes.ts";

/**
 * How far the log has been read: all of the files set aside up to `after`, and the file that follows it up to
 * `offset`. Plain data, so that a snapshot can say which part of the log it covers.
 */
export interface LogPosition {
	/** Fingerprint of the file being read; empty while no record of it has been seen. */
	readonly fileId: string;
	/** Bytes read of that file. */
	readonly offset: number;
	/** Name of the newest file set aside before that one; empty if there is none. */
	readonly after: string;
	/**
	 * Bytes read of the file `after`: a record may still land there when its writer had opened it before it was set
	 * aside.
	 */
	readonly afterOffset: number;
}

/** Before the oldest record there is. */
export const LOG_START: LogPosition = { fileId: "", offset: 0, after: "", afterOffset: 0 };

/** True for a position as it comes out of a file; anything may stand there. */
export function isLogPosition(value: unknown): value is LogPosition {
	if (!isRecord(value)) return false;
	const { fileId, offset, after, afterOffset } = value;
	return typeof fileId === "string" && typeof after === "string" && isOffset(offset) && isOffset(afterOffset);
}

function isOffset(value: unknown): boolean {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
