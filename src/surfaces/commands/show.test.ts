import { describe, expect, it } from "vitest";
import { aCandidate, aRoute } from "../../../test/support/engine-builders.ts";
import { aControl, aTargetReport } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";

describe("show", () => {
	it("shows the active route in full", async () => {
		expect((await runSlash("show")).text).toMatchInlineSnapshot(`
			"
			subscription-swe · Software engineering · active
			Accepts   text, thinking levels
			Window    that of the target picked now
			Settings  sortBy adaptive · affinity session · commitOn output · onRefusal stop
			          · whenAllRejected earliest-recovery
			Aliases   swe

			1. Claude Opus 5  ready
			   anthropic/claude-opus-5 · subscription · rank 1
			   window 200k · output 32k · images · thinking up to high
			   $5.00 in, $25.00 out, $0.50 from cache per 1M tokens
			   first output after 2.1s, average of 14 answers

			–  GPT-5.6 Sol  rate-limited, 4m10s left
			   openai-codex/gpt-5.6-sol · subscription
			   window 200k · output 32k · text only · thinking up to high
			   $1.00 in, $10.00 out, $0.10 from cache per 1M tokens
			   first output after 0.9s, average of 3 answers

			–  DeepSeek V4  no login: set DEEPSEEK_API_KEY
			   deepseek/deepseek-v4 · per-token
			   window 200k · output 32k · text only · no thinking

			–  GLM 6  no such model; nearest: glm-5.6, glm-5.5-air
			   → correct modelId "glm-6" in the routes file
			   zai/glm-6 · subscription
			"
		`);
	});

	it("does not call a single answer an average", async () => {
		const targets = [aTargetReport({ ttftMs: 900, samples: 1 })];
		const control = aControl({ routes: [{ route: aRoute({ id: "night" }), targets }] });
		expect((await runSlash("show night", { control })).text).toContain("first output after 0.9s, once so far\n");
	});

	it("shows what else can be set on a route and its targets", async () => {
		const route = aRoute({
			id: "night",
			name: "night",
			reasoning: false,
			input: ["text", "image"],
			contextWindow: 400_000,
			maxTokens: 32_000,
			sortBy: "config",
			policyRules: [{ name: "after eight", type: "force-billing", priority: 0, billing: "per-token" }],
		});
		const candidate = aCandidate("openai/gpt-5.6-sol", {
			target: {
				label: "A label that is far too long to stand beside the state of the target",
				maxTokens: 16_000,
				thinkingLevel: "low",
				authProvider: "openai-codex",
			},
			facts: { price: { input: 1.25, output: 10, cacheRead: 0, cacheWrite: 0 } },
		});
		const rejection = "about 480k tokens to send, window 200k";
		const targets = [aTargetReport({ candidate, rejection })];
		const control = aControl({ routes: [{ route, targets }], aliases: {} });
		expect((await runSlash("show night", { control })).text).toMatchInlineSnapshot(`
			"
			night
			Accepts   text and image, no thinking levels
			Window    400k, output at most 32k
			Settings  sortBy config · affinity session · commitOn output · onRefusal stop ·
			          whenAllRejected earliest-recovery
			Rules     after eight (force-billing)

			1. A label that is far too long to stan…  about 480k tokens to send, window 200k
			   openai/gpt-5.6-sol@openai-codex · subscription · thinking low · output at
			   most 16k
			   window 200k · output 32k · text only · thinking up to high
			   $1.25 in, $10.00 out per 1M tokens
			"
		`);
		expect((await runSlash("show night", { control, width: 120 })).text).toMatchInlineSnapshot(`
			"
			night
			Accepts   text and image, no thinking levels
			Window    400k, output at most 32k
			Settings  sortBy config · affinity session · commitOn output · onRefusal stop · whenAllRejected earliest-recovery
			Rules     after eight (force-billing)

			1. A label that is far too long to stand beside the state of the target  about 480k tokens to send, window 200k
			   openai/gpt-5.6-sol@openai-codex · subscription · thinking low · output at most 16k
			   window 200k · output 32k · text only · thinking up to high
			   $1.25 in, $10.00 out per 1M tokens
			"
		`);
	});

	it.each(["swe", "SWE", "subscription-swe", "auto-router/subscription-swe"])("understands %s", async (name) => {
		expect((await runSlash(`show ${name}`)).text).toContain("subscription-swe · Software engineering · active");
	});

	it.each([
		[
			"show subscription-sew",
			'"subscription-sew" is not a route.',
			"Did you mean subscription-swe or subscription-fast?",
		],
		["show claude", '"claude" is not a route.', "Routes: subscription-swe, subscription-fast"],
	])("refuses %s", async (typed, problem, hint) => {
		const { tone, text } = await runSlash(typed);
		expect(tone).toBe("error");
		expect(text).toContain(problem);
		expect(text).toContain(hint);
	});

	it("asks which one where no route is active", async () => {
		const { tone, text } = await runSlash("show", { currentModel: { provider: "anthropic", id: "claude-opus-5" } });
		expect(tone).toBe("error");
		expect(text).toContain("Routes: subscription-swe, subscription-fast");
	});

	it("reports the route as JSON", async () => {
		expect((await runSlash("show fast --json")).json).toMatchObject({
			active: false,
			aliases: ["fast"],
			route: { id: "subscription-fast", sortBy: "adaptive" },
			targets: [{ label: "Claude Opus 5", facts: { contextWindowTokens: 200_000 } }],
		});
	});
});
