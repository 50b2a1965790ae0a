import { formatTokens } from "../text/format.ts";
import { rejectWhen } from "./reject.ts";
import { whyUnknown } from "./why-unknown.ts";

/** An estimate above this share of the window is hopeless; below it the target may be right and the estimate wrong. */
export const HOPELESS_WINDOW_SHARE = 1.2;

/** Removes targets that do not exist in the catalog or cannot take what will be sent. */
export const rejectUnsuitable = rejectWhen("unsuitable", (candidate, { request }) => {
	const { facts } = candidate;
	if (!facts) return { code: "unknown-model", detail: whyUnknown(candidate) };
	if (request.hasImages && !facts.hasImageInput) {
		return { code: "no-images", detail: "the conversation holds images and this model reads text only" };
	}
	const window = facts.contextWindowTokens;
	if (window > 0 && request.estimatedTokens > window * HOPELESS_WINDOW_SHARE) {
		const about = formatTokens(request.estimatedTokens);
		return { code: "context-too-small", detail: `about ${about} tokens to send, window ${formatTokens(window)}` };
	}
	return undefined;
});
