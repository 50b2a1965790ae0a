import { describe, expect, it, vi } from "vitest";
import { aStory, NOW_MS, REQUEST_ID } from "../../../test/support/builders.ts";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { RatedAnswer } from "../../core/ratings.ts";
import type { RatingReport } from "../../core/reports/ratings-report.ts";
import type { Control } from "../../engine/control.ts";

const OPUS = { target: "anthropic/claude-opus-5", provider: "anthropic", modelId: "claude-opus-5" };
const ANSWER = { ...OPUS, requestId: REQUEST_ID, atMs: NOW_MS - 60_000 };

function rated(more: Partial<RatedAnswer> = {}): RatedAnswer {
	return { requestId: REQUEST_ID, rating: "bad", atMs: NOW_MS - 30_000, tags: [], ...more };
}
const REPORT: RatingReport = {
	model: "anthropic/claude-opus-5",
	good: 12,
	bad: 3,
	consecutiveBad: 2,
	lastAtMs: NOW_MS - 30_000,
	latest: [
		rated({ requestId: "r0", rating: "good", atMs: NOW_MS - 86_400_000 }),
		rated({ reason: "too verbose", tags: ["style"] }),
	],
};
const ratings = () => [REPORT];

/** A control whose session has one answer. */
function answered(replaced?: RatedAnswer["rating"]) {
	const rate = vi.fn<Control["rate"]>((_session, { rating, reason, tags }) => {
		const opinion = { rating, tags, ...(reason ? { reason } : {}) };
		return { answer: ANSWER, opinion, ...(replaced === undefined ? {} : { replaced }) };
	});
	return { rate, control: aControl({}, { rate, ratings }) };
}

describe("rate good and rate bad", () => {
	it("say whose answer was rated, why, and how the model stands", async () => {
		const { control, rate } = answered("good");
		const { text, json, tone } = await runSlash('rate bad "too verbose, again" --tags style,,length', { control });
		const opinion = { rating: "bad", reason: "too verbose, again", tags: ["style", "length"] };
		expect(rate).toHaveBeenCalledExactlyOnceWith("session-1", opinion);
		expect(tone).toBe("info");
		expect(text).toMatchInlineSnapshot(`
			"
			Rated bad: Claude Opus 5, which answered at 13:59 (request 3f2a91c0)
			  Why: too verbose, again
			  Tags: style, length
			  You had called it good before; the newest word about an answer counts.
			  Claude Opus 5: 12 good, 3 bad, 80% good
			"
		`);
		expect(json).toMatchObject({
			rated: { ...OPUS, requestId: REQUEST_ID, ...opinion, replaced: "good" },
			ratings: { good: 12, bad: 3, goodShare: 0.8, consecutiveBad: 2 },
		});
	});

	it.each([
		["rate good", "good", "", []],
		["rate good fast and accurate", "good", "fast and accurate", []],
		["rate bad it isn't right", "bad", "it isn't right", []],
		['rate bad --tags "a b, c" "no"', "bad", "no", ["a b", "c"]],
		["rate bad --tags=a", "bad", "", ["a"]],
	] as const)("understand %j", async (typed, rating, reason, tags) => {
		const { control, rate } = answered();
		await runSlash(typed, { control });
		expect(rate).toHaveBeenCalledExactlyOnceWith("session-1", { rating, reason, tags });
	});

	it("say that there is nothing to rate yet", async () => {
		const { text, tone } = await runSlash("rate good");
		expect(tone).toBe("error");
		expect(text).toContain("There is nothing to rate yet; nothing was recorded.");
	});

	it.each([
		["rate goood", "Did you mean good?"],
		["rate bda", "Did you mean bad?"],
		["rate bad --tag a", "did you mean --tags?"],
		["rate --tags a", "Say first whether it was good or bad"],
		["rate show me", "Say first whether it was good or bad"],
	])("rate nothing for %j", async (typed, said) => {
		const { control, rate } = answered();
		const { text, tone } = await runSlash(typed, { control });
		expect(tone).toBe("error");
		expect(text).toContain(said);
		expect(rate).not.toHaveBeenCalled();
	});
});

describe("rate show", () => {
	it.each(["rate", "rate show"])("lists sums by model and the newest ratings for %j", async (typed) => {
		const { text, json } = await runSlash(typed, { control: aControl({}, { ratings }) });
		expect(text).toBe(`
Ratings · what you said of answers
By model
  anthropic/claude-opus-5  12 good, 3 bad, 80% good, the last 2 bad
Newest
  13:59         bad   anthropic/claude-opus-5  too verbose [style]
  Nov 22 14:00  good  anthropic/claude-opus-5
/auto-router rate good|bad "why" --tags a,b rates the last answer of this
session.
`);
		expect(json).toMatchObject({
			models: [{ model: "anthropic/claude-opus-5", good: 12, bad: 3 }],
			newest: [{ rating: "bad", reason: "too verbose", at: "2026-11-23T13:59:30.000Z" }, { rating: "good" }],
		});
	});

	it("says that nothing was rated", async () => {
		expect((await runSlash("rate")).text).toContain("Nothing was rated yet.");
	});
});

describe("ratings elsewhere", () => {
	const control = aControl({ stories: [aStory()] }, { ratings });

	it("stand in explain, for the model that answered, with what was said of this answer", async () => {
		const { text, json } = await runSlash("explain", { control });
		expect(text).toContain(`
Ratings
  anthropic/claude-opus-5: 12 good, 3 bad, 80% good.
  You called this answer bad.
     “too verbose”
`);
		expect(json).toMatchObject({ ratings: { good: 12, bad: 3 } });
	});

	it("stand in show and in debug", async () => {
		const shown = await runSlash("show", { control });
		expect(shown.text).toContain("   rated 12 good, 3 bad, 80% good\n");
		expect(shown.json).toMatchObject({ targets: [{ ratings: { good: 12 } }, { ratings: null }, {}, {}] });
		expect((await runSlash("debug", { control })).text).toContain("anthropic/claude-opus-5: 12 good, 3 bad, 80% good");
	});

	it("are not told where there are none", async () => {
		const { text } = await runSlash("explain", { control: aControl({ stories: [aStory()] }) });
		expect(text).not.toContain("Ratings");
	});
});
