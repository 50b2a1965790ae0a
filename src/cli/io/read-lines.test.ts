import { describe, expect, it } from "vitest";
import { type Line, readLines } from "./read-lines.ts";

async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function linesOf(bytes: Buffer, size: number, maxLineBytes?: number): Promise<Line[]> {
	const lines: Line[] = [];
	for await (const some of readLines(chunked(bytes, size), maxLineBytes)) lines.push(...some);
	return lines;
}

describe("readLines", () => {
	it.each([1, 2, 3, 7, 100])("finds the same lines in chunks of %i bytes", async (size) => {
		expect(await linesOf(Buffer.from("\uFEFFone\n\nthrée 👍\r\n\uFEFFfour"), size)).toEqual([
			{ number: 1, text: "one" },
			{ number: 2, text: "" },
			{ number: 3, text: "thrée 👍\r" },
			{ number: 4, text: "\uFEFFfour" },
		]);
	});

	it.each([1000, 10_000_000])("keeps nothing of a line that is too long (chunks of %i bytes)", async (size) => {
		const megabyte = 1024 * 1024;
		const bytes = Buffer.from(
			`a\n${"x".repeat(megabyte)}\n${"x".repeat(megabyte + 1)}\nb\n${"x".repeat(megabyte + 1)}`,
		);

		expect((await linesOf(bytes, size, megabyte)).map((line) => ("text" in line ? line.text.length : line))).toEqual([
			1,
			megabyte,
			{ number: 3, problem: "is longer than 1 MB" },
			1,
			{ number: 5, problem: "is longer than 1 MB" },
		]);
	});
});
