import { describe, expect, it } from "vitest";
import type { Fact } from "../events.ts";
import { withoutSecrets } from "./without-secrets.ts";

const SECRET = "sk-ant-api03-plantedA1b2C3d4E5f6";
const said = `no user has ${SECRET} here`;
const rated = { target: "acme/a", provider: "acme", modelId: "a", ratedRequestId: "r1" };

const facts: readonly Fact[] = [
	{
		type: "quota.read",
		atMs: 1,
		data: { provider: "acme", windows: [], source: "endpoint", ok: false, error: said, plan: said },
	},
	{ type: "balance.read", atMs: 1, data: { provider: "acme", ok: false, error: said, currency: said } },
	{ type: "routing.feedback", atMs: 1, data: { ...rated, rating: "bad", reason: said, tags: ["slow", said] } },
];

describe("withoutSecrets", () => {
	it.each(facts)("takes a secret out of the texts of a $type and leaves the rest", (fact) => {
		const safe = withoutSecrets(fact);

		expect(JSON.stringify(fact)).toContain(SECRET);
		expect(JSON.stringify(safe)).not.toContain(SECRET);
		expect(safe).toMatchObject({ type: fact.type, atMs: 1, data: { provider: "acme" } });
		expect(Object.keys(safe.data).sort()).toEqual(Object.keys(fact.data).sort());
		expect(withoutSecrets(safe)).toEqual(safe);
	});

	it.each<Fact>([
		{ type: "quota.read", atMs: 1, data: { provider: "acme", windows: [], source: "endpoint", ok: true } },
		{ type: "balance.read", atMs: 1, data: { provider: "acme", currency: "USD", amount: 3, ok: true } },
		{ type: "routing.feedback", atMs: 1, data: { ...rated, rating: "good", tags: ["fast"] } },
		{ type: "state.reset", atMs: 1, data: {} },
	])("leaves a $type without such texts as it is", (fact) => {
		expect(withoutSecrets(fact)).toEqual(fact);
	});

	it("bounds what a provider says", () => {
		const data = { provider: "acme", ok: false, error: "no ".repeat(10_000) };
		const safe = withoutSecrets({ type: "balance.read", atMs: 1, data });
		expect(JSON.stringify(safe).length).toBeLessThan(400);
	});
});
