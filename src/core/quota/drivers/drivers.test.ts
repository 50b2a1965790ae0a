import { describe, expect, it } from "vitest";
import { QUOTA_NOW_MS, windowsAsExpected } from "../../../../test/support/quota-fixtures.ts";
import { driverFor } from "../quota-drivers.ts";
import { readAlibabaConsole } from "../unpolled/alibaba-console.ts";
import { readCodeAssistQuota } from "../unpolled/google-code-assist.ts";
import { readMetaMuseKey } from "../unpolled/meta-muse.ts";

const NOW_S = QUOTA_NOW_MS / 1_000;
const IN_AN_HOUR = "2026-11-23T13:00:00Z";

function read(provider: string, body: unknown) {
	const reading = driverFor(provider, "windows")?.read({ body, nowMs: QUOTA_NOW_MS });
	if (reading === undefined) throw new Error(`${provider} has no driver`);
	return reading;
}

function windowsOf(provider: string, body: unknown) {
	const reading = read(provider, body);
	return reading.kind === "ok" ? windowsAsExpected(reading.windows) : reading.failure;
}

describe("Anthropic's answer", () => {
	const scoped = (model: unknown, surface: unknown = null) => ({
		limits: [{ kind: "weekly_scoped", percent: 5, resets_at: null, scope: { model, surface } }],
	});

	it("shows the windows of its list when the fields of their own are gone", () => {
		const limits = [
			{ kind: "session", percent: 11, resets_at: IN_AN_HOUR },
			{ kind: "weekly_all", percent: 9, resets_at: IN_AN_HOUR },
			{ kind: "something_new", percent: 100 },
		];
		expect(windowsOf("anthropic", { limits })).toMatchObject([{ id: "5h", usedPercent: 11 }, { id: "7d" }]);
	});

	it.each([
		["Fable", "7d:fable"],
		["Claude Opus 4.5", "7d:opus"],
	])("counts a row for %s for that family", (display_name, id) => {
		expect(windowsOf("anthropic", scoped({ display_name }))).toMatchObject([{ id, family: id.slice(3) }]);
	});

	it("says nothing with a row that names no model, or an app that pi is not", () => {
		expect(windowsOf("anthropic", scoped(null))).toEqual([]);
		expect(windowsOf("anthropic", scoped({ display_name: "4.5" }))).toEqual([]);
		expect(windowsOf("anthropic", scoped({ display_name: "Fable" }, "cowork"))).toEqual([]);
	});

	it("has a window of nothing before the first use, and none where the share is null", () => {
		const body = { five_hour: { utilization: 0, resets_at: null }, seven_day: { utilization: null, resets_at: null } };
		expect(windowsOf("anthropic", body)).toEqual([{ id: "5h", usedPercent: 0, windowSeconds: 18_000 }]);
	});

	it("is unreadable when its windows are no objects any more", () => {
		expect(windowsOf("anthropic", { five_hour: 11, seven_day: "9 %" })).toBe("unreadable");
	});
});

describe("the answer of Codex", () => {
	const slot = (used_percent: number, limit_window_seconds?: number, more: object = {}) => ({
		used_percent,
		limit_window_seconds,
		...more,
	});
	const refused = { allowed: false, limit_reached: true };
	const usable = (body: object) => read("openai-codex", body);

	it("names windows by length, in whatever slot they are", () => {
		const rate_limit = { primary_window: slot(1, 604_800), secondary_window: slot(2, 18_000) };
		expect(windowsOf("openai-codex", { rate_limit })).toMatchObject([{ id: "7d" }, { id: "5h" }]);
	});

	it("names a window without a length by its slot and takes seconds to go for the reset", () => {
		const rate_limit = { primary_window: slot(1, undefined, { reset_after_seconds: 90 }) };
		expect(windowsOf("openai-codex", { rate_limit })).toEqual([{ id: "primary", usedPercent: 1, resetInSeconds: 90 }]);
	});

	it("leaves out the limit of a model that it does not name", () => {
		const extra = { metered_feature: "codex_x", rate_limit: { primary_window: slot(100, 18_000) } };
		expect(windowsOf("openai-codex", { rate_limit: null, additional_rate_limits: [extra] })).toEqual([]);
	});

	it("calls the account unusable where no full window says why it refuses", () => {
		expect(usable({ rate_limit: refused })).toMatchObject({ isUsable: false });
		const full = usable({ rate_limit: { ...refused, primary_window: slot(100, 18_000, { reset_at: NOW_S + 60 }) } });
		expect(full).not.toHaveProperty("isUsable");
	});

	it("calls the account unusable when its own spending is capped, credits or not", () => {
		const credits = { has_credits: true };
		expect(usable({ rate_limit: null, credits, spend_control: { reached: true } })).toMatchObject({ isUsable: false });
	});

	it.each([
		[{ unlimited: true }, true],
		[{ has_credits: true, overage_limit_reached: true }, undefined],
		[{ has_credits: false }, undefined],
	])("with credits %j says %s of use beyond the windows", (credits, isUsable) => {
		const reading = usable({ rate_limit: null, credits });
		expect(reading.kind === "ok" && reading.isUsable).toBe(isUsable);
	});
});

