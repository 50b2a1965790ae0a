import type { FeedbackData } from "./events.ts";

/** What the user last said of one answer. */
export interface RatedAnswer extends Pick<FeedbackData, "rating" | "reason" | "tags"> {
	readonly requestId: string;
	readonly atMs: number;
}

/** What the user thought of the answers of one model. */
export interface Rating {
	readonly good: number;
	readonly bad: number;
	/** Bad ones since the last good one. */
	readonly consecutiveBad: number;
	readonly lastAtMs: number;
	/** The newest, oldest first, so that a second word about the same answer replaces the first. */
	readonly latest: readonly RatedAnswer[];
	/** Bad ones in a row right before the oldest of `latest`. */
	readonly badBefore: number;
}

/** Ratings by `provider/modelId`. */
export type Ratings = ReadonlyMap<string, Rating>;

/** Ratings kept one by one for each model; older ones are in the sums only. */
export const MAX_LATEST_RATINGS = 20;

/** What ratings are kept under. */
export function ratingKey(provider: string, modelId: string): string {
	return `${provider}/${modelId}`;
}

const NONE: Rating = { good: 0, bad: 0, consecutiveBad: 0, lastAtMs: 0, latest: [], badBefore: 0 };

function ratedAnswer({ rating, reason, tags, ratedRequestId }: FeedbackData, atMs: number): RatedAnswer {
	return { requestId: ratedRequestId, rating, atMs, tags, ...(reason === undefined ? {} : { reason }) };
}

/** Bad ones in a row at the end of the list; where all of it is bad, those before it count too. */
function badAtEnd(latest: readonly RatedAnswer[], badBefore: number): number {
	const lastGood = latest.findLastIndex(({ rating }) => rating === "good");
	return latest.length - 1 - lastGood + (lastGood < 0 ? badBefore : 0);
}

const countOf = (answers: readonly (RatedAnswer | undefined)[], rating: FeedbackData["rating"]): number =>
	answers.filter((answer) => answer?.rating === rating).length;

/**
 * The ratings after one more. The newest word about an answer counts, and records of several processes may arrive out of
 * order.
 */
export function addRating(ratings: Ratings, data: FeedbackData, atMs: number): Ratings {
	const key = ratingKey(data.provider, data.modelId);
	const before = ratings.get(key) ?? NONE;
	const earlier = before.latest.find(({ requestId }) => requestId === data.ratedRequestId);
	if (earlier && earlier.atMs > atMs) return ratings;
	const now = ratedAnswer(data, atMs);
	const others = before.latest.filter((answer) => answer !== earlier);
	const all = [...others, now].sort((a, b) => a.atMs - b.atMs);
	const dropped = all.slice(0, -MAX_LATEST_RATINGS);
	const latest = all.slice(-MAX_LATEST_RATINGS);
	const badBefore = badAtEnd(dropped, before.badBefore);
	const rating: Rating = {
		good: before.good + countOf([now], "good") - countOf([earlier], "good"),
		bad: before.bad + countOf([now], "bad") - countOf([earlier], "bad"),
		consecutiveBad: badAtEnd(latest, badBefore),
		lastAtMs: Math.max(atMs, before.lastAtMs),
		latest,
		badBefore,
	};
	return new Map(ratings).set(key, rating);
}
