import { describe, expect, it } from "vitest";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { SwitchResult } from "./command.ts";

/** Asks for models in turn; what each leads to is given by name. */
function modelsOf(results: Readonly<Record<string, SwitchResult>>) {
	const asked: string[] = [];
	const switchModel = async (provider: string, modelId: string): Promise<SwitchResult> => {
		asked.push(`${provider}/${modelId}`);
		return results[`${provider}/${modelId}`] ?? "switched";
	};
	return { asked, switchModel };
}

describe("switch", () => {
	it.each([
		["subscription-fast", "auto-router/subscription-fast"],
		["swe", "auto-router/subscription-swe"],
		["auto-router/subscription-fast", "auto-router/subscription-fast"],
		["openrouter/meta/llama-5", "openrouter/meta/llama-5"],
	])("selects what %s stands for", async (name, model) => {
		const { asked, switchModel } = modelsOf({});
		const { tone, text } = await runSlash(`switch ${name}`, { switchModel });
		expect(asked).toEqual([model]);
		expect(tone).toBe("info");
		expect(text).toContain(`Switched to ${model}`);
	});

	it("says what a route would try first", async () => {
		expect((await runSlash("switch fast")).text).toBe(
			"\nSwitched to auto-router/subscription-fast\nTried first now: Claude Opus 5\n",
		);
	});

	it("takes the first model of an alias that can be used, and says why others were not", async () => {
		const { asked, switchModel } = modelsOf({ "anthropic/claude-opus-5": "no-credentials" });
		const { text, json } = await runSlash("switch claude", { switchModel });
		expect(asked).toEqual(["anthropic/claude-opus-5", "anthropic/claude-sonnet-5"]);
		expect(text).toMatchInlineSnapshot(`
			"
			Switched to anthropic/claude-sonnet-5
			Passed over: anthropic/claude-opus-5 has no login or key: run /login anthropic
			or set ANTHROPIC_API_KEY
			"
		`);
		expect(json).toEqual({
			switchedTo: "anthropic/claude-sonnet-5",
			skipped: [{ provider: "anthropic", modelId: "claude-opus-5", why: "no-credentials" }],
			firstTarget: null,
		});
	});

	it("changes nothing where no model can be used", async () => {
		const { switchModel } = modelsOf({
			"anthropic/claude-opus-5": "no-credentials",
			"anthropic/claude-sonnet-5": "unknown-model",
		});
		const { tone, text } = await runSlash("switch claude", { switchModel });
		expect(tone).toBe("error");
		expect(text).toMatchInlineSnapshot(`
			"
			Nothing was switched: "claude" has no usable model.
			anthropic/claude-opus-5 has no login or key: run /login anthropic or set
			ANTHROPIC_API_KEY
			pi has no model anthropic/claude-sonnet-5
			"
		`);
	});

	it("asks pi for nothing when the name is unknown", async () => {
		const { asked, switchModel } = modelsOf({});
		const { tone, text } = await runSlash("switch subscription-fsat", { switchModel });
		expect(asked).toEqual([]);
		expect(tone).toBe("error");
		expect(text).toMatchInlineSnapshot(`
			"
			"subscription-fsat" is not a route, an alias or a provider/model.
			Did you mean subscription-fast or subscription-swe?
			Routes: subscription-swe, subscription-fast
			"
		`);
	});
});
