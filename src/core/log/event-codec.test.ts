import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aLegacyLine, anEvent } from "../../../test/support/an-event.ts";
import { arbitraryEvent } from "../../../test/support/arbitrary-event.ts";
import { decodeEvent, encodeEvent, MAX_LINE_CHARS, seqWrittenBy } from "./event-codec.ts";

const line = encodeEvent(anEvent());
/** The sample record with some of its fields replaced; `undefined` removes one. */
const altered = (fields: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(line), ...fields });

describe("encodeEvent", () => {
	it("writes the envelope in its documented order, on one line", () => {
		expect(encodeEvent({ ...anEvent({ seq: 7 }), sessionId: "s\n1" })).toBe(
			'{"type":"routing.final","timestamp":"2026-03-14T09:30:00.123Z","version":2,"writer":"w1","seq":7,' +
				'"requestId":"request-7","sessionId":"s\\n1","routeId":"subscription-swe",' +
				'"data":{"outcome":"success","target":"openai/gpt-x","attempts":1,"latencyMs":1200,"failedOver":false}}',
		);
	});

	it("leaves out the ids that are not known", () => {
		const { requestId, routeId, ...bare } = anEvent();
		expect(JSON.parse(encodeEvent(bare))).not.toHaveProperty("requestId");
	});

	it("makes one line from which exactly the same event is read, whatever it holds", () => {
		fc.assert(
			fc.property(arbitraryEvent, (event) => {
				const encoded = encodeEvent(event);
				expect(encoded).not.toContain("\n");
				expect(encoded.lastIndexOf('{"type":"')).toBe(0);
				expect(decodeEvent(encoded)).toEqual({ kind: "event", event });
			}),
			{ numRuns: 500 },
		);
	});
});

describe("decodeEvent", () => {
	it("recognises a record of the earlier extension", () => {
		expect(decodeEvent(aLegacyLine())).toEqual({ kind: "legacy" });
	});

	it("keeps fields that a later release has added", () => {
		const data = { ...anEvent().data, flavour: "new" };
		expect(decodeEvent(altered({ data, more: 1 }))).toMatchObject({ kind: "event", event: { data } });
	});

	it.each([
		["too-long", `"${"x".repeat(MAX_LINE_CHARS)}"`],
		["not-json", ""],
		["not-json", line.slice(0, -1)],
		["not-json", "[".repeat(MAX_LINE_CHARS)],
		["not-an-object", "null"],
		["not-an-object", "[1]"],
		["not-an-object", "42"],
		["bad-envelope", "{}"],
		["bad-envelope", altered({ type: 3 })],
		["bad-envelope", altered({ version: undefined })],
		["bad-envelope", altered({ version: "2" })],
		["bad-envelope", altered({ version: 0 })],
		["bad-envelope", altered({ timestamp: 1 })],
		["bad-envelope", altered({ timestamp: "yesterday" })],
		["bad-envelope", altered({ timestamp: "2026-02-31T00:00:00.000Z" })],
		["bad-envelope", altered({ timestamp: "2026-03-14T09:30:00Z" })],
		["bad-envelope", altered({ writer: undefined })],
		["bad-envelope", altered({ writer: "" })],
		["bad-envelope", altered({ writer: "w".repeat(257) })],
		["bad-envelope", altered({ seq: "1" })],
		["bad-envelope", altered({ seq: 0 })],
		["bad-envelope", altered({ seq: 1.5 })],
		["bad-envelope", altered({ requestId: 5 })],
		["bad-envelope", altered({ sessionId: null })],
		["bad-envelope", altered({ routeId: "" })],
		["newer-version", altered({ version: 3 })],
		["unknown-type", altered({ type: "routing.telepathy" })],
		["unknown-type", altered({ type: "constructor" })],
		["bad-data", altered({ data: undefined })],
		["bad-data", altered({ data: [] })],
		["bad-data", altered({ data: { ...anEvent().data, outcome: "maybe" } })],
		["bad-data", altered({ data: { ...anEvent().data, attempts: "1" } })],
		["bad-data", altered({ data: { ...anEvent().data, target: 1 } })],
		["bad-data", altered({ data: { ...anEvent().data, failedOver: 0 } })],
		["bad-data", line.replace('"latencyMs":1200', '"latencyMs":1e999')],
		["bad-data", altered({ type: "cooldown.set", data: { scope: "target", key: "k", until: "soon", kind: "rate" } })],
		["bad-data", altered({ type: "routing.decision", data: { order: "none" } })],
	])("sets aside what is %s (row %#)", (why, odd) => {
		expect(decodeEvent(odd)).toEqual({ kind: "foreign", why });
	});

	it("checks every record in a list and every value of a map", () => {
		const decision = fc.sample(
			arbitraryEvent.filter(({ type }) => type === "routing.decision"),
			{ numRuns: 1, seed: 1 },
		)[0];
		const withData = (data: object) => altered({ type: decision?.type, data: { ...decision?.data, ...data } });
		expect(decodeEvent(withData({}))).toMatchObject({ kind: "event" });
		expect(decodeEvent(withData({ order: ["a", 1] }))).toMatchObject({ why: "bad-data" });
		expect(decodeEvent(withData({ order: "a" }))).toMatchObject({ why: "bad-data" });
		expect(decodeEvent(withData({ omitted: { cooling: "3" } }))).toMatchObject({ why: "bad-data" });
		expect(decodeEvent(withData({ omitted: [3] }))).toMatchObject({ why: "bad-data" });
	});

	it("finds a record behind the torn line of a killed process", () => {
		expect(decodeEvent(`${line.slice(0, 150)}${line}`)).toEqual({ kind: "event", event: anEvent() });
	});

	it("never throws, whatever a line holds", () => {
		const isSetAside = (text: string) => decodeEvent(text).kind === "foreign";
		fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), isSetAside));
	});

	it("sets a record aside wherever it was cut off", () => {
		for (let cut = 0; cut < line.length; cut += 1) {
			expect(decodeEvent(line.slice(0, cut))).toEqual({ kind: "foreign", why: "not-json" });
		}
	});
});

describe("seqWrittenBy", () => {
	it.each([
		["a record of this writer", encodeEvent(anEvent({ seq: 42 })), 42],
		["a record of another writer", encodeEvent(anEvent({ writer: "w12" })), undefined],
		["a torn record", encodeEvent(anEvent()).slice(0, -1), undefined],
		["a record behind a torn one", `${line.slice(0, 150)}${line}`, undefined],
		[
			"a record that names the writer further on",
			encodeEvent({ ...anEvent({ writer: "x" }), routeId: line }),
			undefined,
		],
		["an old record", aLegacyLine(), undefined],
		["a record without a number", line.replace('"seq":1', '"seq":"1"'), undefined],
	])("looks at %s", (_what, text, seq) => {
		expect(seqWrittenBy(text, "w1")).toBe(seq);
	});

	it("knows a writer whatever characters its id has", () => {
		expect(seqWrittenBy(encodeEvent(anEvent({ writer: 'a"\\\n', seq: 3 })), 'a"\\\n')).toBe(3);
	});
});
