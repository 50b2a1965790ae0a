import { describe, expect, it } from "vitest";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import { promptReport } from "../../core/reports/prompt-report.ts";

describe("classify", () => {
	it("says what a prompt would be taken for, and which of its words speak for it", async () => {
		const { text, json } = await runSlash("classify @fast @claude @budget(0.50) write a poem about the sea");
		expect(text).toMatchInlineSnapshot(`
			"
			Classified · as a request with this prompt would be
			  Intent    creative, 100% sure
			  Because   "a", "about", "poem", "write"
			  Turn      a new subject
			  Asks for  @fast, only claude, $0.50 at most
			  Tier      fast, asked for
			Nothing was sent. Policy rules may set another tier; /auto-router rules has
			them.
			"
		`);
		expect(json).toMatchObject({
			intent: "creative",
			shortcuts: ["fast"],
			pin: "claude",
			maxCostUsd: 0.5,
			tier: "fast",
		});
	});

	it("takes the turn before into account", async () => {
		const readPrompt = async (prompt: string) =>
			promptReport(prompt, () => false, { intent: "code", subtask: "debugging" });
		const { text } = await runSlash('classify "that did not work"', { control: aControl({}, { readPrompt }) });
		expect(text).toContain("says that the turn before went wrong");
		expect(text).toContain("code (debugging)");
	});

	it("says that a prompt says nothing", async () => {
		const { text, json } = await runSlash('classify " "');
		expect(text).toContain("it says nothing");
		expect(json).toMatchObject({ confidence: 0 });
	});
});
