import { describe, expect, it } from "vitest";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Fact } from "../events.ts";
import type { FailureKind } from "../failure.ts";
import type { QuotaFigures } from "../quota/quota-reading.ts";
import { consequencesOfReading } from "./consequences-of-reading.ts";

const HOUR = 3_600_000;
const ASKED = FAKE_START_MS + 60_000;
const NOW = ASKED + 1_000;

const account = (kind: FailureKind, forMs = HOUR) => rests("acme", forMs, { scope: "account", kind });
const opus = rests("acme/opus", HOUR, { scope: "family", kind: "window" });
const used = (usedShare: number, family?: string) => ({
	id: `7d${family ?? ""}`,
	usedShare,
	...(family === undefined ? {} : { family }),
});

/** Keys of the rests that end after this reading. */
function ended(before: readonly Fact[], more: Partial<QuotaFigures>): readonly string[] {
	const figures = { windows: [], balances: [], ...more };
	const state = stateAfter(...before);
	const facts = consequencesOfReading(state, { account: "acme", figures, askedAtMs: ASKED, nowMs: NOW });
	const after = stateAfter(...before, ...facts);
	return [...state.cooldowns.keys()].filter((key) => !after.cooldowns.has(key));
}

describe("a reading of prepaid credit", () => {
	it.each<[string, Partial<QuotaFigures>, readonly string[]]>([
		["credit", { balances: [{ currency: "USD", amount: 0.01 }] }, ["account:acme"]],
		[
			"credit in one currency of two",
			{
				balances: [
					{ currency: "USD", amount: 0 },
					{ currency: "CNY", amount: 3 },
				],
			},
			["account:acme"],
		],
		["no credit", { balances: [{ currency: "USD", amount: 0 }] }, []],
		["debts", { balances: [{ currency: "USD", amount: -3 }] }, []],
		["nothing", {}, []],
		["credit that cannot be used", { balances: [{ currency: "USD", amount: 9 }], isUsable: false }, []],
	])("that shows %s ends %3$s", (_what, figures, keys) => {
		expect(ended([account("balance")], figures)).toEqual(keys);
	});

	it("says nothing about rests of other kinds and other accounts", () => {
		const credit = { balances: [{ currency: "USD", amount: 9 }] };
		const other = rests("other", HOUR, { scope: "account", kind: "balance" });
		expect(ended([account("window"), other, rests("acme/a", HOUR)], credit)).toEqual([]);
	});
});

describe("a reading of a plan", () => {
	it.each<[string, Partial<QuotaFigures>, readonly string[]]>([
		["room everywhere", { windows: [used(0.2), { ...used(0.99), id: "5h" }] }, ["account:acme"]],
		["room in one window of two", { windows: [used(0.2), { ...used(1), id: "5h" }] }, []],
		["more used than allowed", { windows: [used(1.2)] }, []],
		["no window", {}, []],
		["a family's window only", { windows: [used(0.1, "opus")] }, ["family:acme/opus"]],
		["room for all but the family", { windows: [used(0.2), used(1, "opus")] }, ["account:acme"]],
		["room for the family in a full account", { windows: [used(1), used(0.1, "opus")] }, []],
		["room for all", { windows: [used(0.2), used(0.1, "Claude Opus")] }, ["account:acme", "family:acme/opus"]],
		["room for another family", { windows: [used(1), used(0.1, "sonnet")] }, []],
		["paid use beyond a full window", { windows: [used(1)], isUsable: true }, ["account:acme"]],
		["a plan that is shut", { windows: [used(0.2), used(0.2, "opus")], isUsable: false }, []],
	])("that shows %s ends %3$s", (_what, figures, keys) => {
		expect(ended([account("window"), opus], figures)).toEqual(keys);
	});

	it("says nothing about a rest that was set while it was under way", () => {
		const late = rests("acme", HOUR, { scope: "account", kind: "window", atMs: ASKED + 500 });
		expect(ended([late], { windows: [used(0.2)] })).toEqual([]);
	});

	it("says nothing about a rest of another kind that was set behind the long one", () => {
		const behind = rests("acme", 600_000, { scope: "account", kind: "rate", atMs: FAKE_START_MS + 10 });
		expect(ended([account("window"), behind], { windows: [used(0.2)] })).toEqual([]);
	});

	it("does not tell of rests that are over by themselves", () => {
		expect(ended([account("window", 60_500)], { windows: [used(0.2)] })).toEqual([]);
	});

	it("says why", () => {
		const state = stateAfter(account("window"));
		const figures = { windows: [used(0)], balances: [] };
		expect(consequencesOfReading(state, { account: "acme", figures, askedAtMs: ASKED, nowMs: NOW })).toEqual([
			{
				type: "cooldown.cleared",
				atMs: NOW,
				data: { scope: "account", key: "acme", reason: "acme has room in its plan" },
			},
		]);
	});
});
