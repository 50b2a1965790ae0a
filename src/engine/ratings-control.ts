import { ratingKey } from "../core/ratings.ts";
import { ratingReports } from "../core/reports/ratings-report.ts";
import { redact } from "../core/text/redact.ts";
import type { Opinion, RatingsControl } from "./control.ts";
import type { Clock } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

const MAX_TAGS = 20;
const MAX_TAG_CHARS = 60;

/** The user's words without credentials and control characters, and bounded. */
function bounded({ rating, reason = "", tags }: Opinion): Opinion {
	const said = redact(reason);
	const words = [...new Set(tags.map((tag) => redact(tag, MAX_TAG_CHARS)))].filter((tag) => tag !== "");
	return { rating, tags: words.slice(0, MAX_TAGS), ...(said === "" ? {} : { reason: said }) };
}

/** Makes what surfaces may ask and do about ratings. */
export function createRatingsControl({
	clock,
	recorder,
}: {
	readonly clock: Pick<Clock, "now">;
	readonly recorder: Pick<Recorder, "state" | "record">;
}): RatingsControl {
	return {
		rate(sessionId, given) {
			const { sessions, ratings } = recorder.state();
			const answer = sessionId === undefined ? undefined : sessions.get(sessionId)?.lastAnswer;
			if (sessionId === undefined || answer === undefined) return undefined;
			const { requestId: ratedRequestId, target, provider, modelId } = answer;
			const before = ratings.get(ratingKey(provider, modelId))?.latest;
			const replaced = before?.find(({ requestId }) => requestId === ratedRequestId)?.rating;
			const opinion = bounded(given);
			const data = { ...opinion, target, provider, modelId, ratedRequestId };
			recorder.record({ type: "routing.feedback", atMs: clock.now(), sessionId, data });
			return { answer, opinion, ...(replaced === undefined ? {} : { replaced }) };
		},
		ratings: () => ratingReports(recorder.state().ratings),
	};
}
