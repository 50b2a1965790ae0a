import type { FeedbackData } from "./events.ts";

/** What the user thought of the answers of one model. */
export interface Rating {
	readonly good: number;
	readonly bad: number;
	/** Bad ones since the last good one. */
	readonly consecutiveBad: number;
	readonly lastAtMs: number;
}

/** Ratings by `provider/modelId`. */
export type Ratings = ReadonlyMap<string, Rating>;

/** What ratings are kept under. */
export function ratingKey(provider: string, modelId: string): string {
	return `${provider}/${modelId}`;
}

const NONE: Rating = { good: 0, bad: 0, consecutiveBad: 0, lastAtMs: 0 };

/** The ratings after one more. */
export function addRating(ratings: Ratings, data: FeedbackData, atMs: number): Ratings {
	const key = ratingKey(data.provider, data.modelId);
	const { good, bad, consecutiveBad, lastAtMs } = ratings.get(key) ?? NONE;
	const newest = Math.max(atMs, lastAtMs);
	const rating: Rating =
		data.rating === "good"
			? { good: good + 1, bad, consecutiveBad: 0, lastAtMs: newest }
			: { good, bad: bad + 1, consecutiveBad: consecutiveBad + 1, lastAtMs: newest };
	return new Map(ratings).set(key, rating);
}
