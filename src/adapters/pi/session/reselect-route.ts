import type { SessionEntry } from "@earendil-works/pi-coding-agent";
import { ROUTER_PROVIDER } from "../doors/own-ids.ts";

/** The route a resumed session had selected, and its thinking level. */
export interface Reselection {
	readonly routeId: string;
	readonly thinkingLevel?: string;
}

const MODEL_FLAGS = /^(--model|--provider|-m)(=|$)/;

/**
 * pi 0.87.1 restores the physical model that answered last and so leaves the route without a word. Says which route to
 * select again: the last one chosen on this branch, unless the user named a model when starting.
 */
export function reselection(
	branch: readonly SessionEntry[],
	currentProvider: string | undefined,
	argv: readonly string[],
): Reselection | undefined {
	if (currentProvider === ROUTER_PROVIDER || argv.some((arg) => MODEL_FLAGS.test(arg))) return undefined;
	const chosen = branch.findLast((entry) => entry.type === "model_change");
	if (chosen?.type !== "model_change" || chosen.provider !== ROUTER_PROVIDER) return undefined;
	const level = branch.findLast((entry) => entry.type === "thinking_level_change");
	return {
		routeId: chosen.modelId,
		...(level?.type === "thinking_level_change" ? { thinkingLevel: level.thinkingLevel } : {}),
	};
}
