import { describe, expect, it } from "vitest";
import {
	aRequest,
	aRoute,
	aSnapshot,
	type CandidateParts,
	someCandidates,
} from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { rests, stateAfter } from "../../../test/support/router-facts.ts";
import { decide } from "../decide/decide.ts";
import type { DecisionData } from "../events.ts";
import { encodeEvent } from "../log/event-codec.ts";
import { decisionData } from "./decision-record.ts";

function record(names: readonly (string | readonly [string, CandidateParts])[], facts = stateAfter()): DecisionData {
	const decision = decide(aRequest(), aRoute(), someCandidates(...names), aSnapshot({ state: facts }));
	return decisionData(decision, 17);
}

function bytesOf(data: DecisionData): number {
	const ids = { requestId: "3f2a91c0-5b1e-4c7a-9a53-000000000001", sessionId: "3f2a91c0-5b1e-4c7a-9a53-000000000002" };
	const event = {
		type: "routing.decision",
		atMs: FAKE_START_MS,
		writer: "w".repeat(36),
		seq: 1_000_000,
		...ids,
	} as const;
	return new TextEncoder().encode(encodeEvent({ ...event, routeId: "subscription-swe", data })).length;
}

describe("decisionData", () => {
	it("lists who is tried, who may follow and who was removed", () => {
		const data = record(["a/1", ["b/2", { target: { rank: 1 } }], "c/3"], stateAfter(rests("c/3", 60_000)));

		expect(data).toMatchObject({ phase: "default", tier: "swe", order: ["b/2", "a/1"], rules: [], decideUs: 17 });
		expect(data.facts).toMatchObject({ shortcuts: [], reason: "user", promptHash: "hash", promptChars: 12 });
		expect(data.candidates).toEqual([
			{ ...known("b/2"), configRank: 1, status: "selected", finalRank: 0, detail: "rank 1" },
			{ ...known("a/1"), configRank: 0, status: "eligible", finalRank: 1, detail: "no rank" },
			{
				...names("c/3"),
				configRank: 2,
				status: "rejected",
				stage: "unavailable",
				code: "cooling",
				detail: "c/3 is rate-limited; 1m left",
			},
		]);
		expect(data).not.toHaveProperty("omitted");
		expect(data).not.toHaveProperty("fallback");
	});

	it("names the fallback", () => {
		expect(record(["a/1"], stateAfter(rests("a/1", 60_000)))).toMatchObject({
			order: ["a/1"],
			fallback: "earliest-recovery",
		});
	});

	it("counts what is beyond twenty by its reason", () => {
		const many = Array.from({ length: 30 }, (_, i) => [`a/m${i}`, {}] as const);
		const unknown = Array.from({ length: 5 }, (_, i) => [`b/m${i}`, { facts: "unknown" as const }] as const);
		const data = record([...many, ...unknown]);

		expect(data.candidates).toHaveLength(20);
		expect(data.order).toHaveLength(20);
		expect(data.omitted).toEqual({ eligible: 10, "unknown-model": 5 });
	});

	const LONG = "vercel-ai-gateway/anthropic/claude-sonnet-5-20260929-extended-thinking";
	it.each<[string, CandidateParts]>([
		["all may be tried", { target: { rank: 1 } }],
		["all are unknown", { facts: "unknown", nearestModelIds: [LONG, LONG, LONG] }],
		["all are without credentials", { facts: { hasCredentials: false } }],
		["all have long labels", { target: { label: "L".repeat(120) } }],
	])("fits into 16 kB with 200 candidates when %s", (_what, parts) => {
		const many = Array.from({ length: 200 }, (_, i) => [`${LONG}-${i}`, parts] as const);

		expect(bytesOf(record(many))).toBeLessThanOrEqual(16_000);
	});
});

/** A candidate that is left: its plan pays, and nothing speaks for or against it. */
function known(id: string) {
	return { ...names(id), bucket: "normal", expectedCostUsd: 0 };
}

function names(id: string) {
	const [provider = "", modelId = ""] = id.split("/");
	return { target: id, provider, modelId, label: id, billing: "subscription" };
}
