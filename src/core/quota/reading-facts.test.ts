import { describe, expect, it } from "vitest";
import type { QuotaFigures, QuotaReading, QuotaWindow } from "./quota-reading.ts";
import { factsOfReading, quotaReadFact, type ReadingOf } from "./reading-facts.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const window = { id: "5h", usedShare: 0.25, resetsAtMs: NOW + 1_000, windowMs: 18_000_000 };
const of: ReadingOf = {
	provider: "acme",
	account: "acme",
	source: "endpoint",
	before: [],
	markCritical: (windows) => windows,
	nowMs: NOW,
};
const ok = (more: Partial<QuotaFigures> = {}): QuotaReading => ({ kind: "ok", windows: [], balances: [], ...more });
const record = { id: "5h", usedPercent: 25, resetsAt: "2026-11-23T12:00:01.000Z", windowSeconds: 18_000 };

describe("factsOfReading", () => {
	it("records the windows of a plan, with what else is known of it", () => {
		expect(factsOfReading(ok({ windows: [window], plan: "max", isUsable: true }), "windows", of)).toEqual([
			{
				type: "quota.read",
				atMs: NOW,
				data: { provider: "acme", windows: [record], source: "endpoint", ok: true, plan: "max", usable: true },
			},
		]);
	});

	it("records each currency of a balance", () => {
		const balances = [
			{ currency: "USD", amount: 5 },
			{ currency: "CNY", amount: -1 },
		];
		expect(factsOfReading(ok({ balances }), "balance", of)).toEqual(
			balances.map((balance) => ({
				type: "balance.read",
				atMs: NOW,
				data: { provider: "acme", ...balance, ok: true },
			})),
		);
	});

	it("records the credit that a plan names, and the plan that stands beside a credit", () => {
		const both = ok({ windows: [window], balances: [{ currency: "USD", amount: 5 }] });
		const types = (reads: "windows" | "balance") => factsOfReading(both, reads, of).map(({ type }) => type);
		expect(types("windows")).toEqual(["quota.read", "balance.read"]);
		expect(types("balance")).toEqual(["balance.read", "quota.read"]);
	});

	it("takes a balance without an amount as a failed one, for unknown is not zero", () => {
		const data = { provider: "acme", ok: false, error: "the answer names no amount" };
		const balances = [{ currency: "USD", amount: Number.NaN }];
		expect(factsOfReading(ok({ balances }), "balance", of)).toEqual([{ type: "balance.read", atMs: NOW, data }]);
	});

	it.each([
		["windows", "acme", { provider: "acme", windows: [], source: "endpoint", ok: false, error: "no" }],
		["windows", "team", { provider: "acme", account: "team", windows: [], source: "endpoint", ok: false, error: "no" }],
		["balance", "team", { provider: "team", ok: false, error: "no" }],
	] as const)("records that %s of %s could not be read", (reads, account, data) => {
		const failed = { kind: "failed", failure: "server", message: "no" } as const;
		expect(factsOfReading(failed, reads, { ...of, account })).toMatchObject([{ data }]);
	});

	it.each<[string, Partial<QuotaWindow>]>([
		["a share that is no number", { usedShare: Number.NaN }],
		["a reset that no date can show", { resetsAtMs: 1e300 }],
		["a length that is no number", { windowMs: Number.POSITIVE_INFINITY }],
	])("leaves a window with %s out", (_what, wrong) => {
		const figures = { windows: [{ ...window, ...wrong }, window], balances: [] };
		expect(quotaReadFact(figures, of)).toMatchObject({ data: { windows: [record] } });
	});

	it("bounds what a vendor can write into the log", () => {
		const windows = Array.from({ length: 5_000 }, (_, index) => ({ ...window, id: `w${index}` }));
		const balances = windows.map(({ id }) => ({ currency: id, amount: 1 }));
		const facts = factsOfReading(ok({ windows, balances }), "windows", of);
		expect(facts).toHaveLength(17);
		expect(facts[0]).toHaveProperty("data.windows.length", 32);
	});

	it("asks for the marks with what was known, and records them", () => {
		const before = [{ ...window, readAtMs: 1, source: "headers" }];
		const fact = quotaReadFact(
			{ windows: [window], balances: [] },
			{
				...of,
				before,
				markCritical: (windows, known) => windows.map((one) => ({ ...one, ...known[0], isCritical: true })),
			},
		);
		expect(fact).toMatchObject({ data: { windows: [{ ...record, critical: true }] } });
	});
});
