import { describe, expect, it } from "vitest";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { rests, stateAfter } from "../../../test/support/router-facts.ts";
import { FAILURE_KINDS, type FailureKind } from "../failure.ts";
import { evolve } from "../state.ts";
import { endedByRestart } from "./ended-by-restart.ts";

const NOW = FAKE_START_MS;
const MINUTE = 60_000;

describe("endedByRestart", () => {
	it("ends what the user may have mended, and nothing else", () => {
		const state = stateAfter(...FAILURE_KINDS.map((kind) => rests(`acme/${kind}`, MINUTE, { kind })));
		const mended = endedByRestart(state, NOW).flatMap((fact) =>
			fact.type === "cooldown.cleared" ? [fact.data.key] : [],
		);

		expect(mended).toEqual(["auth", "entitlement", "model"].map((kind) => `acme/${kind}`));
	});

	it.each(["target", "account", "family"] as const)("ends the rest of a %s", (scope) => {
		const kind: FailureKind = "auth";
		const state = stateAfter(rests("acme/a:b", MINUTE, { scope, kind }));

		expect(endedByRestart(state, NOW).reduce(evolve, state).cooldowns.size).toBe(0);
	});

	it("says nothing of what has ended by itself", () => {
		expect(endedByRestart(stateAfter(rests("acme/a", MINUTE, { kind: "auth" })), NOW + MINUTE)).toEqual([]);
	});
});
