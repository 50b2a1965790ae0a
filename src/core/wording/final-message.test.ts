import { describe, expect, it } from "vitest";
import { aCandidate, type CandidateParts } from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import type { Rejection } from "../decision.ts";
import type { Failure, FailureKind } from "../failure.ts";
import { brokenMessage, type ExhaustedInput, exhaustedMessage, remedy, stoppedMessage } from "./final-message.ts";

const NOW = FAKE_START_MS;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const failure = (kind: FailureKind): Failure => ({ kind, scope: "target", message: "sk-secret words", source: "body" });

function tried(name: string, kind: FailureKind, restsForMs?: number) {
	const rest = restsForMs === undefined ? {} : { restsUntilMs: NOW + restsForMs };
	return { candidate: aCandidate(name), failure: failure(kind), ...rest };
}

function rejected(name: string, more: Partial<Rejection> = {}, parts: CandidateParts = {}): Rejection {
	const detail = `${name} is rate-limited; 5m left`;
	return { candidate: aCandidate(name, parts), stage: "unavailable", code: "cooling", detail, ...more };
}

const exhausted = (more: Partial<ExhaustedInput>) =>
	exhaustedMessage({ routeName: "auto-router/swe", tried: [], rejections: [], nowMs: NOW, timeZone: "UTC", ...more });

describe("exhaustedMessage", () => {
	it("tells in one line each what failed and when it can be tried again", () => {
		const { text, wantsRetry } = exhausted({
			tried: [
				tried("anthropic/opus", "window", 90 * MINUTE),
				tried("openai/sol", "auth", 10 * MINUTE),
				tried("acme/a", "rate", 26 * 60 * MINUTE),
			],
			rejections: [
				rejected("acme/b", { recoversAtMs: NOW + 5 * MINUTE }),
				rejected("xai/grok", { code: "no-credentials", detail: "pi has no login or key for xai" }),
				rejected("acme/x", { stage: "unsuitable", code: "unknown-model", detail: 'acme has no model "x"' }),
			],
		});

		expect(text).toMatchInlineSnapshot(`
			"auto-router/swe: no target could answer.
			  anthropic/opus: out of plan quota until 13:30
			  openai/sol: not accepting the login or key until 12:10; set OPENAI_API_KEY
			  acme/a: rate-limited until Nov 2 14:00
			  acme/b: rate-limited; 5m left
			  xai/grok: pi has no login or key for xai; run /login xai or set XAI_API_KEY
			  acme/x: acme has no model "x"
			  First back: acme/b in 5m.
			  pi does not repeat this by itself: everything rests, refuses or has its quota exceeded."
		`);
		expect(wantsRetry).toBe(false);
	});

	it("invites a repetition when something is back within 15 s", () => {
		expect(
			exhausted({ tried: [tried("acme/a", "overload"), tried("acme/b", "window", 90 * MINUTE)] }),
		).toMatchInlineSnapshot(`
			{
			  "text": "auto-router/swe: no target could answer.
			  acme/a: overloaded
			  acme/b: out of plan quota until 13:30
			  service unavailable for the moment; pi repeats the request.",
			  "wantsRetry": true,
			}
		`);
	});

	it.each<[string, Partial<ExhaustedInput>, boolean]>([
		["a target rests for 15 s", { tried: [tried("acme/a", "rate", 15 * SECOND)] }, true],
		["a target rests for longer", { tried: [tried("acme/a", "rate", 15 * SECOND + 1)] }, false],
		[
			"a removed target is back in 10 s",
			{ rejections: [rejected("acme/a", { recoversAtMs: NOW + 10 * SECOND })] },
			true,
		],
		["a removed target does not come back", { rejections: [rejected("acme/a")] }, false],
		["nobody was there to ask", {}, false],
		["a target rests for nothing at all", { tried: [tried("acme/a", "empty")] }, true],
		["the request is too large for a limit", { tried: [tried("acme/a", "request-limit")] }, false],
		["the provider refuses", { tried: [tried("acme/a", "policy")] }, false],
	])("when %s, repeats: %s", (_what, input, wantsRetry) => {
		expect(exhausted(input).wantsRetry).toBe(wantsRetry);
	});

	it("names a target that was tried twice, or was removed too, once", () => {
		const { text } = exhausted({
			tried: [tried("acme/a", "network"), tried("acme/a", "server", MINUTE)],
			rejections: [rejected("acme/a")],
		});

		expect(text.match(/acme\/a:/g)).toHaveLength(1);
		expect(text).toContain("acme/a: failing until 12:01");
	});

	it("names each account once when pi is not logged in anywhere", () => {
		const noLogin = { code: "no-credentials", detail: "" } as const;
		const { text } = exhausted({
			rejections: ["xai/grok", "xai/grok-mini", "deepseek/v4"].map((name) => rejected(name, noLogin)),
		});

		expect(text).toMatchInlineSnapshot(`
			"auto-router/swe: pi has no login or key for any of its targets. One of these is enough:
			  xai: run /login xai or set XAI_API_KEY (xai/grok, xai/grok-mini)
			  deepseek: set DEEPSEEK_API_KEY (deepseek/v4)
			  Then ask again. No quota exceeded, nothing rests: there was nobody to ask."
		`);
	});

	it("asks whether the user is offline when nobody could be reached", () => {
		const { text, wantsRetry } = exhausted({ tried: [tried("acme/a", "network"), tried("other/b", "network")] });

		expect(text).toContain("no provider could be reached; are you offline?");
		expect(wantsRetry).toBe(true);
	});

	it("tells an overflow alone, whatever else failed", () => {
		expect(exhausted({ tried: [tried("acme/a", "overflow"), tried("acme/large", "overload")] })).toEqual({
			text: "prompt is too long: it exceeds the context window of acme/a",
			wantsRetry: false,
			compactsFor: aCandidate("acme/a"),
		});
	});

	it("makes pi compact when a shorter conversation is all that would help", () => {
		const refused = tried("acme/a", "request-limit");
		const tooLong = { ...refused, failure: { ...refused.failure, isPromptTooLarge: true } };
		const compacts = {
			text: "prompt is too long: acme/a refuses requests of this size",
			wantsRetry: false,
			compactsFor: aCandidate("acme/a"),
		};

		expect(exhausted({ tried: [tooLong] })).toEqual(compacts);
		expect(exhausted({ tried: [tooLong, tried("acme/b", "window", 90 * MINUTE)] })).toEqual(compacts);
		expect(exhausted({ tried: [tooLong, tried("acme/b", "overload")] })).toMatchObject({ wantsRetry: true });
		expect(exhausted({ tried: [refused] }).text).toContain("acme/a: refusing a request of this size");
	});

	it("shows no words of a provider", () => {
		const { text } = exhausted({ tried: [tried("acme/a", "server"), tried("acme/b", "auth", MINUTE)] });

		expect(text).not.toContain("sk-secret");
	});

	it("takes the sting out of names by which pi would judge", () => {
		const input = exhausted({ routeName: "quota exceeded", tried: [tried("acme/billing-bot", "overload")] });

		expect(input.text).toContain("q·uota exceeded: no target could answer.");
		expect(input.text).toContain("acme/b·illing-bot: overloaded");
	});
});

