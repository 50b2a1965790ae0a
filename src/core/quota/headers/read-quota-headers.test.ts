import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	EXPECTED_QUOTA,
	QUOTA_NOW_MS,
	quotaFixture,
	rounded,
	windowsAsExpected,
} from "../../../../test/support/quota-fixtures.ts";
import { readQuotaHeaders } from "./read-quota-headers.ts";

type Headers = Readonly<Record<string, string>>;
const NOW_S = QUOTA_NOW_MS / 1_000;
const PROVIDERS = ["anthropic", "openai-codex", "github-copilot", "groq", "cerebras"];
const SAMPLES = Object.entries(EXPECTED_QUOTA.headers).map(
	([name, expected]) => [name, expected, quotaFixture(name) as Headers] as const,
);

const read = (provider: string, headers: Headers) =>
	readQuotaHeaders({ provider, modelId: "Model-A" }, headers, QUOTA_NOW_MS);
const windowsOf = (provider: string, headers: Headers) => windowsAsExpected(read(provider, headers)?.windows ?? []);

describe("the recorded headers", () => {
	it.each(SAMPLES)("are read in full: %s", (_, { provider, windows, plan }, headers) => {
		const reading = read(provider, headers);
		if (windows === null) return expect(reading).toBeUndefined();
		expect(reading?.plan).toBe(plan);
		expect(windowsAsExpected(reading?.windows ?? [])).toEqual(rounded(windows));
		return expect(reading).toMatchObject({ kind: "ok", balances: [] });
	});

	it("say nothing about the plan of another provider", () => {
		for (const [, , headers] of SAMPLES) expect(read("deepseek", headers)).toBeUndefined();
	});
});

/** Headers of an Anthropic window, short. */
const unified = (window: string, fields: Headers): Headers =>
	Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [`anthropic-ratelimit-unified-${window}-${name}`, value]),
	);

describe("headers of Anthropic", () => {
	it.each([
		["7d_sonnet", "7d:sonnet", "sonnet"],
		["7d-sonnet", "7d:sonnet", "sonnet"],
		["7d_oi", "7d:fable", "fable"],
	])("%s counts for a family only", (window, id, family) => {
		expect(windowsOf("anthropic", unified(window, { utilization: "0.4" }))).toMatchObject([{ id, family }]);
	});

	it("keep a share above the whole", () => {
		expect(windowsOf("anthropic", unified("5h", { utilization: "1.04" }))).toMatchObject([{ usedPercent: 104 }]);
	});

	it.each(["0.97", "nonsense"])("mean a full window when it rejects at %s", (utilization) => {
		expect(windowsOf("anthropic", unified("7d", { utilization, status: "rejected" }))).toMatchObject([
			{ id: "7d", usedPercent: 100 },
		]);
	});

	it("say nothing of a window whose reset has passed", () => {
		expect(read("anthropic", unified("5h", { utilization: "1", reset: `${NOW_S - 1}` }))).toBeUndefined();
	});

	it("do not take the share of paid usage for a window", () => {
		expect(read("anthropic", unified("overage", { utilization: "0.2" }))).toBeUndefined();
	});
});

describe("headers of requests a day", () => {
	const groq = (limit: string, remaining: string) =>
		windowsOf("groq", { "x-ratelimit-limit-requests": limit, "x-ratelimit-remaining-requests": remaining });

	it("count for the model that was asked, without a reset where the allowance refills all the time", () => {
		expect(groq("1000", "50")).toEqual([{ id: "24h:Model-A", usedPercent: 95, family: "model-a" }]);
	});

	it.each([
		["0", "0"],
		["nonsense", "1"],
		["-5", "3"],
		["", ""],
	])("say nothing where the limit is %j and %j are left", (limit, remaining) => {
		expect(groq(limit, remaining)).toEqual([]);
	});
});

describe("headers of Codex", () => {
	it("name a window by its length in whatever place it stands, or by its place where no length is told", () => {
		const headers = {
			"x-codex-primary-used-percent": "12",
			"x-codex-primary-window-minutes": "10080",
			"x-codex-primary-reset-after-seconds": "60",
			"x-codex-secondary-used-percent": "0.5",
		};
		expect(windowsOf("openai-codex", headers)).toEqual([
			{ id: "7d", usedPercent: 12, resetInSeconds: 60, windowSeconds: 604_800 },
			{ id: "secondary", usedPercent: 0.5 },
		]);
	});

	it("leave out the limit of a model that they do not name", () => {
		expect(read("openai-codex", { "x-codex-bengalfox-primary-used-percent": "100" })).toBeUndefined();
	});

	it("leave out a limit per minute", () => {
		const headers = { "x-codex-primary-used-percent": "100", "x-codex-primary-window-minutes": "1" };
		expect(read("openai-codex", headers)).toBeUndefined();
	});

	it("tell a plan only together with a window", () => {
		expect(read("openai-codex", { "x-codex-plan-type": "plus" })).toBeUndefined();
	});
});

describe("headers of Copilot", () => {
	const premium = "x-quota-snapshot-premium_interactions";

	it("keep what was used above the allowance", () => {
		expect(windowsOf("github-copilot", { [premium]: "ent=300&rem=-15.0" })).toEqual([
			{ id: "month:premium", usedPercent: 115 },
		]);
	});

	it.each(["ent=0&rem=100.0", "ent=-1&rem=100.0", "rem=100.0", "", `ent=3&rem=${"1".repeat(600)}`])(
		"say nothing with %j",
		(value) => {
			expect(read("github-copilot", { [premium]: value })).toBeUndefined();
		},
	);

	it("count the week at its length and the session without one", () => {
		const headers = { "x-usage-ratelimit-weekly": "ent=0&rem=64.2", "x-usage-ratelimit-session": "ent=0&rem=%zz" };
		expect(windowsOf("github-copilot", headers)).toEqual([{ id: "7d", usedPercent: 35.8, windowSeconds: 604_800 }]);
	});
});

describe("hostile headers", () => {
	const names = SAMPLES.flatMap(([, , headers]) => Object.keys(headers));
	const values = [
		"",
		" ",
		"NaN",
		"-1",
		"Infinity",
		"1e400",
		"x".repeat(10_000),
		"%",
		"ent=1&rem=NaN&rst=never",
		"9e15",
	];
	const anyHeaders = fc.dictionary(
		fc.constantFrom(...names),
		fc.oneof(fc.constantFrom(...values), fc.string(), fc.double().map(String)),
	);

	it("never make a window that is none", () => {
		fc.assert(
			fc.property(fc.constantFrom(...PROVIDERS), anyHeaders, (provider, headers) => {
				for (const { usedShare, resetsAtMs = QUOTA_NOW_MS + 1, id } of read(provider, headers)?.windows ?? []) {
					expect(usedShare >= 0 && usedShare <= 1_000).toBe(true);
					expect(resetsAtMs > QUOTA_NOW_MS && resetsAtMs < QUOTA_NOW_MS + 1e11).toBe(true);
					expect(id.length).toBeLessThan(100);
				}
			}),
		);
	});

	it("leave the windows beside them readable", () => {
		const headers = { ...unified("5h", { utilization: "0.3" }), ...unified("7d", { utilization: "x".repeat(10_000) }) };
		expect(windowsOf("anthropic", headers)).toMatchObject([{ id: "5h", usedPercent: 30 }]);
	});
});
