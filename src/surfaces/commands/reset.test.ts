import { describe, expect, it, vi } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";

function resettable() {
	const reset = vi.fn();
	const cooldowns = [{ scope: "target", key: "a/b", untilMs: NOW_MS + 1, phrase: "failing", reason: "x" }];
	const circuits = [
		{ provider: "a", view: { kind: "closed" } },
		{ provider: "b", view: { kind: "trial", failures: 3 } },
	] as const;
	return { reset, control: aControl({}, { reset, cooldowns: () => cooldowns, circuits: () => circuits }) };
}

describe("reset", () => {
	it("clears after a yes, and says what was cleared and what was kept", async () => {
		const { reset, control } = resettable();
		const questions: string[] = [];
		const confirm = async (title: string, question: string) => {
			expect(reset).not.toHaveBeenCalled();
			questions.push(title, question);
			return true;
		};
		const { text, json } = await runSlash("reset", { control, confirm });
		expect(reset).toHaveBeenCalledOnce();
		expect(questions).toMatchInlineSnapshot(`
			[
			  "Reset the router?",
			  "This clears cooldowns, circuits, decision history, warnings, latency and ratings. It keeps spend, budgets, the routes file and the event log.",
			]
		`);
		expect(text).toMatchInlineSnapshot(`
			"
			Reset. Before: 1 at rest, 1 circuit not closed.
			Cleared  cooldowns, circuits, decision history, warnings, latency and ratings
			Kept     spend, budgets, the routes file and the event log
			"
		`);
		expect(json).toEqual({ reset: true, cleared: { cooldowns: 1, circuits: 1 } });
	});

	it("changes nothing after a no", async () => {
		const { reset, control } = resettable();
		const { text, json } = await runSlash("reset", { control, confirm: async () => false });
		expect(reset).not.toHaveBeenCalled();
		expect(text).toBe("\nNothing was reset.\n");
		expect(json).toEqual({ reset: false });
	});
});
