import { isRecord } from "../../log/event-shapes.ts";
import { amountOf, commonNameOf, type Fields, fieldsOf, nameOf } from "./fields.ts";
import type { LogRecord, RecordRef } from "./log-record.ts";
import { READ_V1 } from "./read-v1.ts";
import { READ_V2 } from "./read-v2.ts";

/** A line of the log: a record that reports need, one that they do not need, or no record. */
export type ReadLine = { readonly kind: "record"; readonly record: LogRecord } | { readonly kind: "other" | "foreign" };

const RECORD_START = '{"type":"';
const OTHER: ReadLine = { kind: "other" };
const FOREIGN: ReadLine = { kind: "foreign" };

/** Types of records that reports need, of both versions; lines of all others need not be read. */
export const NEEDED_TYPES: ReadonlySet<string> = new Set([...Object.keys(READ_V2), ...Object.keys(READ_V1)]);

/**
 * Reads one line that anybody may have written, and checks only what reports use. Never throws. `isTorn` tells that a
 * beginning was left by a killed process; the record that was appended right behind it is read.
 */
export function readLine(line: string): ReadLine & { readonly isTorn?: boolean } {
	const value = parse(line);
	if (value !== undefined) return readRecord(value);
	const start = line.lastIndexOf(RECORD_START);
	const behind = start > 0 ? parse(line.slice(start)) : undefined;
	if (behind !== undefined) return { ...readRecord(behind), isTorn: true };
	return start >= 0 ? { kind: "foreign", isTorn: true } : FOREIGN;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function readRecord(value: unknown): ReadLine {
	if (!isRecord(value)) return FOREIGN;
	const { type, version } = value;
	if (typeof type !== "string" || (version !== 1 && version !== 2)) return FOREIGN;
	const readers = version === 1 ? READ_V1 : READ_V2;
	const ref = refOf(value, version);
	if (ref === undefined) return FOREIGN;
	const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
	if (read === undefined) return OTHER;
	const record = read(ref, fieldsOf(value["data"]));
	return record === undefined ? FOREIGN : { kind: "record", record };
}

function refOf(value: Fields, version: 1 | 2): RecordRef | undefined {
	const atMs = amountOf(typeof value["timestamp"] === "string" ? Date.parse(value["timestamp"]) : undefined);
	if (atMs === undefined) return undefined;
	return {
		atMs,
		version,
		requestId: nameOf(value["requestId"]),
		sessionId: commonNameOf(value["sessionId"]),
		routeId: commonNameOf(value["routeId"]),
	};
}
