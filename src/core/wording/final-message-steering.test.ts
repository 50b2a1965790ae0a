import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { PI_VERSIONS } from "../../../test/support/pi/pi-package.ts";
import { piVerdicts } from "../../../test/support/pi-verdicts.ts";
import type { Candidate, Rejection } from "../decision.ts";
import { FAILURE_KINDS, type Failure, type FailureKind } from "../failure.ts";
import { brokenMessage, exhaustedMessage, type FinalMessage, stoppedMessage } from "./final-message.ts";

const NOW = FAKE_START_MS;

/** Names that people might give, made of words that pi reads as a verdict. */
const NAMES = [
	"acme/gpt-500",
	"rate limit tester",
	"billing-bot",
	"Billing 429",
	"quota exceeded",
	"insufficient_quota",
	"GoUsageLimitError",
	"FreeUsageLimitError",
	"monthly usage limit reached",
	"out of budget available balance",
	"too many tokens",
	"too many requests",
	"413 model",
	"413",
	"Azure API error (413): x",
	"Service unavailable: backup",
	"Throttling error: backup",
	"400 (no body)",
	"413 status code (no body)",
	"overloaded timeout terminated",
	"prompt is too long",
	"prompt too long; exceeded max context length",
	"prompt exceeds max length",
	"request_too_large",
	"input is too long for requested model",
	"exceeds the context window",
	"context window exceeded",
	"context window exceeds limit",
	"exceeds the limit of 5",
	"exceeds maximum context length of 5 tokens",
	"exceeds the available context size",
	"exceeds the maximum allowed input length of 5 tokens",
	"greater than the context length",
	"input (5 tokens) is longer than the model's context length (4 tokens)",
	"input token count of it exceeds the maximum",
	"maximum prompt length is 5",
	"maximum context length is 5 tokens",
	"reduce the length of the messages",
	"exceeded model token limit",
	"token limit exceeded",
	"too large for model with 5 maximum context length",
	"prompt has 5 tokens, but the configured context size is 4 tokens",
	"model_context_window_exceeded",
	"context_length_exceeded",
	"context length exceeded",
	"range of input length should be",
	"subscription_sharing_usage_limit_exceeded",
	"subscription_sharing_workplace_individual_usage_limit_exceeded",
	'"code":1308',
	'"code": "1308"',
];

const named = (label: string): Candidate =>
	aCandidate(`${label.replaceAll(/[\s/]/g, "-")}/${label.replaceAll(/\s/g, "-")}`, { target: { label } });
const failureOf = (kind: FailureKind): Failure => ({ kind, scope: "target", message: "not shown", source: "body" });
const rejected = (label: string, recoversInMs?: number): Rejection => ({
	candidate: named(label),
	stage: "unavailable",
	code: "cooling",
	detail: `${label} is rate-limited; 5s left`,
	...(recoversInMs === undefined ? {} : { recoversAtMs: NOW + recoversInMs }),
});

const name = fc.oneof(
	fc.constantFrom(...NAMES),
	fc.array(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 3 }).map((words) => words.join(" ")),
);
const kind = fc.constantFrom(...FAILURE_KINDS);

const message: fc.Arbitrary<FinalMessage & { readonly isOverflow: boolean }> = fc.oneof(
	fc.tuple(name, kind).map(([label, one]) => ({
		...brokenMessage(named(label), failureOf(one)),
		isOverflow: one === "overflow",
	})),
	fc
		.tuple(
			name,
			kind.filter((one) => one !== "overflow"),
		)
		.map(([label, one]) => ({ ...stoppedMessage(named(label), failureOf(one)), isOverflow: false })),
	fc
		.record({
			routeName: name,
			tried: fc.array(fc.tuple(name, kind, fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: undefined })), {
				maxLength: 4,
			}),
			rejections: fc.array(fc.tuple(name, fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: undefined })), {
				maxLength: 3,
			}),
		})
		.map(({ routeName, tried, rejections }) => ({
			...exhaustedMessage({
				routeName,
				tried: tried.map(([label, one, restsMs]) => ({
					candidate: named(label),
					failure: failureOf(one),
					...(restsMs === undefined ? {} : { restsUntilMs: NOW + restsMs }),
				})),
				rejections: rejections.map(([label, recoversInMs]) => rejected(label, recoversInMs)),
				nowMs: NOW,
			}),
			isOverflow: tried.some(([, one]) => one === "overflow"),
		})),
);

describe.each(PI_VERSIONS)("final messages as pi %s reads them", (version) => {
	let verdictOn: Awaited<ReturnType<typeof piVerdicts>>;
	beforeAll(async () => {
		verdictOn = await piVerdicts(version);
	});

	it("tells pi's own verdicts apart", () => {
		expect(verdictOn("529 overloaded")).toEqual({ repeats: true, compacts: false });
		expect(verdictOn("quota exceeded, overloaded")).toEqual({ repeats: false, compacts: false });
		expect(verdictOn("prompt is too long")).toEqual({ repeats: false, compacts: true });
	});

	it("are repeated when they want it and compacted for an overflow, whatever targets and routes are called", () => {
		fc.assert(
			fc.property(message, fc.constantFrom("auto-router", "cerebras"), ({ text, wantsRetry, isOverflow }, provider) => {
				expect({ text, ...verdictOn(text, provider) }).toEqual({ text, repeats: wantsRetry, compacts: isOverflow });
			}),
			{ numRuns: 2_000 },
		);
	});
});