describe("brokenMessage", () => {
	it.each<[FailureKind, string, boolean]>([
		[
			"network",
			"acme/a broke off after its answer had begun (unreachable): connection lost, pi repeats the request.",
			true,
		],
		[
			"stalled",
			"acme/a broke off after its answer had begun (not responding): connection lost, pi repeats the request.",
			true,
		],
		[
			"window",
			"acme/a broke off after its answer had begun (out of plan quota): connection lost, pi repeats the request.",
			true,
		],
		[
			"policy",
			"acme/a broke off after its answer had begun (refusing the request). pi does not repeat it: this is a refusal, not a quota exceeded or a lost connection.",
			false,
		],
	])("for %s", (kind, text, wantsRetry) => {
		expect(brokenMessage(aCandidate("acme/a"), failure(kind))).toEqual({ text, wantsRetry });
	});

	it("makes pi compact for an overflow", () => {
		const candidate = aCandidate("acme/a");

		expect(brokenMessage(candidate, failure("overflow"))).toEqual({
			text: "prompt is too long: it exceeds the context window of acme/a",
			wantsRetry: false,
			compactsFor: candidate,
		});
	});
});

describe("stoppedMessage", () => {
	it("names the target, the reason and what can be done", () => {
		expect(stoppedMessage(aCandidate("acme/a"), failure("policy"))).toEqual({
			text: "acme/a is refusing the request; see /auto-router explain for the provider's words. pi does not repeat it: this is a refusal, not a quota exceeded or a lost connection.",
			wantsRetry: false,
		});
	});

	it("names no help where there is none", () => {
		expect(stoppedMessage(aCandidate("acme/a"), failure("cancelled")).text).toMatch(/^acme\/a is stopped by you\. /);
	});
});

describe("remedy", () => {
	it.each<[FailureKind, string | undefined]>([
		["auth", "run /login anthropic or set ANTHROPIC_API_KEY"],
		["model", 'check modelId "opus" in the routes file'],
		["entitlement", "see /auto-router explain for the provider's reason"],
		["request", "see /auto-router explain for the provider's words"],
		["policy", "see /auto-router explain for the provider's words"],
		["overload", undefined],
	])("for %s is %s", (kind, expected) => {
		expect(remedy(aCandidate("anthropic/opus"), failure(kind))).toBe(expected);
	});

	it("is about the account that pays", () => {
		const borrowed = aCandidate("anthropic/opus", { target: { authProvider: "work" } });

		expect(remedy(borrowed, failure("auth"))).toBe("add a key for work with /login or in models.json");
	});
});
