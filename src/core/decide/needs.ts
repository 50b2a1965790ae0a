import { SHORTCUTS, type ShortcutMeaning } from "../classify/shortcut.ts";
import type { PolicyEffects } from "../policy/evaluate.ts";
import type { RouteRequest, Shortcut } from "../request.ts";

/** Something the user has stated, and where, for example `@vision` or `rule "night"`. */
export interface Stated<T> {
	readonly value: T;
	readonly by: string;
}

/** What a target must be able to do, because the user said so. What is only guessed of a prompt is not in here. */
export interface Needs {
	readonly thinking?: Stated<true>;
	readonly images?: Stated<true>;
	readonly windowTokens?: Stated<number>;
	/** Most that the request may be expected to cost, in US dollars. */
	readonly maxCostUsd?: Stated<number>;
}

/** Nothing is asked for. */
export const NO_NEEDS: Needs = {};

type MutableNeeds = { -readonly [K in keyof Needs]: Needs[K] };

function add(needs: MutableNeeds, meaning: ShortcutMeaning, by: string): void {
	if (meaning.needsThinking) needs.thinking ??= { value: true, by };
	if (meaning.needsImages) needs.images ??= { value: true, by };
	if (meaning.minWindowTokens !== undefined) needs.windowTokens ??= { value: meaning.minWindowTokens, by };
}

function addConstraints(needs: MutableNeeds, { constraint }: PolicyEffects): void {
	const { reasoning, vision, minContextWindow } = constraint;
	if (reasoning?.value) needs.thinking ??= { value: true, by: `rule "${reasoning.rule}"` };
	if (vision?.value) needs.images ??= { value: true, by: `rule "${vision.rule}"` };
	if (minContextWindow && minContextWindow.value > (needs.windowTokens?.value ?? 0)) {
		needs.windowTokens = { value: minContextWindow.value, by: `rule "${minContextWindow.rule}"` };
	}
}

const isShortcutTier = (tier: string): tier is Shortcut => Object.hasOwn(SHORTCUTS, tier);

/** Everything the user has asked for: by shortcut, by a rule that forces a tier, by a rule that forces a constraint. */
export function neededBy(
	{ shortcuts, maxCostUsd }: Pick<RouteRequest, "shortcuts" | "maxCostUsd">,
	effects: PolicyEffects,
): Needs {
	const { tier, constraint } = effects;
	const isAsked = shortcuts.length > 0 || maxCostUsd !== undefined;
	if (!isAsked && tier === undefined && Object.keys(constraint).length === 0) return NO_NEEDS;
	const needs: MutableNeeds = {};
	if (maxCostUsd !== undefined) needs.maxCostUsd = { value: maxCostUsd, by: "@budget" };
	for (const shortcut of shortcuts) add(needs, SHORTCUTS[shortcut], `@${shortcut}`);
	const isForced = shortcuts.length === 0 && tier !== undefined && isShortcutTier(tier.value);
	if (isForced) add(needs, SHORTCUTS[tier.value as Shortcut], `rule "${tier.rule}"`);
	addConstraints(needs, effects);
	return needs;
}
