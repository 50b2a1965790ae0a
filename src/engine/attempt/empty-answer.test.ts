import { describe, expect, it } from "vitest";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import { anEmptyMessage } from "../../../test/support/scripted-caller.ts";
import type { AnswerMessage } from "../ports.ts";
import { emptyAnswer } from "./empty-answer.ts";

const WINDOW = 100_000;

function ended(stopReason: AnswerMessage["stopReason"], usage: Partial<AnswerMessage["usage"]>): AnswerMessage {
	const message = anEmptyMessage(aCandidate(), 0);
	return { ...message, stopReason, usage: { ...message.usage, ...usage } };
}

describe("emptyAnswer", () => {
	it.each<[string, AnswerMessage, number | undefined, string]>([
		["a prompt that fills the window and is cut off at once", ended("length", { input: WINDOW }), WINDOW, "overflow"],
		[
			"the same with most of the prompt in a cache",
			ended("length", { input: 1_000, cacheRead: 98_500, cacheWrite: 500 }),
			WINDOW,
			"overflow",
		],
		["a prompt that leaves room", ended("length", { input: 98_000 }), WINDOW, "empty"],
		["thinking up to the output limit", ended("length", { input: WINDOW, output: 8_000 }), WINDOW, "empty"],
		["an end without a reason to end", ended("stop", { input: WINDOW }), WINDOW, "empty"],
		["a full window of unknown size", ended("length", { input: WINDOW }), undefined, "empty"],
		["a catalog entry without a window", ended("length", { input: WINDOW }), 0, "empty"],
	])("for %s", (_what, message, windowTokens, kind) => {
		expect(emptyAnswer(message, windowTokens).kind).toBe(kind);
	});
});
