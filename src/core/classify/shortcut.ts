import type { Shortcut } from "../request.ts";
import { parseUsd } from "../text/parse-usd.ts";
import { ownTextStart } from "./own-text.ts";

/** What a shortcut asks for. */
export interface ShortcutMeaning {
	/** One phrase for the list of shortcuts. */
	readonly summary: string;
	/** Only models that can think. */
	readonly needsThinking?: true;
	/** Only models that read images. */
	readonly needsImages?: true;
	/** Only models with at least this context window, and at least what will be sent. */
	readonly minWindowTokens?: number;
}

/** One row per shortcut; each stands for the tier of its name. */
export const SHORTCUTS: Readonly<Record<Shortcut, ShortcutMeaning>> = {
	reasoning: { summary: "only models that can think", needsThinking: true },
	swe: { summary: "only models that can think, for software engineering", needsThinking: true },
	long: { summary: "only models with a window of 100k tokens or more", minWindowTokens: 100_000 },
	vision: { summary: "only models that read images", needsImages: true },
	fast: { summary: "excludes nobody; who answers soonest comes first" },
};

/** The shortcut that caps what one request may cost, as an example of how it is typed. */
export const CAP_SHORTCUT = {
	example: "@budget(0.50)",
	summary: "at most this many US dollars a request; a plan costs nothing",
};

const CAP = /^budget\((.*)\)$/;

/** What stands before the name of a provider or an alias, for example `@route:anthropic`. */
const PIN_PREFIX = "route:";

/** A word with `@` and the one blank after it; a mark that people put behind a form of address belongs to it. */
const TOKEN = /\s*@([^\s@]+?)[,:;]?(?:\r\n|\s|$)/y;

/** A prompt, taken apart. */
export interface ParsedPrompt {
	readonly shortcuts: readonly Shortcut[];
	/** Provider or alias asked for, as typed, without `@` and `route:`. */
	readonly pin?: string;
	/** Most that each request of this turn may cost, in US dollars. */
	readonly maxCostUsd?: number;
	/** The prompt as the model is to see it: without the tokens and the one blank after each. */
	readonly text: string;
}

/** Says which names behind `@` stand for targets. Anything else may be a file that pi offers under `@`. */
export type IsAlias = (name: string) => boolean;

const isShortcut = (name: string): name is Shortcut => Object.hasOwn(SHORTCUTS, name);

/** What one word says; of several that say the same kind of thing the last one counts. */
type Token = { readonly shortcut: Shortcut } | { readonly maxCostUsd: number } | { readonly pin: string };

function readToken(word: string, isAlias: IsAlias): Token | undefined {
	const lower = word.toLowerCase();
	if (isShortcut(lower)) return { shortcut: lower };
	const usd = parseUsd(CAP.exec(lower)?.[1] ?? "");
	if (usd !== undefined) return { maxCostUsd: usd };
	if (lower.startsWith(PIN_PREFIX) && word.length > PIN_PREFIX.length) {
		return { pin: word.slice(PIN_PREFIX.length) };
	}
	return isAlias(word) ? { pin: word } : undefined;
}

/**
 * Reads the shortcuts at the front of a prompt and takes them out; the rest stays as it was typed. A prompt that is nothing
 * but shortcuts stays whole, since providers refuse an empty one.
 */
export function parseShortcuts(prompt: string, isAlias: IsAlias): ParsedPrompt {
	const start = ownTextStart(prompt);
	const shortcuts = new Set<Shortcut>();
	let named: Pick<ParsedPrompt, "pin" | "maxCostUsd"> = {};
	let kept = prompt.slice(0, start);
	let at = start;
	for (;;) {
		TOKEN.lastIndex = at;
		const found = TOKEN.exec(prompt);
		const token = found && readToken(found[1] ?? "", isAlias);
		if (!token) break;
		if ("shortcut" in token) shortcuts.add(token.shortcut);
		else named = { ...named, ...token };
		kept += found[0].slice(0, found[0].indexOf("@"));
		at = TOKEN.lastIndex;
	}
	if (at === start) return { shortcuts: [], text: prompt };
	const rest = kept + prompt.slice(at);
	const text = rest.trim() === "" ? prompt : rest;
	return { shortcuts: [...shortcuts], ...named, text };
}
