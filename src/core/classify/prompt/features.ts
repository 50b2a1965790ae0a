import { signsOf } from "./signs.ts";
import { isUnspaced, tokensOf } from "./tokens.ts";
import type { PromptView } from "./view.ts";
import { groupsOfRun, groupsOfWord } from "./word-groups.ts";

/** Features of a prompt by name, and how much each counts. Each counts once, however often it occurs. */
export type Features = ReadonlyMap<string, number>;

/** How the name of a piece of a word begins. */
const PIECE = "n:";

/** How much each kind of feature counts against a word of its own. */
const WEIGHTS = { whole: 1, first: 0.8, pair: 0.6, unspacedPair: 0.7, piece: 0.3 } as const;
/** Words at the beginning that say what is wanted. */
const OPENING_WORDS = 3;
/** Pieces of words stand for words that were never seen, such as misspelt ones. */
const PIECE_CHARS = 4;
const MAX_PIECES = 15;
const MAX_UNSPACED_PAIRS = 60;

class Collector {
	readonly features = new Map<string, number>([["bias", WEIGHTS.whole]]);
	add(name: string, weight: number): void {
		this.features.set(name, Math.max(this.features.get(name) ?? 0, weight));
	}

	/** A run of a script without blanks. */
	addRun(run: string): void {
		for (const group of groupsOfRun(run)) this.add(`g:${group}`, WEIGHTS.whole);
		const pairs = Math.min(run.length - 1, MAX_UNSPACED_PAIRS);
		for (let i = 0; i < pairs; i++) this.add(`u:${run.slice(i, i + 2)}`, WEIGHTS.unspacedPair);
	}

	addWord(word: string, place: number, before: { readonly word: string; readonly groups: readonly string[] }): void {
		const isOpening = place < OPENING_WORDS;
		for (const group of groupsOfWord(word)) {
			this.add(`g:${group}`, WEIGHTS.whole);
			if (isOpening) this.add(`g0:${group}`, WEIGHTS.first);
			for (const other of before.groups) this.add(`gg:${other}:${group}`, WEIGHTS.pair);
		}
		this.add(`w:${word}`, WEIGHTS.whole);
		if (place === 0) this.add(`w0:${word}`, WEIGHTS.first);
		this.add(`b:${before.word} ${word}`, WEIGHTS.pair);
		if (word.length >= PIECE_CHARS) this.#addPieces(`<${word}>`);
	}

	#addPieces(padded: string): void {
		const pieces = Math.min(padded.length - PIECE_CHARS, MAX_PIECES);
		for (let i = 0; i <= pieces; i++) this.add(`${PIECE}${padded.slice(i, i + PIECE_CHARS)}`, WEIGHTS.piece);
	}
}

/** Reads one part of a prompt; only the beginning of the whole has opening words. */
function addPart(collector: Collector, text: string, isBeginning: boolean): void {
	let before = { word: "^", groups: [] as readonly string[] };
	let place = isBeginning ? 0 : OPENING_WORDS;
	for (const token of tokensOf(text)) {
		if (isUnspaced(token)) {
			collector.addRun(token);
			before = { word: "~", groups: before.groups };
		} else {
			collector.addWord(token, place, before);
			before = { word: token, groups: groupsOfWord(token) };
		}
		place += 1;
	}
}

/** What a prompt shows: signs of its shape, words, pairs of words, groups of words, and pieces of words. */
export function featuresOf(view: PromptView): Features {
	const collector = new Collector();
	for (const sign of signsOf(view)) collector.add(`s:${sign}`, WEIGHTS.whole);
	addPart(collector, view.lead, true);
	addPart(collector, view.closing, false);
	return collector.features;
}

/** The same without pieces of words. */
export function withoutPieces(features: Features): Features {
	return new Map([...features].filter(([name]) => !name.startsWith(PIECE)));
}
