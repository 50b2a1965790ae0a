import { describe, expect, it } from "vitest";
import { initialState } from "../../core/state.ts";
import { createPerTokenProviders } from "./per-token-providers.ts";

describe("createPerTokenProviders", () => {
	it("is worked out anew when a limit is set or the routes file is read, and only then", () => {
		let budgets = [{ provider: "google", period: "monthly", limitUsd: 5, isHard: false }] as const;
		let state = initialState;
		const perToken = createPerTokenProviders({ config: () => ({ budgets }), state: () => state });
		const first = perToken();
		expect([...first]).toEqual(["google"]);
		state = { ...state, resetAtMs: 1 };
		expect(perToken()).toBe(first);

		const limits = new Map([["deepseek monthly", { limitUsd: 5, isHard: false, atMs: 1 }]]);
		state = { ...state, accounting: { ...state.accounting, limits } };
		expect([...perToken()]).toEqual(["google", "deepseek"]);
		budgets = [{ ...budgets[0], limitUsd: 5 }];
		expect([...perToken()]).toEqual(["google", "deepseek"]);
		expect(perToken()).not.toBe(first);
	});
});