describe("the answer of Copilot", () => {
	const premium = (snapshot: object | null) => ({
		quota_reset_date: "2026-12-01",
		quota_snapshots: { premium_interactions: snapshot },
	});

	it("counts amounts where the percentage is missing", () => {
		expect(windowsOf("github-copilot", premium({ entitlement: 300, remaining: 75 }))).toMatchObject([
			{ id: "month:premium", usedPercent: 75 },
		]);
	});

	it.each([[{ unlimited: true, percent_remaining: 100 }], [{ entitlement: -1, percent_remaining: 100 }], [null]])(
		"has no window where %j",
		(snapshot) => {
			expect(windowsOf("github-copilot", premium(snapshot))).toEqual([]);
		},
	);

	it("shows the chats of a free plan", () => {
		const body = {
			monthly_quotas: { chat: "50", completions: 2000 },
			limited_user_quotas: { chat: 10, completions: 5 },
			limited_user_reset_date: "2026-12-01",
		};
		expect(windowsOf("github-copilot", body)).toEqual([{ id: "month:chat", usedPercent: 80, resetInSeconds: 648_000 }]);
		expect(windowsOf("github-copilot", { ...body, monthly_quotas: null })).toEqual([]);
	});
});

describe("the answer of Kimi", () => {
	it("shows a limit without a known length under its number, and a week that is missing not at all", () => {
		const limits = [{ window: { duration: 5, timeUnit: "TIME_UNIT_MOON" }, detail: { limit: 10, used: 5 } }];
		expect(windowsOf("kimi-coding", { limits })).toEqual([{ id: "limit-1", usedPercent: 50 }]);
	});

	it("takes a limit of zero for one that cannot be read", () => {
		expect(windowsOf("kimi-coding", { usage: { limit: "0", remaining: "0" } })).toBe("unreadable");
	});
});

describe("the answer of z.ai", () => {
	const limit = (fields: object) => ({ success: true, data: { limits: [{ type: "TOKENS_LIMIT", ...fields }] } });

	it("shows a unit that sources disagree on without a length", () => {
		expect(windowsOf("zai", limit({ unit: 4, number: 1, percentage: 7 }))).toEqual([{ id: "unit-4", usedPercent: 7 }]);
		expect(windowsOf("zai", limit({ percentage: 7 }))).toMatchObject([{ id: "unit-unknown" }]);
	});

	it("counts amounts where the percentage is missing", () => {
		expect(windowsOf("zai", limit({ unit: 3, usage: 200, currentValue: 50 }))).toEqual([
			{ id: "1h", usedPercent: 25, windowSeconds: 3_600 },
		]);
	});

	it.each([
		[1001, "auth"],
		["1309", "forbidden"],
		[1302, "rate"],
		[1305, "server"],
		[9, "unreadable"],
	])("with code %s is %s", (code, failure) => {
		expect(windowsOf("zai-coding-cn", { success: false, code, msg: "no" })).toBe(failure);
	});
});

describe("the answer of MiniMax", () => {
	const general = { model_name: "general", current_interval_remaining_percent: 96 };

	it("is read wherever it is wrapped", () => {
		const data = { model_remains: [general], base_resp: { status_code: "0" } };
		expect(windowsOf("minimax-cn", { data })).toEqual([{ id: "interval", usedPercent: 4 }]);
	});

	it("has no window where the plan has no end", () => {
		expect(windowsOf("minimax", { model_remains: [{ ...general, current_interval_status: 3 }] })).toEqual([]);
	});

	it.each([
		[1004, "auth"],
		[1008, "forbidden"],
		[1002, "rate"],
		[1000, "server"],
		["?", "unreadable"],
	])("with code %s is %s", (status_code, failure) => {
		expect(windowsOf("minimax", { base_resp: { status_code }, model_remains: [general] })).toBe(failure);
	});
});

