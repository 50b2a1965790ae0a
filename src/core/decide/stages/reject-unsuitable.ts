import type { Candidate } from "../../decision.ts";
import type { ModelFacts } from "../../model.ts";
import { formatTokens } from "../../text/format.ts";
import { formatUsd } from "../../text/format-usd.ts";
import type { Needs } from "../needs.ts";
import type { DecideInput } from "../stage.ts";
import { rejectWhen, type Verdict } from "./reject.ts";
import { whyUnknown } from "./why-unknown.ts";

/** An estimate above this share of the window is hopeless; below it the target may be right and the estimate wrong. */
export const HOPELESS_WINDOW_SHARE = 1.2;

/** True for a model that offers any level of thinking. */
export function canThink({ thinkingLevels }: ModelFacts): boolean {
	return thinkingLevels.some((level) => level !== "off");
}

function lacks(facts: ModelFacts, needs: Needs, estimatedTokens: number): Verdict {
	const { thinking, images, windowTokens } = needs;
	if (thinking && !canThink(facts)) {
		return { code: "no-thinking", detail: `${thinking.by} asks for a model that can think` };
	}
	if (images && !facts.hasImageInput) {
		return { code: "no-images", detail: `${images.by} asks for a model that reads images` };
	}
	const window = facts.contextWindowTokens;
	const wanted = windowTokens && Math.max(windowTokens.value, estimatedTokens);
	if (windowTokens && wanted !== undefined && window > 0 && window < wanted) {
		const detail = `${windowTokens.by} asks for a window of ${formatTokens(wanted)}, this one has ${formatTokens(window)}`;
		return { code: "window-too-small", detail };
	}
	return undefined;
}

function overCap(candidate: Candidate, input: DecideInput): Verdict {
	const cap = input.needs.maxCostUsd;
	const costUsd = cap && input.expectedCostUsd(candidate);
	if (cap === undefined || costUsd === undefined || costUsd <= cap.value) return undefined;
	const detail = `this request would cost about ${formatUsd(costUsd)}, ${cap.by} allows ${formatUsd(cap.value)}`;
	return { code: "over-request-cap", detail };
}

function judge(candidate: Candidate, input: DecideInput): Verdict {
	const { request, needs } = input;
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
	return lacks(facts, needs, request.estimatedTokens) ?? overCap(candidate, input);
}

/** Removes targets that do not exist in the catalog, cannot take what will be sent, or lack what the user asked for. */
export const rejectUnsuitable = rejectWhen("unsuitable", judge);
