import { describe, expect, it } from "vitest";
import {
	aDecisionRecord,
	aFailedResult,
	aFailureRecord,
	aFinal,
	aRejection,
	aResult,
	aStory,
	ranked,
} from "../../../test/support/builders.ts";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";

const decision = aDecisionRecord({
	order: [
		ranked(aCandidate("anthropic/claude-opus-5"), "rank 1"),
		ranked(aCandidate("openai-codex/gpt-5.6-sol", { target: { label: "GPT-5.6 Sol" } })),
	],
	rejections: [
		aRejection(aCandidate("deepseek/deepseek-v4", { target: { label: "DeepSeek V4" } }), {
			code: "no-credentials",
			detail: "pi has no login or key for deepseek",
		}),
	],
});
const failure = aFailureRecord({
	code: "rate_limit_error",
	retryAt: "2026-11-23T15:40:00.000Z",
	message: "This request would exceed your organization's rate limit of 50,000 input tokens per minute.",
});
const failedOver = aStory({
	decision,
	results: [aFailedResult("anthropic/claude-opus-5", { failure }), aResult("openai-codex/gpt-5.6-sol", { index: 2 })],
	final: aFinal("openai-codex/gpt-5.6-sol", { attempts: 2, failedOver: true, latencyMs: 12_400 }),
});
const other = aStory({ requestId: "9c000000-0000", sessionId: "session-2", routeId: "subscription-fast" });
const control = aControl({ stories: [failedOver, other] });

describe("explain", () => {
	it("explains the last request of this session", async () => {
		expect((await runSlash("explain", { control })).text).toMatchInlineSnapshot(`
			"
			Request 3f2a91c0 on subscription-swe, 13:58 (2m ago)
			Tier
			  Tier swe, which the route stands for.
			  About 1k tokens to send, for a new prompt.
			Removed
			  DeepSeek V4: pi has no login or key for deepseek; set DEEPSEEK_API_KEY
			Order
			  1. anthropic/claude-opus-5: rank 1
			  2. GPT-5.6 Sol
			Tried
			  1. anthropic/claude-opus-5 failed after 0.4s: rate-limited (HTTP 429,
			     rate_limit_error), free again at 15:40
			     “This request would exceed your organization's rate limit of 50,000 input
			     tokens per minute.”
			  2. openai-codex/gpt-5.6-sol answered: first output after 1.8s, done after 12s;
			     1k tokens in, 500 out, $0.0175
			Outcome
			  openai-codex/gpt-5.6-sol answered after a failover, 12s in all, worth $0.0175
			  and covered by the plan.
			"
		`);
		expect((await runSlash("explain", { control, width: 120 })).text).toMatchInlineSnapshot(`
			"
			Request 3f2a91c0 on subscription-swe, 13:58 (2m ago)
			Tier
			  Tier swe, which the route stands for.
			  About 1k tokens to send, for a new prompt.
			Removed
			  DeepSeek V4: pi has no login or key for deepseek; set DEEPSEEK_API_KEY
			Order
			  1. anthropic/claude-opus-5: rank 1
			  2. GPT-5.6 Sol
			Tried
			  1. anthropic/claude-opus-5 failed after 0.4s: rate-limited (HTTP 429, rate_limit_error), free again at 15:40
			     “This request would exceed your organization's rate limit of 50,000 input tokens per minute.”
			  2. openai-codex/gpt-5.6-sol answered: first output after 1.8s, done after 12s; 1k tokens in, 500 out, $0.0175
			Outcome
			  openai-codex/gpt-5.6-sol answered after a failover, 12s in all, worth $0.0175 and covered by the plan.
			"
		`);
	});

	it.each([
		["explain fast", "Request 9c000000 on subscription-fast"],
		["explain subscription-swe", "Request 3f2a91c0 on subscription-swe"],
		["explain 9c00", "Request 9c000000 on subscription-fast"],
		["explain 3f2a91c0-5b1e", "Request 3f2a91c0 on subscription-swe"],
	])("finds what %s means", async (typed, title) => {
		expect((await runSlash(typed, { control })).text).toContain(title);
	});

	it.each(["explain 9c0", "explain ffff", "explain anthropic/claude-opus-5", "explain claude"])(
		"says that %s is neither a route nor a request",
		async (typed) => {
			const { tone, text } = await runSlash(typed, { control });
			expect(tone).toBe("error");
			expect(text).toContain("is neither a route nor a recent request");
		},
	);

	it("says which route was meant", async () => {
		expect((await runSlash("explain subscription-fsat", { control })).text).toContain(
			"Did you mean subscription-fast or subscription-swe?",
		);
	});

	it("says what would be tried where nothing was routed yet", async () => {
		const fresh = { control: aControl(), sessionId: "session-9" };
		expect((await runSlash("explain", fresh)).text).toMatchInlineSnapshot(`
			"
			Explain
			No request in this session yet.
			A request on subscription-swe would now be tried on Claude Opus 5.
			"
		`);
		expect((await runSlash("explain fast", fresh)).text).toContain("No request on subscription-fast yet.");
		const elsewhere = { ...fresh, currentModel: { provider: "anthropic", id: "claude-opus-5" } };
		expect((await runSlash("explain", elsewhere)).text).toBe("\nExplain\nNo request in this session yet.\n");
		expect((await runSlash("explain --json", fresh)).json).toEqual({ decision: null, results: [], final: null });
	});

	it("gives the data of the records as JSON", async () => {
		expect((await runSlash("explain --json", { control })).json).toEqual({
			decision,
			results: failedOver.results,
			final: failedOver.final,
			ratings: null,
		});
		const { final: _, ...running } = failedOver;
		expect((await runSlash("explain --json", { control: aControl({ stories: [running] }) })).json).toEqual({
			decision,
			results: failedOver.results,
			final: null,
			ratings: null,
		});
	});
});