describe("the answer of xAI", () => {
	const period = { start: "2026-11-20T12:00:00Z", end: "2026-11-27T12:00:00Z" };

	it("means nothing used where the percentage is left out, and is unreadable where it is no number", () => {
		expect(windowsOf("xai", { config: { currentPeriod: period } })).toMatchObject([{ id: "7d", usedPercent: 0 }]);
		expect(windowsOf("xai", { config: { currentPeriod: period, creditUsagePercent: "?" } })).toBe("unreadable");
	});

	it.each([
		[{ type: "USAGE_PERIOD_TYPE_MONTHLY", ...period }, [{ id: "month" }]],
		[{}, [{ id: "month" }]],
		[{ start: period.end, end: period.start }, []],
	])("calls the period %j a month, and shows none that is over", (currentPeriod, windows) => {
		expect(windowsOf("xai", { config: { currentPeriod, creditUsagePercent: 5 } })).toMatchObject(windows);
	});

	it("does not take a percentage that is missing together with its period for zero", () => {
		expect(windowsOf("xai", { config: { currentPeriod: {} } })).toBe("unreadable");
	});
});

describe("the answer of a smaller service", () => {
	it("of OpenCode Go shows what is refused as full", () => {
		const usage = {
			rolling: { status: "rate-limited", percent: 99, resetsAt: IN_AN_HOUR },
			weekly: { status: "rate-limited" },
			monthly: { status: "ok", percent: 120 },
		};
		expect(windowsOf("opencode-go", { usage })).toEqual([
			{ id: "5h", usedPercent: 100, resetInSeconds: 3_600, windowSeconds: 18_000 },
			{ id: "7d", usedPercent: 100, windowSeconds: 604_800 },
			{ id: "month", usedPercent: 120 },
		]);
		expect(windowsOf("opencode-go", { usage: {} })).toBe("unreadable");
	});

	it("of Synthetic says when there is something again only where nothing is left", () => {
		const nextTickAt = IN_AN_HOUR;
		const limited = { remaining: 0.4, max: 50, limited: true, nextTickAt };
		expect(
			windowsOf("synthetic", { rollingFiveHourLimit: limited, weeklyTokenLimit: { percentRemaining: 60 } }),
		).toEqual([
			{ id: "5h", usedPercent: 100, resetInSeconds: 3_600 },
			{ id: "7d", usedPercent: 40 },
		]);
		const weeklyTokenLimit = { maxCredits: "$24.00", remainingCredits: 6, nextRegenAt: nextTickAt };
		expect(windowsOf("synthetic", { weeklyTokenLimit })).toEqual([{ id: "7d", usedPercent: 75 }]);
		expect(windowsOf("synthetic", { rollingFiveHourLimit: { remaining: 40, max: 50, nextTickAt } })).toEqual([
			{ id: "5h", usedPercent: 20 },
		]);
	});

	it("of Chutes without a plan, or NanoGPT without a subscription, says that there is none", () => {
		expect(windowsOf("chutes", { quota: 0, used: 3 })).toBe("forbidden");
		expect(windowsOf("nanogpt", { active: false })).toBe("forbidden");
	});

	it("of NanoGPT counts amounts where the share is missing, and no day that is not enforced", () => {
		const body = {
			limits: { monthly: 200 },
			enforceDailyLimit: false,
			daily: { percentUsed: 1 },
			monthly: { used: 50 },
		};
		expect(windowsOf("nano-gpt", body)).toEqual([{ id: "month", usedPercent: 25 }]);
	});
});

describe("an answer that nobody asks for", () => {
	const answer = (body: unknown) => ({ body, nowMs: QUOTA_NOW_MS });

	it("of Alibaba is percent where it is above one", () => {
		expect(readAlibabaConsole(answer({ per5HourPercentage: 42, per1WeekPercentage: null }))).toMatchObject({
			windows: [{ id: "5h", usedShare: 0.42 }],
		});
	});

	it("of Google leaves out a bucket without a model", () => {
		expect(readCodeAssistQuota(answer({ buckets: [{ remainingFraction: 0 }] }))).toMatchObject({ windows: [] });
	});

	it("of Meta says so where there is no plan, and names a window without a length as one", () => {
		expect(readMetaMuseKey(answer({ is_subs_active: false }))).toMatchObject({ failure: "forbidden" });
		expect(readMetaMuseKey(answer({ subs_usage: { window: { used_percent: 3 } } }))).toMatchObject({
			windows: [{ id: "window", usedShare: 0.03 }],
		});
	});
});
