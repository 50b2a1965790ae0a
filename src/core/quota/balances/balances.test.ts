import { describe, expect, it } from "vitest";
import { driverFor } from "../quota-drivers.ts";
import { customBalance } from "./custom-balance.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const ask = (provider: string, body: unknown, reads: "balance" | "windows" = "balance") =>
	driverFor(provider, reads)?.read({ body, nowMs: NOW_MS });

const deepseekBody = (is_available: unknown, ...balance_infos: object[]) => ({ is_available, balance_infos });
const moonshotBody = (available_balance: unknown, code: unknown = 0) => ({ code, data: { available_balance } });

describe("a balance", () => {
	it("keeps its currencies apart", () => {
		const infos = [
			{ currency: "CNY", total_balance: "1,234,567.00" },
			{ currency: "USD", total_balance: "0.50" },
			{ currency: "USD", total_balance: "much" },
		];
		expect(ask("deepseek", deepseekBody(true, ...infos))).toEqual({
			kind: "ok",
			windows: [],
			balances: [
				{ currency: "CNY", amount: 1_234_567 },
				{ currency: "USD", amount: 0.5 },
			],
		});
	});

	it.each([
		["deepseek", deepseekBody(false, { currency: "CNY", total_balance: "0.00" })],
		["moonshotai", moonshotBody(0)],
		["moonshotai", moonshotBody(-2.5)],
	])("of %s that is used up makes the account unusable", (provider, body) => {
		expect(ask(provider, body)).toMatchObject({ kind: "ok", isUsable: false });
	});

	it("of Moonshot is in the money of its country", () => {
		expect(ask("moonshotai", moonshotBody(3))).toMatchObject({ balances: [{ currency: "USD", amount: 3 }] });
		expect(ask("moonshotai-cn", moonshotBody(3))).toMatchObject({ balances: [{ currency: "CNY", amount: 3 }] });
	});

	it.each([
		[401, "auth"],
		[403, "forbidden"],
		["429", "rate"],
		[503, "server"],
		[7, "unreadable"],
	])("of Moonshot with code %s is %s", (code, failure) => {
		expect(ask("moonshotai", moonshotBody(3, code))).toMatchObject({ kind: "failed", failure });
	});

	it.each<[string, unknown]>([
		["deepseek", deepseekBody(true)],
		["deepseek", deepseekBody(true, { currency: "USD" })],
		["moonshotai", moonshotBody(null)],
		["openrouter", { data: { total_credits: 5 } }],
		["vercel-ai-gateway", { total_used: "4.50" }],
		["kilo", [{ result: { data: { json: { subscription: { currentPeriodBaseCreditsUsd: 19 } } } } }]],
	])("of %s that is not told is unreadable, never zero", (provider, body) => {
		expect(ask(provider, body)).toMatchObject({ kind: "failed", failure: "unreadable" });
	});

	it("of Kilo without a bonus is the pass alone, and without a pass there is none", () => {
		const state = (subscription: unknown) => [{ result: { data: { json: { subscription } } } }];
		const pass = { currentPeriodBaseCreditsUsd: 19, currentPeriodUsageUsd: 20.5, currentPeriodBonusCreditsUsd: null };
		expect(ask("kilo", state(pass))).toMatchObject({ balances: [{ currency: "USD", amount: -1.5 }] });
		expect(ask("kilo", state(null))).toMatchObject({ kind: "failed", failure: "forbidden" });
	});
});

describe("the cap of a key at OpenRouter", () => {
	const key = (data: object) => ask("openrouter", { data: { limit: 20, limit_remaining: 5, ...data } }, "windows");

	it.each([
		["daily", "2026-11-24T00:00:00Z"],
		["weekly", "2026-11-30T00:00:00Z"],
		["monthly", "2026-12-01T00:00:00Z"],
	])("that begins anew %s is a window", (limit_reset, reset) => {
		expect(key({ limit_reset })).toMatchObject({
			windows: [{ id: `key:${limit_reset}`, usedShare: 0.75, resetsAtMs: Date.parse(reset) }],
			balances: [{ currency: "USD", amount: 5 }],
		});
	});

	it("that never begins anew is money only", () => {
		expect(key({ limit_reset: null })).toEqual({
			kind: "ok",
			windows: [],
			balances: [{ currency: "USD", amount: 5 }],
		});
	});

	it("that is reached makes the key unusable", () => {
		expect(key({ limit_reset: null, limit_remaining: 0 })).toMatchObject({ isUsable: false });
	});

	it.each([[{ limit_remaining: "none" }], [{ limit: null, limit_reset: "daily" }]])(
		"that cannot be read in %j is unreadable",
		(data) => {
			expect(key(data)).toMatchObject({ kind: "failed", failure: "unreadable" });
		},
	);
});

describe("customBalance", () => {
	const at = (endpoint: string, body: unknown) =>
		customBalance("anyone", endpoint)?.read({ body, nowMs: NOW_MS }) ?? { kind: "none" };

	it.each<[string, unknown, string, number]>([
		["DeepSeek", deepseekBody(true, { currency: "CNY", total_balance: "9.00" }), "CNY", 9],
		["Moonshot", moonshotBody(3), "USD", 3],
		["OpenRouter's credits", { data: { total_credits: 9, total_usage: 4 } }, "USD", 5],
		["OpenRouter's key", { data: { limit: 9, limit_remaining: 2, limit_reset: null } }, "USD", 2],
		["Vercel", { balance: "95.50", total_used: "4.50" }, "USD", 95.5],
		["a plain balance", { balance: "1,234,567.00", currency: "EUR" }, "EUR", 1_234_567],
		["a plain available balance", { available_balance: -4, currency: "gbp" }, "GBP", -4],
		["a plain balance below data", { code: 0, data: { available_balance: 4, currency: "EUR" } }, "EUR", 4],
	])("reads the form of %s", (_, body, currency, amount) => {
		expect(at("https://example.test/b", body)).toMatchObject({ kind: "ok", balances: [{ currency, amount }] });
	});

	it("takes the amount for yuan at an address in China", () => {
		expect(at("https://api.example.cn/b", moonshotBody(3))).toMatchObject({ balances: [{ currency: "CNY" }] });
	});

	it.each([
		[{}],
		[{ balance: null }],
		[{ data: { limit_remaining: null } }],
		[{ balance: 5, currency: "a lot" }],
		["5"],
	])("calls %j unreadable", (body) => {
		expect(at("https://example.test/b", body)).toMatchObject({ kind: "failed", failure: "unreadable" });
	});

	it("asks exactly the address of the routes file, whatever the base address is", () => {
		const driver = customBalance("anyone", "http://127.0.0.1:8080/money/left?all=1#top");
		expect(driver).toMatchObject({
			providers: ["anyone"],
			reads: "balance",
			hosts: [],
			origin: "http://127.0.0.1:8080",
		});
		expect(driver?.request({ apiKey: "key", headers: {} })?.path).toBe("/money/left?all=1");
	});

	it("is none for a text that is no address", () => {
		expect(customBalance("anyone", "not an address")).toBeUndefined();
	});
});
