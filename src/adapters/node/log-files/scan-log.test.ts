import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateLog } from "../../../../bench/support/log/generate-log.ts";
import { anEvent } from "../../../../test/support/an-event.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import type { LogRecord } from "../../../core/reports/read/log-record.ts";
import { findLogFiles } from "./find-log-files.ts";
import { type ScanInput, scanLog } from "./scan-log.ts";
import { LineSplitter } from "./split-lines.ts";

const MEGABYTE = 1024 * 1024;
const line = (seq: number): string => `${encodeEvent(anEvent({ seq }))}\n`;
const unneeded = encodeEvent({ type: "state.reset", atMs: 0, writer: "w", seq: 1, data: {} });

async function scan(from: ScanInput["from"], more: Partial<ScanInput> = {}) {
	const ids: (string | undefined)[] = [];
	const onRecord = ({ requestId }: LogRecord): void => {
		ids.push(requestId?.replace("request-", ""));
	};
	const summary = await scanLog({ from, onRecord, ...more });
	return { ids, summary };
}

async function aLog(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
	const folder = await tempFolder();
	for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
	return join(folder, "auto-router.events.jsonl");
}

const streamOf = (...chunks: readonly (string | Buffer)[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe("findLogFiles", () => {
	const names = [
		"auto-router.events.20260102T000000000Z.jsonl.gz",
		"auto-router.events.20260101T000000000Z.jsonl",
		"auto-router.events.20260103T000000000Z.jsonl",
		"auto-router.events.20260103T000000000Z.jsonl.gz",
		"auto-router.events.jsonl",
		"auto-router.events.jsonl.v1.bak",
		"auto-router.events.2026.jsonl",
		"other.events.20260101T000000000Z.jsonl",
	];

	async function found(name: string): Promise<string[]> {
		const path = await aLog(Object.fromEntries(names.map((one) => [one, "x"])));
		const folder = join(path, "..");
		return (await findLogFiles(join(folder, name))).map((file) => file.path.slice(folder.length + 1));
	}

	it("lists what was set aside, oldest first, before the log; of a packed file and its original the original", async () => {
		expect(await found("auto-router.events.jsonl")).toEqual([
			"auto-router.events.20260101T000000000Z.jsonl",
			"auto-router.events.20260102T000000000Z.jsonl.gz",
			"auto-router.events.20260103T000000000Z.jsonl",
			"auto-router.events.jsonl",
		]);
	});

	it.each([
		"auto-router.events.20260102T000000000Z.jsonl.gz",
		"auto-router.events.jsonl.v1.bak",
		"auto-router.events.2026.jsonl",
	])("lists %s alone when it is named itself", async (name) => {
		expect(await found(name)).toEqual([name]);
	});

	it("lists what was set aside although there is no log any more, and nothing in a folder that is not there", async () => {
		const path = await aLog({ "auto-router.events.20260101T000000000Z.jsonl": "x" });

		expect(await findLogFiles(path)).toHaveLength(1);
		expect(await findLogFiles(join(path, "nowhere", "x.jsonl"))).toEqual([]);
	});
});

describe("scanLog", () => {
	it("reads the files in order, packed or not", async () => {
		const path = await aLog({
			"auto-router.events.20260101T000000000Z.jsonl": line(1),
			"auto-router.events.20260102T000000000Z.jsonl.gz": gzipSync(line(2) + line(3)),
			"auto-router.events.jsonl": line(4),
		});
		const { ids, summary } = await scan(path);

		expect(ids).toEqual(["1", "2", "3", "4"]);
		expect(summary).toMatchObject({ lines: 4, foreign: 0, torn: 0, tooLong: 0, problems: [] });
		expect(summary.files.map((file) => file.split("/").at(-1))).toHaveLength(3);
	});

	it.each([
		["in whole lines", [line(1), line(2)]],
		["in pieces", [...(line(1) + line(2))]],
		["packed", [gzipSync(line(1) + line(2))]],
		["packed in pieces", [...gzipSync(line(1) + line(2))].map((byte) => Buffer.from([byte]))],
		["without a newline at the end", [line(1), line(2).trimEnd()]],
		["with Windows line ends and empty lines", [line(1).replace("\n", "\r\n\r\n\n"), line(2)]],
	])("reads a stream that comes %s", async (_how, chunks) => {
		const { ids, summary } = await scan(streamOf(...chunks));

		expect(ids).toEqual(["1", "2"]);
		expect(summary).toMatchObject({ files: ["-"], lines: 2, foreign: 0, torn: 0 });
	});

	it.each([
		["a torn last line", [line(1), line(2).slice(0, 40)], { lines: 2, torn: 1, foreign: 0 }],
		["a record behind a torn one", [`${line(9).slice(0, 40)}${line(1)}`], { lines: 1, torn: 1, foreign: 0 }],
		["a record behind a torn one that is not needed", [`${unneeded.slice(0, 80)}${line(1)}`], { lines: 1, torn: 1 }],
		["lines of something else", [line(1), "hello\n", "{}\n", "\n"], { lines: 3, foreign: 2 }],
		["bytes that are no text", [line(1), Buffer.from([0xff, 0xfe, 0x0a])], { lines: 2, foreign: 1 }],
		["records that no report needs", [line(1), `${unneeded}\n`], { lines: 2, foreign: 0, torn: 0 }],
		["a line of ten megabytes", [line(1), "x".repeat(10 * MEGABYTE), "\n"], { lines: 2, foreign: 1, tooLong: 1 }],
		["a last line of ten megabytes", [line(1), "x".repeat(10 * MEGABYTE)], { lines: 2, foreign: 1, tooLong: 1 }],
		["a line of ten megabytes in one chunk", [`${"x".repeat(10 * MEGABYTE)}\n${line(1)}`], { tooLong: 1 }],
	])("counts %s and goes on", async (_what, chunks, counts) => {
		const { ids, summary } = await scan(streamOf(...chunks));

		expect(ids).toEqual(["1"]);
		expect(summary).toMatchObject(counts);
	});

	it("goes on with the next file after one that is packed in part only, or cannot be read", async () => {
		const whole = gzipSync(Array.from({ length: 5_000 }, (_, at) => line(at + 10)).join(""));
		const path = await aLog({
			"auto-router.events.20260101T000000000Z.jsonl.gz": whole.subarray(0, whole.length - 200),
			"auto-router.events.jsonl": line(4),
		});
		await mkdir(join(path, "..", "auto-router.events.20260102T000000000Z.jsonl"));
		const { ids, summary } = await scan(path);

		expect(ids.slice(0, 2)).toEqual(["10", "11"]);
		expect(ids.at(-1)).toBe("4");
		expect(summary.problems.map(({ file }) => file.split(".").at(2))).toEqual([
			"20260101T000000000Z",
			"20260102T000000000Z",
		]);
	});

	it("leaves out what was before a moment", async () => {
		const at = (seq: number, iso: string) => `${encodeEvent(anEvent({ seq, atMs: Date.parse(iso) }))}\n`;
		const lines = [
			at(1, "2026-03-14T09:59:59.999Z"),
			at(2, "2026-03-14T10:00:00.000Z"),
			at(3, "2026-03-15T00:00:00.000Z"),
		];

		expect((await scan(streamOf(...lines), { sinceMs: Date.parse("2026-03-14T10:00:00Z") })).ids).toEqual(["2", "3"]);
	});

	it("tells how far it is", async () => {
		const seen: [number, number][] = [];
		const path = await aLog({
			"auto-router.events.jsonl": line(1),
			"auto-router.events.20260101T000000000Z.jsonl": line(2),
		});
		const { summary } = await scan(path, { onProgress: (bytes, of) => seen.push([bytes, of]) });

		expect(seen).toEqual([
			[line(2).length, summary.bytes],
			[summary.bytes, summary.bytes],
		]);
	});

	it("tells the same records, however a log is cut into files and chunks", async () => {
		const lines = [...generateLog({ records: 60, seed: 7 })];
		const expected = (await scan(streamOf(lines.join("")))).ids;
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(59), { maxLength: 4 }),
				fc.integer({ min: 1, max: 4_000 }),
				async (cuts, size) => {
					const bytes = Buffer.from(lines.join(""));
					const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
						bytes.subarray(at * size, (at + 1) * size),
					);
					expect((await scan(streamOf(...chunks))).ids).toEqual(expected);

					const places = [0, ...cuts.sort((a, b) => a - b), 60];
					const parts = places.slice(1).map((to, at) => lines.slice(places[at], to).join(""));
					const files = parts.map(
						(part, at) => [`auto-router.events.2026010${at + 1}T000000000Z.jsonl`, part] as const,
					);
					expect((await scan(await aLog(Object.fromEntries(files)))).ids).toEqual(expected);
				},
			),
			{ numRuns: 20 },
		);
		expect(expected.length).toBeGreaterThan(30);
	});
});

describe("LineSplitter", () => {
	it("holds at most one line of what it was given", () => {
		const held: string[] = [];
		const splitter = new LineSplitter(
			{
				onLine: (bytes, from, to) => held.push(bytes.toString("utf8", from, to)),
				onTooLong: () => held.push("too long"),
				onRest: (bytes, from, to) => held.push(`rest ${bytes.toString("utf8", from, to)}`),
			},
			4,
		);
		for (const chunk of ["ab", "cd\nabc", "de\n", "\nx"]) splitter.push(Buffer.from(chunk));
		splitter.end();

		expect(held).toEqual(["abcd", "too long", "", "rest x"]);
	});
});
