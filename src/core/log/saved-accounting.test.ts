import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCharge } from "../../../test/support/a-process.ts";
import { stateAfter } from "../../../test/support/router-facts.ts";
import { EMPTY_ACCOUNTING } from "../accounting/accounting.ts";
import type { QuotaReadData } from "../accounting/accounting-events.ts";
import type { Fact } from "../events.ts";
import { accountingToJson, readAccounting } from "./saved-accounting.ts";

const AT = Date.parse("2026-03-14T12:00:00Z");
const limit = { provider: "acme", period: "daily" } as const;
const quota: QuotaReadData = { provider: "acme", windows: [], source: "endpoint", ok: true };
const window = {
	id: "7d:opus",
	usedPercent: 120,
	resetsAt: "2026-03-15T00:00:00.000Z",
	windowSeconds: 604_800,
	model: "opus",
	critical: true,
};

const facts: readonly Fact[] = [
	aCharge(3, AT, { day: "2026-03-14" }),
	aCharge(4, AT, { day: "2026-02-28", account: "work", billing: "per-token" }),
	{ type: "budget.set", atMs: AT, data: { ...limit, limitUsd: 5, hard: true } },
	{ type: "budget.cleared", atMs: AT, data: { ...limit, period: "monthly" } },
	{ type: "quota.read", atMs: AT, data: { ...quota, windows: [window, { id: "5h", usedPercent: 3 }], plan: "pro" } },
	{ type: "quota.read", atMs: AT, data: { ...quota, provider: "zeta", usable: false } },
	{ type: "quota.read", atMs: AT, data: { ...quota, provider: "beta", ok: false, error: "no" } },
	{ type: "balance.read", atMs: AT, data: { provider: "acme", currency: "USD", amount: -3.5, ok: true } },
	{ type: "balance.read", atMs: AT, data: { provider: "acme", ok: false, error: "no" } },
	{ type: "balance.read", atMs: AT, data: { provider: "zeta", currency: "CNY", amount: 12, ok: true } },
	{ type: "state.imported", atMs: AT, data: { id: "x", spend: [] } },
];
const { accounting } = stateAfter(...facts);
const saved = () => JSON.parse(JSON.stringify(accountingToJson(accounting)));

describe("the accounting in a saved state", () => {
	it("comes out as it went in", () => {
		expect(readAccounting(saved())).toEqual(accounting);
		expect(readAccounting(JSON.parse(JSON.stringify(accountingToJson(EMPTY_ACCOUNTING))))).toEqual(EMPTY_ACCOUNTING);
	});

	it.each([undefined, null, [], "x", {}, { days: [], slots: 3, lastAtMs: "x", imports: {}, limits: 1 }])(
		"is empty when %j stands there",
		(value) => {
			expect(readAccounting(value)).toEqual(EMPTY_ACCOUNTING);
		},
	);

	it("loses an entry that does not have the shape, and no other", () => {
		const row = saved().days["2026-03-14"][0];
		const odd = {
			days: {
				"2026-03-14": [3, { ...row, costUsd: null }, { ...row, billing: "x" }, { ...row, account: 1 }, row],
				x: 1,
			},
			slots: { acme: [3, { startMs: 1 }] },
			lastAtMs: { acme: AT, zeta: "x" },
			limits: { "acme daily": { limitUsd: 3 } },
			quotas: {
				acme: { askedAtMs: 1, failures: 0, windows: [3, { id: "5h" }] },
				zeta: { askedAtMs: 1, failures: 0 },
			},
			balances: {
				acme: { askedAtMs: 1, failures: 0, readAtMs: 1, amounts: [3, { currency: "USD" }] },
				zeta: { askedAtMs: 1, failures: 0, amounts: [] },
			},
			imports: ["a", 3],
		};
		const read = readAccounting(odd);

		expect([...(read.ledger.days.get("2026-03-14")?.values() ?? [])]).toEqual([row]);
		expect(read.ledger.days.get("x")).toEqual(new Map());
		expect(read.ledger.slots.get("acme")).toEqual([]);
		expect(Object.fromEntries(read.ledger.lastAtMs)).toEqual({ acme: AT });
		expect(read.limits.size).toBe(0);
		expect(Object.fromEntries(read.quotas)).toEqual({ acme: { askedAtMs: 1, failures: 0, windows: [] } });
		expect(Object.fromEntries(read.balances)).toEqual({
			acme: { askedAtMs: 1, failures: 0, readAtMs: 1, amounts: [] },
		});
		expect([...read.imports]).toEqual(["a"]);
	});

	it("can be read whatever stands in its file", () => {
		const names = ["days", "months", "slots", "lastAtMs", "limits", "quotas", "balances", "imports"];
		fc.assert(
			fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (value) => {
				expect(readAccounting(value).ledger.days).toBeInstanceOf(Map);
			}),
			{ numRuns: 300 },
		);
	});
});
