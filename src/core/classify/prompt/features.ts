import { EMPTY_HASH, extendHash, finishHash, hashOf } from "./feature-hash.ts";
import { signsOf } from "./signs.ts";
import { isUnspaced, tokensOf } from "./tokens.ts";
import type { PromptView } from "./view.ts";
import { groupsOfRun, groupsOfWord } from "./word-groups.ts";

/**
 * Features of a prompt by the hash of their name, and how much each counts; each counts once, however often it occurs. Names
 * are only hashed and never made: that would take longer than everything else.
 */
export interface Features {
	readonly words: ReadonlyMap<number, number>;
	/** Pieces of words, which stand for words that were never seen, such as misspelt ones. */
	readonly pieces: ReadonlyMap<number, number>;
}

/** How much each kind of feature counts against a word of its own. */
const WEIGHTS = { whole: 1, first: 0.8, pair: 0.6, unspacedPair: 0.7, piece: 0.3 } as const;
/** Words at the beginning that say what is wanted. */
const OPENING_WORDS = 3;
const PIECE_CHARS = 4;
const MAX_PIECES = 15;
const MAX_UNSPACED_PAIRS = 60;

const begin = (kind: string): number => extendHash(EMPTY_HASH, kind);
const SIGN = begin("s:");
const GROUP = begin("g:");
const OPENING_GROUP = begin("g0:");
const GROUP_PAIR = begin("gg:");
const WORD = begin("w:");
const OPENING_WORD = begin("w0:");
const WORD_PAIR = begin("b:");
const UNSPACED_PAIR = begin("u:");
const PIECE = begin("n:");

/** True where a prompt has a word of a group. */
export function hasGroup({ words }: Features, group: string): boolean {
	return words.has(finishHash(extendHash(GROUP, group)));
}

class Collector implements Features {
	readonly words = new Map<number, number>([[hashOf("bias"), WEIGHTS.whole]]);
	readonly pieces = new Map<number, number>();

	add(hash: number, weight: number): void {
		const key = finishHash(hash);
		const before = this.words.get(key);
		if (before === undefined || before < weight) this.words.set(key, weight);
	}

	/** A run of a script without blanks. */
	addRun(run: string): void {
		for (const group of groupsOfRun(run)) this.add(extendHash(GROUP, group), WEIGHTS.whole);
		const pairs = Math.min(run.length - 1, MAX_UNSPACED_PAIRS);
		for (let i = 0; i < pairs; i++) this.add(extendHash(UNSPACED_PAIR, run, i, i + 2), WEIGHTS.unspacedPair);
	}

	addWord(word: string, place: number, before: { readonly word: string; readonly groups: readonly string[] }): void {
		for (const group of groupsOfWord(word)) {
			this.add(extendHash(GROUP, group), WEIGHTS.whole);
			if (place < OPENING_WORDS) this.add(extendHash(OPENING_GROUP, group), WEIGHTS.first);
			for (const other of before.groups) {
				this.add(extendHash(extendHash(extendHash(GROUP_PAIR, other), ":"), group), WEIGHTS.pair);
			}
		}
		this.add(extendHash(WORD, word), WEIGHTS.whole);
		if (place === 0) this.add(extendHash(OPENING_WORD, word), WEIGHTS.first);
		this.add(extendHash(extendHash(extendHash(WORD_PAIR, before.word), " "), word), WEIGHTS.pair);
		if (word.length >= PIECE_CHARS) this.#addPieces(`<${word}>`);
	}

	#addPieces(padded: string): void {
		const last = Math.min(padded.length - PIECE_CHARS, MAX_PIECES);
		for (let i = 0; i <= last; i++) {
			this.pieces.set(finishHash(extendHash(PIECE, padded, i, i + PIECE_CHARS)), WEIGHTS.piece);
		}
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
	for (const sign of signsOf(view)) collector.add(extendHash(SIGN, sign), WEIGHTS.whole);
	addPart(collector, view.lead, true);
	addPart(collector, view.closing, false);
	return collector;
}
