import { describe, expect, it } from "vitest";
import { aDecisionRecord, aFinal } from "../../test/support/builders.ts";
import { aRequest } from "../../test/support/engine-builders.ts";
import type { RouteRequest } from "./request.ts";
import { afterDecision, afterFinal, type SessionMemory } from "./session-memory.ts";

describe("afterDecision", () => {
	it.each<[string, Partial<RouteRequest>, true | undefined]>([
		["a plain prompt", {}, undefined],
		["a prompt that asks for a target by name", { pin: { name: "claude", targetIds: [] } }, true],
		["a prompt that caps the cost", { maxCostUsd: 0.5 }, true],
	])("remembers of %s whether who answers it was chosen for one turn only", (_what, request, isPinned) => {
		const data = aDecisionRecord({ request: aRequest(request) });
		expect(afterDecision(undefined, data, { atMs: 1 }).turn?.isPinned).toBe(isPinned);
	});
});

describe("afterFinal", () => {
	const ended = (requestId: string, more: Parameters<typeof aFinal>[1] = {}, before?: SessionMemory) =>
		afterFinal(before, aFinal("acme/a", more), { atMs: 7, requestId });
	const ANSWER = { requestId: "r1", target: "acme/a", provider: "acme", modelId: "a", atMs: 7 };

	it("remembers the answer that a rating will be about", () => {
		expect(ended("r1").lastAnswer).toEqual(ANSWER);
	});

	it.each(["exhausted", "terminal_error", "aborted"] as const)(
		"keeps the answer before a request that ended as %s",
		(outcome) => {
			expect(ended("r2", { outcome }, ended("r1")).lastAnswer).toEqual(ANSWER);
		},
	);

	it("takes no summary that pi asked for as an answer", () => {
		const summary = aDecisionRecord({ request: aRequest({ reason: "direct" }) });
		const during = afterDecision(ended("r1"), summary, { atMs: 8, requestId: "r2" });
		const after = ended("r2", {}, during);
		expect(after.lastAnswer).toEqual(ANSWER);
		expect(ended("r3", {}, after).lastAnswer).toMatchObject({ requestId: "r3" });
	});

	it("remembers no answer of a request without an id", () => {
		expect(afterFinal(undefined, aFinal(), { atMs: 7 }).lastAnswer).toBeUndefined();
	});
});
