import { describe, expect, it } from "vitest";
import { aDecisionRecord } from "../../test/support/builders.ts";
import { aRequest } from "../../test/support/engine-builders.ts";
import type { RouteRequest } from "./request.ts";
import { afterDecision } from "./session-memory.ts";

describe("afterDecision", () => {
	it.each<[string, Partial<RouteRequest>, true | undefined]>([
		["a plain prompt", {}, undefined],
		["a prompt that asks for a target by name", { pin: { name: "claude", targetIds: [] } }, true],
		["a prompt that caps the cost", { maxCostUsd: 0.5 }, true],
	])("remembers of %s whether who answers it was chosen for one turn only", (_what, request, isPinned) => {
		const data = aDecisionRecord({ request: aRequest(request) });
		expect(afterDecision(undefined, data, 1).turn?.isPinned).toBe(isPinned);
	});
});
