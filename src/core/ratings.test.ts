import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FeedbackData } from "./events.ts";
import { addRating, MAX_LATEST_RATINGS, type Rating, type Ratings } from "./ratings.ts";

type Word = readonly [requestId: string, rating: FeedbackData["rating"], atMs: number];

const said = (...words: readonly Word[]): Rating | undefined => {
	const fold = (ratings: Ratings, [ratedRequestId, rating, atMs]: Word): Ratings =>
		addRating(ratings, { rating, tags: [], target: "acme/a", provider: "acme", modelId: "a", ratedRequestId }, atMs);
	return words.reduce(fold, new Map()).get("acme/a");
};

describe("addRating", () => {
	it("counts bad ones in a row since the last good one", () => {
		expect(said(["r1", "bad", 1], ["r2", "good", 2], ["r3", "bad", 3], ["r4", "bad", 4])).toMatchObject({
			good: 1,
			bad: 3,
			consecutiveBad: 2,
			lastAtMs: 4,
		});
	});

	it.each<[string, Word[], object]>([
		[
			"the other way",
			[
				["r1", "bad", 1],
				["r1", "good", 2],
			],
			{ good: 1, bad: 0, consecutiveBad: 0 },
		],
		[
			"the same way",
			[
				["r1", "bad", 1],
				["r1", "bad", 2],
			],
			{ good: 0, bad: 1, consecutiveBad: 1 },
		],
		[
			"the other way after later ones",
			[
				["r1", "good", 1],
				["r2", "bad", 2],
				["r1", "bad", 3],
			],
			{ good: 0, bad: 2, consecutiveBad: 2 },
		],
		[
			"by a record that arrives late",
			[
				["r1", "good", 2],
				["r1", "bad", 1],
			],
			{ good: 1, bad: 0, consecutiveBad: 0, lastAtMs: 2 },
		],
	])("counts an answer once that is rated again %s", (_what, words, expected) => {
		expect(said(...words)).toMatchObject(expected);
	});

	it("comes to the same in whatever order records arrive", () => {
		const word = fc.record({ id: fc.integer({ min: 0, max: 60 }), rating: fc.constantFrom("good", "bad") });
		fc.assert(
			fc.property(fc.array(word, { maxLength: MAX_LATEST_RATINGS }), (given) => {
				const words = given.map(({ id, rating }, at): Word => [`r${id}`, rating, at + 1]);
				expect(said(...words.toReversed())).toEqual(said(...words));
			}),
		);
	});

	it("counts a row of bad ones that is longer than what is kept one by one", () => {
		const many = Array.from({ length: 3 * MAX_LATEST_RATINGS }, (_, i): Word => [`r${i}`, "bad", i]);
		expect(said(...many)).toMatchObject({ bad: 60, consecutiveBad: 60 });
		expect(said(["r", "good", -1], ...many)).toMatchObject({ good: 1, bad: 60, consecutiveBad: 60 });
		expect(said(...many)?.latest).toHaveLength(MAX_LATEST_RATINGS);
		expect(said(...many, ["now", "good", 99])).toMatchObject({ consecutiveBad: 0 });
	});
});
