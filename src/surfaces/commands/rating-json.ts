import { ratingKey } from "../../core/ratings.ts";
import type { RatingReport } from "../../core/reports/ratings-report.ts";
import type { Control } from "../../engine/control.ts";

/** What was said of a model; undefined where nobody has rated it. */
export function ratingOf(
	control: Control,
	{ provider, modelId }: { readonly provider: string; readonly modelId: string },
): RatingReport | undefined {
	const model = ratingKey(provider, modelId);
	return control.ratings().find((report) => report.model === model);
}

/** The sums of a model's ratings as JSON reports show them. */
export function ratingJson({ good, bad, consecutiveBad, lastAtMs }: RatingReport): Readonly<Record<string, unknown>> {
	return { good, bad, goodShare: good / (good + bad), consecutiveBad, lastAt: new Date(lastAtMs).toISOString() };
}
