import { describe, expect, it } from "vitest";
import { COMMON_OPTIONS, type OptionSpec, parseArgs, tokenize } from "./parse-args.ts";

describe("tokenize", () => {
	it.each([
		["", []],
		["  ", []],
		["show  swe", ["show", "swe"]],
		['rate bad "too verbose"', ["rate", "bad", "too verbose"]],
		["rate bad 'too verbose'", ["rate", "bad", "too verbose"]],
		['a"b c"d', ["ab cd"]],
		['say "it\'s fine"', ["say", "it's fine"]],
		['open "until the end', ["open", "until the end"]],
		['empty ""', ["empty", ""]],
		["rate bad it doesn't work, isn't it", ["rate", "bad", "it", "doesn't", "work,", "isn't", "it"]],
		["--tags='a b',c --x", ["--tags=a b,c", "--x"]],
		["'open until", ["open until"]],
		["tab\tand\nnewline", ["tab", "and", "newline"]],
	])("splits %j", (text, words) => {
		expect(tokenize(text)).toEqual(words);
	});
});

describe("parseArgs", () => {
	const specs: readonly OptionSpec[] = [...COMMON_OPTIONS, { name: "--tags", summary: "tags", takesValue: true }];
	const parsed = (text: string) => parseArgs(tokenize(text), specs);

	it.each([
		["swe --json", ["swe"], { "--json": "" }],
		["--json swe", ["swe"], { "--json": "" }],
		["bad --tags slow,wrong today", ["bad", "today"], { "--tags": "slow,wrong" }],
		["bad --tags=a=b", ["bad"], { "--tags": "a=b" }],
		["bad --tags=", ["bad"], { "--tags": "" }],
		["-- --json", ["--json"], {}],
		["-1", ["-1"], {}],
	])("reads %j", (text, words, options) => {
		expect(parsed(text)).toEqual({ kind: "args", args: { words, options: new Map(Object.entries(options)) } });
	});

	it.each([
		["--jsno", "Unknown option --jsno; did you mean --json?"],
		["--colour", "Unknown option --colour."],
		["--json=yes", "Option --json takes no value."],
		["--tags", "Option --tags needs a value."],
	])("refuses %j", (text, message) => {
		expect(parsed(text)).toEqual({ kind: "problem", message });
	});
});
