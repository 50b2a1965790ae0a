import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonc } from "./jsonc.ts";

function readOk(text: string) {
	const document = readJsonc(text);
	if (document.kind !== "ok") throw new Error(`not read: ${document.message}`);
	return document;
}

describe("readJsonc", () => {
	it("reads comments, trailing commas and leaves out keys that begin with _", () => {
		const text = '{ // a\n "a": [1, {"_b": 2, "c": null},], /* d */ "_e": 1, }';
		expect(readOk(text).value).toEqual({ a: [1, { c: null }] });
	});

	it("lets the last of equal keys count and says where", () => {
		const document = readOk('{"a": {"b": 1,\n"b": 2}}');
		expect(document.value).toEqual({ a: { b: 2 } });
		expect(document.duplicates).toEqual([["a", "b"]]);
		expect(document.lineAt(["a", "b"])).toBe(2);
	});

	it("takes __proto__ for a comment like any key with an underscore", () => {
		expect(readOk('{"__proto__": {"x": 1}}').value).toEqual({});
	});

	it.each([
		[["a"], 2],
		[["a", 1], 4],
		[["a", 1, "x"], 4],
		[["a", 9], 2],
		[["a", "b"], 2],
		[["nothing", "here"], 1],
	])("finds the line of %j or of what is around it", (path, line) => {
		expect(readOk('{\n "a": [\n1,\n2]}').lineAt(path)).toBe(line);
	});

	it.each([
		["", 1, 1, "the file is empty"],
		[" \n ", 1, 1, "the file is empty"],
		["// only words", 1, 14, "value expected"],
		['{\n "a": 1\n "b": 2 }', 3, 2, "comma expected"],
		['{"a": }', 1, 7, "value expected"],
		['{"a": tru}', 1, 7, "invalid symbol"],
		['{"a": 1', 1, 8, "close brace expected"],
		["{} {}", 1, 4, "end of file expected"],
	])("says where %j breaks", (text, line, column, message) => {
		const document = readJsonc(text);
		expect(document).toMatchObject({ kind: "broken", line, column, message });
	});

	it("refuses what is nested too deeply instead of running out of stack", () => {
		expect(readJsonc(`${"[".repeat(64)}${"]".repeat(64)}`).kind).toBe("ok");
		expect(readJsonc("[".repeat(500_000))).toMatchObject({
			kind: "broken",
			line: 1,
			column: 65,
			message: "nested deeper than 64 levels",
		});
		expect(readJsonc(JSON.stringify(`${"[{".repeat(100)}`)).kind).toBe("ok");
	});

	it("reads whatever JSON.stringify writes", () => {
		const jsonValue = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes('"_'));
		fc.assert(
			fc.property(jsonValue, (value) => {
				expect(JSON.stringify(readOk(JSON.stringify(value)).value)).toBe(JSON.stringify(value));
			}),
		);
	});
});
