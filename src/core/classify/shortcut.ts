import type { Shortcut } from "../request.ts";
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

/** What stands before the name of a provider or an alias, for example `@route:anthropic`. */
const PIN_PREFIX = "route:";

/** A word with `@` and the one blank after it; a mark that people put behind a form of address belongs to it. */
const TOKEN = /\s*@([^\s@]+?)[,:;]?(?:\r\n|\s|$)/y;

/** A prompt, taken apart. */
export interface ParsedPrompt {
	readonly shortcuts: readonly Shortcut[];
	/** Provider or alias asked for, as typed, without `@` and `route:`. */
	readonly pin?: string;
	/** The prompt as the model is to see it: without the tokens and the one blank after each. */
	readonly text: string;
}

/** Says which names behind `@` stand for targets. Anything else may be a file that pi offers under `@`. */
export type IsAlias = (name: string) => boolean;

const isShortcut = (name: string): name is Shortcut => Object.hasOwn(SHORTCUTS, name);

type Token = { readonly kind: "shortcut"; readonly name: Shortcut } | { readonly kind: "pin"; readonly name: string };

function readToken(word: string, isAlias: IsAlias): Token | undefined {
	const lower = word.toLowerCase();
	if (isShortcut(lower)) return { kind: "shortcut", name: lower };
	if (lower.startsWith(PIN_PREFIX) && word.length > PIN_PREFIX.length) {
		return { kind: "pin", name: word.slice(PIN_PREFIX.length) };
	}
	return isAlias(word) ? { kind: "pin", name: word } : undefined;
}

/**
 * Reads the shortcuts at the front of a prompt and takes them out; the rest stays as it was typed. A prompt that is nothing
 * but shortcuts stays whole, since providers refuse an empty one.
 */
export function parseShortcuts(prompt: string, isAlias: IsAlias): ParsedPrompt {
	const start = ownTextStart(prompt);
	const shortcuts = new Set<Shortcut>();
	let pin: string | undefined;
	let kept = prompt.slice(0, start);
	let at = start;
	for (;;) {
		TOKEN.lastIndex = at;
		const found = TOKEN.exec(prompt);
		const token = found && readToken(found[1] ?? "", isAlias);
		if (!token) break;
		if (token.kind === "shortcut") shortcuts.add(token.name);
		else pin = token.name;
		kept += found[0].slice(0, found[0].indexOf("@"));
		at = TOKEN.lastIndex;
	}
	if (at === start) return { shortcuts: [], text: prompt };
	const rest = kept + prompt.slice(at);
	const text = rest.trim() === "" ? prompt : rest;
	return { shortcuts: [...shortcuts], ...(pin === undefined ? {} : { pin }), text };
}
