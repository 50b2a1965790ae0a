import { describe, expect, it } from "vitest";
import { aRejection } from "../../../../test/support/builders.ts";
import { aDecideInput, someCandidates } from "../../../../test/support/engine-builders.ts";
import type { Rejection } from "../../decision.ts";
import type { Stage } from "../stage.ts";
import { rescue } from "./rescue.ts";

const input = aDecideInput();
const [a, b] = someCandidates("acme/a", "other/b");
if (!a || !b) throw new Error("two candidates were asked for");

const rejects: Stage = (plan) => ({ ...plan, candidates: plan.candidates.filter((candidate) => candidate !== a) });
const rescued = (rejections: readonly Rejection[], stages: readonly Stage[] = []) =>
	rescue({ candidates: [], rejections }, input, { afterBudget: stages, afterUnavailable: stages });

describe("rescue", () => {
	it("asks the stages that come after the one which removed a target", () => {
		const both = [aRejection(a, { recoversAtMs: 1 }), aRejection(b, { recoversAtMs: 2 })];

		expect(rescued(both)).toMatchObject({ candidates: [a], fallback: "earliest-recovery" });
		expect(rescued(both, [rejects])).toMatchObject({ candidates: [b], fallback: "earliest-recovery" });
		expect(rescued(both.slice(0, 1), [rejects])).toEqual({ candidates: [], rejections: both.slice(0, 1) });
	});

	it("takes a target whose rest has no known end before the others", () => {
		const { recoversAtMs: _unknown, ...unknown } = aRejection(b);

		expect(rescued([aRejection(a, { recoversAtMs: 5 }), unknown])).toMatchObject({ candidates: [b] });
		expect(rescued([unknown, aRejection(a, { recoversAtMs: 5 })])).toMatchObject({ candidates: [b] });
	});

	it("takes the first in the routes file of those that recover in the same moment", () => {
		expect(rescued([aRejection(b), aRejection(a)])).toMatchObject({ candidates: [a] });
	});

	it("leaves a plan alone in which somebody is left", () => {
		const plan = { candidates: [a], rejections: [aRejection(b)] };

		expect(rescue(plan, input, { afterBudget: [], afterUnavailable: [] })).toBe(plan);
	});
});
