import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { readLines } from "./read-lines.ts";

async function read(
	content: string | Uint8Array,
	options: { from?: number; chunkBytes?: number; maxLineBytes?: number } = {},
) {
	const path = join(await tempFolder(), "lines");
	await writeFile(path, content);
	const handle = await open(path, "r");
	const result = { lines: [] as string[], end: options.from ?? 0, tooLong: 0 };
	for await (const { lines, end, tooLong } of readLines(handle, { from: 0, ...options })) {
		result.lines.push(...lines);
		result.end = end;
		result.tooLong += tooLong;
	}
	await handle.close();
	return result;
}

describe("readLines", () => {
	it.each([
		["an empty file", "", [], 0],
		["whole lines", "a\nbc\n", ["a", "bc"], 5],
		["an empty line", "a\n\nb\n", ["a", "", "b"], 5],
		["a last line that is not complete yet", "a\nbc", ["a"], 2],
		["nothing but an incomplete line", "abc", [], 0],
	])("reads %s", async (_what, content, lines, end) => {
		expect(await read(content)).toEqual({ lines, end, tooLong: 0 });
	});

	it("begins at the given offset", async () => {
		expect(await read("a\nbc\nd\n", { from: 2 })).toEqual({ lines: ["bc", "d"], end: 7, tooLong: 0 });
	});

	it.each([1, 2, 3, 5, 64])(
		"reads the same in chunks of %d bytes, also through the middle of a character",
		async (chunkBytes) => {
			const content = "héllo\n日本\n😀\n";
			expect(await read(content, { chunkBytes })).toMatchObject({ lines: ["héllo", "日本", "😀"] });
		},
	);

	it("leaves out a line that is too long, counts it once and goes on behind it", async () => {
		const content = `a\n${"x".repeat(100)}\nb\n${"y".repeat(100)}\nc\n`;
		expect(await read(content, { chunkBytes: 8, maxLineBytes: 16 })).toEqual({
			lines: ["a", "b", "c"],
			end: content.length,
			tooLong: 2,
		});
	});

	it("does not come back to a line that is too long and not complete yet", async () => {
		expect(await read(`a\n${"x".repeat(100)}`, { chunkBytes: 8, maxLineBytes: 16 })).toMatchObject({
			end: 102,
			tooLong: 1,
		});
	});

	it("gives back what was written, whatever it is and however it is cut", async () => {
		const line = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !text.includes("\n"));
		await fc.assert(
			fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.integer({ min: 1, max: 20 }), async (lines, chunkBytes) => {
				const content = lines.map((text) => `${text}\n`).join("");
				expect((await read(content, { chunkBytes })).lines).toEqual(lines);
			}),
			{ numRuns: 50 },
		);
	});
});
