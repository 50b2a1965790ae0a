import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAILURE_KINDS, type Failure } from "../failure.ts";
import type { FailureEvidence } from "./evidence.ts";
import { classifyFailure } from "./provider-error.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/;

function classify(errorMessage: string, response?: FailureEvidence["response"]): Failure {
	const base = { provider: "custom", api: "openai-completions", modelId: "some-model", hasStarted: false };
	return classifyFailure({ ...base, errorMessage, ...(response ? { response } : {}) }, NOW_MS);
}

const HEADER_NAMES = [
	"retry-after",
	"retry-after-ms",
	"x-ratelimit-reset",
	"x-ratelimit-reset-tokens",
	"x-ratelimit-remaining-tokens",
	"anthropic-ratelimit-unified-status",
	"anthropic-ratelimit-unified-5h-status",
	"anthropic-ratelimit-unified-5h-reset",
	"anthropic-ratelimit-tokens-reset",
	"x-codex-primary-used-percent",
	"x-codex-primary-reset-at",
	"__proto__",
	"constructor",
];
const headerValue = fc.oneof(
	fc.string(),
	fc.constantFrom("rejected", "-1", "1e999", "NaN", "9".repeat(400), "100"),
	fc.nat().map(String),
);
const headers = fc.dictionary(fc.oneof(fc.constantFrom(...HEADER_NAMES), fc.string()), headerValue);
const fieldName = fc.oneof(
	fc.constantFrom(
		"error",
		"message",
		"code",
		"type",
		"details",
		"detail",
		"metadata",
		"availability",
		"resets_at",
		"retryDelay",
		"base_resp",
		"errors",
		"__proto__",
		"constructor",
		"toString",
	),
	fc.string(),
);
const json = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: "small" },
		fc.string(),
		fc.double(),
		fc.boolean(),
		fc.constant(null),
		fc.array(tie("value"), { maxLength: 4 }),
		fc.dictionary(fieldName, tie("value"), { maxKeys: 6 }),
	),
})).value;
const words = fc.constantFrom(
	"429",
	"500: ",
	"{",
	"}",
	'"message":"',
	"resets ",
	"8pm (Europe/Berlin)",
	"resets 99 at 99:99 (Etc/Nowhere)",
	"try again in 9",
	"2026-99-99T99:99:99Z",
	"02-31 25:61:61 UTC",
	"|9999999999",
	"\u001b[31m",
	"\n",
	"重置",
	"<html>",
	"\ud800",
	"Server requested 1s retry delay (max: 1s). ",
);
const text = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }).map((parts) => parts.join("")),
	json.map((value) => JSON.stringify(value)),
);

describe("classifyFailure on hostile input", () => {
	it("never throws, and keeps its message short and plain", () => {
		const evidence = fc.record(
			{
				provider: fc.constantFrom(
					"anthropic",
					"google",
					"openai-codex",
					"zai",
					"minimax",
					"github-copilot",
					"custom",
					"",
				),
				api: fc.constantFrom("anthropic-messages", "bedrock-converse-stream", "openai-completions"),
				modelId: fc.string(),
				hasStarted: fc.boolean(),
				errorMessage: text,
				stopReason: fc.constantFrom("error", "aborted", "stop"),
				response: fc.record(
					{ status: fc.integer({ min: -1, max: 700 }), headers, body: text, connectionError: fc.string() },
					{ requiredKeys: [] },
				),
			},
			{ requiredKeys: ["provider", "api", "modelId", "hasStarted"] },
		);
		fc.assert(
			fc.property(evidence, (seen) => {
				const failure = classifyFailure(seen as FailureEvidence, NOW_MS);

				expect(FAILURE_KINDS).toContain(failure.kind);
				expect(failure.message.length).toBeLessThanOrEqual(500);
				expect(failure.message).not.toMatch(CONTROLS);
				expect(failure.code ?? "").not.toMatch(CONTROLS);
				expect(failure.retryAtMs ?? NOW_MS + 1).toBeGreaterThan(NOW_MS);
			}),
			{ numRuns: 1_500 },
		);
	});

	it("reads no JSON that is nested or long beyond reason", () => {
		const deep = `{"error":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`;
		const long = JSON.stringify({ error: { message: "x".repeat(70_000), code: "overloaded" } });

		expect(classify("", { status: 400, body: deep })).toMatchObject({ kind: "request" });
		expect(classify("", { status: 400, body: long }).message.length).toBeLessThanOrEqual(500);
	});

	it("looks at no more fields than an answer has", () => {
		const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field${index}`, index]));

		expect(classify("", { status: 429, body: JSON.stringify({ ...many, retry_after: 5 }) }).retryAtMs).toBeUndefined();
		expect(classify("", { status: 429, body: JSON.stringify({ retry_after: 5, ...many }) }).retryAtMs).toBe(
			NOW_MS + 5_000,
		);
	});

	it("is not fooled by inherited fields", () => {
		expect(classify('400: {"__proto__":{"code":"overloaded"},"constructor":{"message":"no"}}').kind).toBe("request");
	});

	it("shows neither credentials nor the conversation", () => {
		const prompt = "please refactor the billing module of my secret project and do not tell anyone about any of this";
		const failure = classify(
			`400: {"message":"Invalid key sk-abcdef0123456789: the text '${prompt}' was refused; input='${prompt}'","code":"sk-abcdef0123456789"}`,
		);

		expect(failure.message).toBe("Invalid key [redacted]: the text '…' was refused");
		expect(failure.code).toBe("[redacted]");
	});

	const HOSTILE: ReadonlyArray<readonly [name: string, unit: string]> = [
		["blanks", " "],
		["words between long gaps", `wait${" ".repeat(2_000)}`],
		["echoes between long gaps", `data${" ".repeat(2_000)};`],
		["quotes", '"'],
		["brackets", "[{"],
		["escapes", '\\"'],
		["dashes", "a-"],
		["digits", "12:34 "],
		["triggers", "try again in "],
		["resets", "resets at 2026-11-23 "],
		["models", "model model model "],
		["rejections", "request too large for x "],
		["percent signs", "%2b=key"],
		["slashes", "://a:b"],
		["escape sequences", "\u001b]"],
		["messages", '{"message":"'],
	];

	it.each(HOSTILE)("takes little longer for 64 kB of %s than for 8 kB", (_, unit) => {
		const timeOf = (chars: number): number => {
			const hostile = unit.repeat(Math.ceil(chars / unit.length));
			const times = Array.from({ length: 5 }, () => {
				const start = performance.now();
				classify(hostile, { status: 429, body: hostile });
				classify(hostile);
				return performance.now() - start;
			});
			return Math.min(...times);
		};

		// Eight times the text; quadratic work would take sixty-four times as long.
		expect(timeOf(65_536)).toBeLessThan(24 * timeOf(8_192) + 5);
	});
});
