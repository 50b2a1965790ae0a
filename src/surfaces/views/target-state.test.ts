import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import { aTargetReport } from "../../../test/support/fake-control.ts";
import type { CooldownScope } from "../../core/events.ts";
import type { FailureKind } from "../../core/failure.ts";
import type { Availability } from "../../core/resilience/availability.ts";
import { targetState } from "./target-state.ts";

const untilMs = NOW_MS + 250_000;

function cooling(kind: FailureKind, scope: CooldownScope = "target", key = "anthropic/claude-opus-5"): Availability {
	return { kind: "cooling", scope, key, cooldown: { untilMs, setAtMs: NOW_MS, kind, reason: "Too many requests" } };
}

describe("targetState", () => {
	it.each<[string, Availability]>([
		["ready", { kind: "free" }],
		["rate-limited, 4m10s left", cooling("rate")],
		["anthropic out of plan quota, 4m10s left", cooling("window", "account", "anthropic")],
		["anthropic/opus out of plan quota, 4m10s left", cooling("window", "family", "anthropic/opus")],
		["circuit open, trial in 4m10s", { kind: "circuit-open", untilMs, failures: 3 }],
		["circuit half-open, on trial right now", { kind: "trial-taken", untilMs, failures: 3 }],
		["circuit half-open, the next request is its trial", { kind: "trial", failures: 3 }],
	])("says %j", (text, availability) => {
		expect(targetState(aTargetReport({ availability }), NOW_MS).text).toBe(text);
	});

	it("names the nearest ids of a model that does not exist", () => {
		const candidate = aCandidate("zai/glm-6", { facts: "unknown", nearestModelIds: ["glm-5.6", "glm-5.5"] });
		expect(targetState(aTargetReport({ candidate }), NOW_MS)).toMatchObject({
			kind: "no-model",
			text: "no such model; nearest: glm-5.6, glm-5.5",
			help: 'correct modelId "glm-6" in the routes file',
		});
		const strange = aCandidate("zai/xyz", { facts: "unknown" });
		expect(targetState(aTargetReport({ candidate: strange }), NOW_MS).text).toBe("no such model");
	});

	it("says how to log in to the account that pays", () => {
		const candidate = aCandidate("openai/gpt-5.6", {
			target: { authProvider: "openai-codex" },
			facts: { hasCredentials: false },
		});
		expect(targetState(aTargetReport({ candidate }), NOW_MS)).toMatchObject({
			kind: "no-login",
			text: "no login: run /login openai-codex",
			help: "run /login openai-codex",
		});
	});

	it("names one way to log in and keeps the others for the details", () => {
		const candidate = aCandidate("xai/grok-4.7", { facts: { hasCredentials: false } });
		expect(targetState(aTargetReport({ candidate }), NOW_MS)).toMatchObject({
			text: "no login: run /login xai",
			help: "run /login xai or set XAI_API_KEY",
		});
	});

	it("says what helps against a rejected login, and nothing where only time does", () => {
		expect(targetState(aTargetReport({ availability: cooling("auth", "account", "anthropic") }), NOW_MS).help).toBe(
			"run /login anthropic or set ANTHROPIC_API_KEY",
		);
		expect(targetState(aTargetReport({ availability: cooling("rate") }), NOW_MS).help).toBeUndefined();
	});

	it("gives any other reason in its own words", () => {
		const report = aTargetReport({ rejection: "over budget: $20.40 of $20.00" });
		expect(targetState(report, NOW_MS)).toEqual({
			kind: "rejected",
			text: "over budget: $20.40 of $20.00",
			role: "warning",
		});
	});
});
