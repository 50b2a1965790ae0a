import { type RatedAnswer, type Ratings, ratingKey } from "../ratings.ts";
import type { RequestStory } from "./request-story.ts";

/** What the user thought of one model. */
export interface RatingReport {
	/** `provider/modelId`. */
	readonly model: string;
	readonly good: number;
	readonly bad: number;
	/** Bad ones since the last good one. */
	readonly consecutiveBad: number;
	readonly lastAtMs: number;
	/** The newest, oldest first. */
	readonly latest: readonly RatedAnswer[];
}

/** One report for each model that was rated, the one that was rated last first. */
export function ratingReports(ratings: Ratings): readonly RatingReport[] {
	return [...ratings]
		.filter(([, { good, bad }]) => good + bad > 0)
		.map(([model, { badBefore: _kept, ...rating }]) => ({ model, ...rating }))
		.sort((a, b) => b.lastAtMs - a.lastAtMs);
}

/** What was said of the model that answered a request, or would have been asked first; undefined where nobody rated it. */
export function chosenRating(
	{ decision, final }: Pick<RequestStory, "decision" | "final">,
	reports: readonly RatingReport[],
): { readonly label: string; readonly report: RatingReport } | undefined {
	const chosen = decision.candidates.find(({ target }) => target === (final?.target ?? decision.order[0]));
	const report = chosen && reports.find(({ model }) => model === ratingKey(chosen.provider, chosen.modelId));
	return report && { label: chosen.label, report };
}

/** Sums in words: "12 good, 3 bad, 80% good". */
export function ratingPhrase({ good, bad }: Pick<RatingReport, "good" | "bad">): string {
	return `${good} good, ${bad} bad, ${Math.round((good / (good + bad)) * 100)}% good`;
}
