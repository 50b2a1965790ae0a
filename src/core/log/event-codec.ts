import { EVENT_VERSION, type RouterEvent, type RouterEventType } from "../events.ts";
import { EVENT_SHAPES, isRecord } from "./event-shapes.ts";

/** Lines longer than this, in characters, are not looked into. */
export const MAX_LINE_CHARS = 1024 * 1024;

/** Why a line is not one of our records. The set is closed, so that each kind of oddity is reported once. */
export type ForeignReason =
	| "too-long"
	| "not-json"
	| "not-an-object"
	| "bad-envelope"
	| "newer-version"
	| "unknown-type"
	| "bad-data";

/** A line of the log: one of our records, a record of the earlier extension (version 1), or something else. */
export type DecodedLine =
	| { readonly kind: "event"; readonly event: RouterEvent }
	| { readonly kind: "legacy" }
	| { readonly kind: "foreign"; readonly why: ForeignReason };

const RECORD_START = '{"type":"';
/** The writer stands within this many characters of a record's start: only the type and the time come before it. */
const WRITER_WITHIN_CHARS = 160;
const MAX_ID_CHARS = 256;

/**
 * One record as one line of JSON, without the newline. Quotes inside strings are escaped, so `{"type":"` occurs only
 * at its start.
 */
export function encodeEvent(event: RouterEvent): string {
	return JSON.stringify({
		type: event.type,
		timestamp: new Date(event.atMs).toISOString(),
		version: EVENT_VERSION,
		writer: event.writer,
		seq: event.seq,
		requestId: event.requestId,
		sessionId: event.sessionId,
		routeId: event.routeId,
		data: event.data,
	});
}

/**
 * Reads one line that anybody may have written. Never throws. A record that was appended right behind the torn line
 * of a killed process is found behind the fragment.
 */
export function decodeEvent(line: string): DecodedLine {
	if (line.length > MAX_LINE_CHARS) return foreign("too-long");
	const start = line.lastIndexOf(RECORD_START);
	const parsed = parseJson(line) ?? (start > 0 ? parseJson(line.slice(start)) : undefined);
	if (parsed === undefined) return foreign("not-json");
	if (!isRecord(parsed.value)) return foreign("not-an-object");
	return decodeRecord(parsed.value);
}

/**
 * The number of a record of this writer, undefined for every other line. Looks at both ends of the line only:
 * skipping our own records costs no parsing.
 */
export function seqWrittenBy(line: string, writer: string): number | undefined {
	if (line.lastIndexOf(RECORD_START) !== 0 || !line.endsWith("}}")) return undefined;
	const mark = `,"version":${EVENT_VERSION},"writer":${JSON.stringify(writer)},"seq":`;
	const at = line.lastIndexOf(mark, WRITER_WITHIN_CHARS);
	const seq = at > 0 ? Number.parseInt(line.slice(at + mark.length), 10) : 0;
	return seq > 0 ? seq : undefined;
}

function decodeRecord(record: Readonly<Record<string, unknown>>): DecodedLine {
	const { type, version, data } = record;
	if (typeof type !== "string") return foreign("bad-envelope");
	if (version === 1) return { kind: "legacy" };
	if (version !== EVENT_VERSION) return foreign(isNewer(version) ? "newer-version" : "bad-envelope");
	const envelope = readEnvelope(record);
	if (envelope === undefined) return foreign("bad-envelope");
	if (!isKnownType(type)) return foreign("unknown-type");
	if (!EVENT_SHAPES[type](data)) return foreign("bad-data");
	// The shape of this type has just been checked, which the compiler cannot see across the union.
	return { kind: "event", event: { type, data, ...envelope } as RouterEvent };
}

function readEnvelope(record: Readonly<Record<string, unknown>>): Omit<RouterEvent, "type" | "data"> | undefined {
	const { timestamp, writer, seq, requestId, sessionId, routeId } = record;
	const atMs = epochMs(timestamp);
	if (atMs === undefined || typeof writer !== "string" || !isId(writer)) return undefined;
	if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1) return undefined;
	if (!isOptionalId(requestId) || !isOptionalId(sessionId) || !isOptionalId(routeId)) return undefined;
	return {
		atMs,
		writer,
		seq,
		...(requestId !== undefined && { requestId }),
		...(sessionId !== undefined && { sessionId }),
		...(routeId !== undefined && { routeId }),
	};
}

/** Only the exact form that we write: `Date.parse` alone would turn 31 February into 3 March. */
function epochMs(timestamp: unknown): number | undefined {
	if (typeof timestamp !== "string") return undefined;
	const ms = Date.parse(timestamp);
	return !Number.isNaN(ms) && new Date(ms).toISOString() === timestamp ? ms : undefined;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return undefined;
	}
}

const foreign = (why: ForeignReason): DecodedLine => ({ kind: "foreign", why });
const isNewer = (version: unknown): boolean => typeof version === "number" && version > EVENT_VERSION;
const isKnownType = (type: string): type is RouterEventType => Object.hasOwn(EVENT_SHAPES, type);
const isId = (value: string): boolean => value.length > 0 && value.length <= MAX_ID_CHARS;
const isOptionalId = (value: unknown): value is string | undefined =>
	value === undefined || (typeof value === "string" && isId(value));
