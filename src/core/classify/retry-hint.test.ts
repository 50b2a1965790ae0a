import { describe, expect, it } from "vitest";
import type { FailureKind } from "../failure.ts";
import { readErrorFacts } from "./facts/error-facts.ts";
import { retryHint } from "./retry-hint.ts";
import type { HintRule } from "./signature.ts";

const NOW = "2026-11-23T12:00:00Z";
const NOW_MS = Date.parse(NOW);

interface Asked {
	readonly kind?: FailureKind;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	readonly text?: string;
	readonly rule?: HintRule;
	readonly provider?: string;
	readonly now?: string;
}

function at({
	kind = "window",
	headers = {},
	body,
	text,
	rule,
	provider = "custom",
	now = NOW,
}: Asked): string | undefined {
	const facts = readErrorFacts({
		provider,
		api: "openai-completions",
		modelId: "some-model",
		hasStarted: false,
		...(text === undefined ? {} : { errorMessage: text }),
		response: { status: 429, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
	});
	const ms = retryHint({ facts, kind, windows: [], ...(rule ? { rule } : {}) }, Date.parse(now));
	return ms === undefined ? undefined : new Date(ms).toISOString();
}

function secondsTo(asked: Asked): number | undefined {
	const iso = at(asked);
	return iso === undefined ? undefined : (Date.parse(iso) - NOW_MS) / 1_000;
}

describe("retryHint from headers", () => {
	it.each([
		["seconds", { "retry-after": "3600" }, 3_600],
		["fractions of seconds", { "retry-after": "1.5" }, 1.5],
		["an HTTP date", { "retry-after": "Mon, 23 Nov 2026 12:10:00 GMT" }, 600],
		["the oldest HTTP date, which is GMT too", { "retry-after": "Mon Nov 23 12:10:00 2026" }, 600],
		["milliseconds", { "retry-after-ms": "1500" }, 1.5],
		["milliseconds before seconds", { "retry-after-ms": "1500", "retry-after": "2" }, 1.5],
		["epoch seconds", { "x-ratelimit-reset": String(NOW_MS / 1_000 + 90) }, 90],
		["epoch milliseconds", { "x-ratelimit-reset": String(NOW_MS + 90_000) }, 90],
		["seconds to go", { "x-ratelimit-reset": "90" }, 90],
		["milliseconds to go", { "x-ratelimit-reset-ms": "90000" }, 90],
		["an instant in milliseconds", { "x-ratelimit-reset-ms": String(NOW_MS + 90_000) }, 90],
		["seconds after", { "x-ratelimit-reset-after": "12.5" }, 12.5],
		["the name of the draft standard", { "ratelimit-reset": "30" }, 30],
		["a Go duration", { "x-ratelimit-reset-tokens": "6m0s" }, 360],
		["a Go duration in milliseconds", { "x-ratelimit-reset-requests": "600ms" }, 0.6],
		["a Go duration of hours", { "x-ratelimit-reset-requests": "1h2m3s" }, 3_723],
		["seconds with a fraction per limit", { "x-ratelimit-reset-tokens-minute": "58.7" }, 58.7],
		["Anthropic's times of day", { "anthropic-ratelimit-input-tokens-reset": "2026-11-23T12:00:23Z" }, 23],
	])("reads %s", (_, headers, seconds) => {
		expect(secondsTo({ kind: "rate", headers })).toBe(seconds);
	});

	it("counts only limits of which nothing is left, where that is told", () => {
		const headers = {
			"x-ratelimit-reset-requests": "20h",
			"x-ratelimit-remaining-requests": "59",
			"x-ratelimit-reset-tokens": "40s",
			"x-ratelimit-remaining-tokens": "0",
			"anthropic-ratelimit-requests-remaining": "31",
			"anthropic-ratelimit-requests-reset": "2026-11-23T12:00:20Z",
		};

		expect(secondsTo({ kind: "rate", headers })).toBe(40);
	});

	it.each([
		["zero", { "retry-after": "0" }],
		["the past", { "retry-after": "Mon, 23 Nov 2026 11:00:00 GMT" }],
		["a negative delay", { "retry-after": "-5" }],
		["no number", { "retry-after": "soon" }],
		["an empty value", { "retry-after": "", "retry-after-ms": " " }],
		["a date that is none", { "retry-after": "Mon, 99 Foo 2026 12:10:00 GMT" }],
		["more than an account can wait", { "retry-after": "99999999" }],
		["an endless number", { "retry-after": "1e999" }],
	])("ignores %s", (_, headers) => {
		expect(at({ headers })).toBeUndefined();
	});
});

describe("retryHint from bodies", () => {
	it.each([
		["Google's RetryInfo", { error: { details: [{ retryDelay: "34.07s" }] } }, 34.07],
		["Google's reset delay", { error: { details: [{ metadata: { quotaResetDelay: "18h31m10.47s" } }] } }, 66_670.47],
		[
			"Google's reset time",
			{ error: { details: [{ metadata: { quotaResetTimeStamp: "2026-11-23T21:03:14Z" } }] } },
			32_594,
		],
		["Codex' reset time", { error: { resets_at: NOW_MS / 1_000 + 13_872 } }, 13_872],
		["Codex' seconds", { error: { resets_in_seconds: 13_872 } }, 13_872],
		["Cerebras' seconds", { retry_after_seconds: 59 }, 59],
		["OpenRouter's seconds", { error: { availability: { retry_after: 20 } } }, 20],
		[
			"OpenRouter's quoted headers",
			{ error: { metadata: { headers: { "X-RateLimit-Reset": String(NOW_MS + 43_200_000) } } } },
			43_200,
		],
		["milliseconds", { error: { retry_after_ms: 2_500 } }, 2.5],
		["ISO times with an offset", { error: { resets_at: "2026-11-23T14:00:00.282668+01:00" } }, 3_600],
	])("reads %s", (_, body, seconds) => {
		expect(secondsTo({ body })).toBe(seconds);
	});

	it.each([
		["an object", { retry_after: { toString: "x" } }],
		["nothing", { retry_after: null, resets_at: null }],
		["a negative number", { resets_at: -1 }],
		["a long text", { resets_at: "1".repeat(200) }],
	])("ignores %s", (_, body) => {
		expect(at({ body })).toBeUndefined();
	});
});

describe("retryHint from texts", () => {
	it.each([
		["Please try again in 11.054s.", 11.054],
		["Please try again in 644ms.", 0.644],
		["Please try again in 9m38.016s. Need more tokens?", 578.016],
		["Try again in ~57 min.", 3_420],
		["Try again in 2h", 7_200],
		["try again in 5 minutes", 300],
		["Please retry in 41.820516331s.", 41.821],
		["Please retry after 45 seconds.", 45],
		["rate limit will reset after 500ms", 0.5],
		["back off for 1h30m10s: retry in 1h30m10s", 5_410],
		["Please wait 3 hours 43 minutes before trying again.", 13_380],
		["Your quota will reset after 18h31m10s.", 66_670],
		["Resets in 2hr 15min", 8_100],
		["It will reset in 5 days 10 hours.", 468_000],
		["resets in 1 week", 604_800],
		["Server requested 2094s retry delay (max: 60s). 429 slow down", 2_094],
		["retry-after: 30", 30],
		["请在 30 秒后重试", 30],
		["resets at 2026-11-23T15:00:00Z (2056)", 10_800],
		["resets at 2026-11-23T15:00:00+02:00", 3_600],
		["You will regain access on 2026-12-01 at 00:00 UTC.", 648_000],
		["available again after 2026-11-24", 43_200],
		["Your limit will reset at 2026-11-23 22:14:05", 36_845],
		["Your limit will reset at 2026-11-23 22:14:05 UTC+08:00", 8_045],
		["您的限额将在 2026-11-23 22:14:05 重置", 8_045],
		["2026-11-23 22:14:05 重置", 8_045],
		["reset at 11-24 08:00:00 UTC", 72_000],
		["reset at 11-24 08:00", 72_000],
		["Claude AI usage limit reached|1795449072", 13_872],
		["resets_at: 1795449072000", 13_872],
		["Usage resets over a rolling 24-hour window", 86_400],
	])("reads %s", (text, seconds) => {
		expect(secondsTo({ text })).toBeCloseTo(seconds, 3);
	});

	it("takes z.ai's times for those of Beijing", () => {
		const text = "Your limit will reset at 2026-11-23 22:14:05";

		expect(secondsTo({ text, provider: "zai-coding-cn" })).toBe(8_045);
	});

	it("looks into the next year for a day that is over in this one", () => {
		expect(at({ text: "reset at 01-02 08:00:00 UTC", now: "2026-12-20T00:00:00Z" })).toBe("2027-01-02T08:00:00.000Z");
	});

	it.each([
		["resets 8pm (Europe/Berlin)", "2026-11-23T19:00:00.000Z"],
		["resets 8:30am (Asia/Tokyo)", "2026-11-23T23:30:00.000Z"],
		["resets 12am (UTC)", "2026-11-24T00:00:00.000Z"],
		["resets 12pm (UTC)", "2026-11-24T12:00:00.000Z"],
		["resets at 3 PM PT", "2026-11-23T23:00:00.000Z"],
		["resets 14:30 (Etc/GMT-9)", "2026-11-24T05:30:00.000Z"],
		["resets 9pm UTC+8", "2026-11-23T13:00:00.000Z"],
		["resets 9pm (GMT-03:30)", "2026-11-24T00:30:00.000Z"],
		["resets Nov 28 at 9am (America/New_York)", "2026-11-28T14:00:00.000Z"],
		["resets Dec 3, 11:30am (Asia/Calcutta)", "2026-12-03T06:00:00.000Z"],
		["resets Thursday 8pm (Europe/Berlin)", "2026-11-26T19:00:00.000Z"],
		["resets Mon 8am (UTC)", "2026-11-30T08:00:00.000Z"],
	])("reads %s", (text, iso) => {
		expect(at({ text })).toBe(iso);
	});

	it.each([
		["summer time begins that night", "2026-03-28T22:00:00Z", "resets 8am (Europe/Berlin)", "2026-03-29T06:00:00.000Z"],
		["summer time ends that night", "2026-10-24T22:00:00Z", "resets 8am (Europe/Berlin)", "2026-10-25T07:00:00.000Z"],
		["the hour is skipped", "2026-03-28T22:00:00Z", "resets 2:30am (Europe/Berlin)", "2026-03-29T01:30:00.000Z"],
	])("is right when %s", (_, now, text, iso) => {
		expect(at({ text, now })).toBe(iso);
	});

	it.each([
		"resets 8pm",
		"resets 8pm today",
		"resets 9:30 AM. View your usage details",
		"resets 3 (UTC)",
		"resets 25:00 (UTC)",
		"resets 8pm (Nowhere/Land)",
		"resets 8:99pm (UTC)",
		"try again in 5",
		"retry 5 requests",
		"wait 2 months",
		"created 2026-11-24T00:00:00Z",
		"reset at 2026-99-99 08:00:00",
		"reset at 99-99 08:00:00 UTC",
		"build 11-24 08:00:00 UTC",
		"resets at 2026-11-23T11:59:59Z",
	])("finds no time in: %s", (text) => {
		expect(at({ text })).toBeUndefined();
	});

	it("looks at no more than a handful of times", () => {
		expect(secondsTo({ text: "try again in 1s ".repeat(500) })).toBe(1);
	});
});

describe("retryHint", () => {
	const several = {
		headers: { "retry-after": "30" },
		body: { error: { message: "try again in 2 h", retry_after: 600 } },
	};

	it("takes the longest hint for a window or a balance", () => {
		expect(secondsTo({ kind: "window", ...several })).toBe(7_200);
		expect(secondsTo({ kind: "balance", ...several })).toBe(7_200);
	});

	it("takes the most trusted hint for everything else", () => {
		expect(secondsTo({ kind: "rate", ...several })).toBe(30);
		expect(secondsTo({ kind: "overload", ...several })).toBe(30);
	});

	it("skips a hint beyond what the kind believes", () => {
		const headers = { "retry-after": "90000" };

		expect(at({ kind: "overload", headers })).toBeUndefined();
		expect(secondsTo({ kind: "overload", headers, text: "try again in 20s" })).toBe(20);
		expect(secondsTo({ kind: "rate", headers })).toBe(90_000);
	});

	it("believes no hint for kinds that time does not cure", () => {
		expect(at({ kind: "auth", ...several })).toBeUndefined();
		expect(at({ kind: "request", ...several })).toBeUndefined();
	});

	it.each([
		["none", undefined],
		["pacific-day", "2026-11-24T08:00:00.000Z"],
		["beijing-day", "2026-11-23T16:00:00.000Z"],
		["utc-month", "2026-12-01T00:00:00.000Z"],
	] as const)("goes by the rule %s instead of the hints", (rule, iso) => {
		expect(at({ rule, ...several })).toBe(iso);
	});

	it("knows the summer time of a calendar rule and the end of the year", () => {
		expect(at({ rule: "pacific-day", now: "2026-07-01T12:00:00Z" })).toBe("2026-07-02T07:00:00.000Z");
		expect(at({ rule: "utc-month", now: "2026-12-31T12:00:00Z" })).toBe("2027-01-01T00:00:00.000Z");
	});
});
