import { MAX_LATEST_RATINGS, type RatedAnswer, type Rating } from "../ratings.ts";
import { isRecord } from "./event-shapes.ts";
import { type Fields, numberIn, numbers } from "./saved-values.ts";

const readSums = numbers("good", "bad", "consecutiveBad", "lastAtMs");

function readAnswer(value: unknown): RatedAnswer | undefined {
	if (!isRecord(value)) return undefined;
	const { requestId, rating, reason, tags } = value as Fields;
	const atMs = numberIn(value, "atMs");
	if (typeof requestId !== "string" || atMs === undefined) return undefined;
	if (rating !== "good" && rating !== "bad") return undefined;
	return {
		requestId,
		rating,
		atMs,
		tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [],
		...(typeof reason === "string" ? { reason } : {}),
	};
}

/** The ratings of one model from saved ones; undefined for anything else. Earlier releases saved the sums only. */
export function readRating(fields: Fields): Rating | undefined {
	const sums = readSums(fields);
	if (sums === undefined) return undefined;
	const { latest } = fields;
	if (!Array.isArray(latest)) return { ...sums, latest: [], badBefore: sums.consecutiveBad };
	return {
		...sums,
		latest: latest.slice(-MAX_LATEST_RATINGS).flatMap((one) => readAnswer(one) ?? []),
		badBefore: numberIn(fields, "badBefore") ?? 0,
	};
}
