import { OTHERS } from "../measure/tally.ts";
import { hasFailedOver, type RatedRequest, type ToldRequest } from "./told.ts";

const HASHES = 2;
const TEXTS = 6;
const NUMBERS = 3;
/** Different texts that are told apart: names of routes, tiers, intents and so on. */
const MAX_TEXTS = 2_000;
const NO_TEXT = "";
const FAILED_OVER = "failed over";

/**
 * The newest requests, for ratings that may follow. They lie in arrays of numbers, ids by their hash and texts by their
 * place in a list: objects would outlive some collections of the young generation, which lets the heap grow to many
 * times what is held. Ratings are rare, so looking through all requests for one costs nothing that counts.
 */
export class RateableRequests {
	readonly #most: number;
	readonly #hashes: Uint32Array;
	readonly #numbers: Float64Array;
	readonly #textIds: Uint16Array;
	readonly #texts: string[] = [NO_TEXT, OTHERS];
	readonly #idOfText = new Map<string, number>([[NO_TEXT, 0]]);
	#count = 0;

	constructor(most: number) {
		this.#most = most;
		this.#hashes = new Uint32Array(most * HASHES);
		this.#numbers = new Float64Array(most * NUMBERS);
		this.#textIds = new Uint16Array(most * TEXTS);
	}

	remember(requestId: string, request: ToldRequest): void {
		const place = this.#count % this.#most;
		this.#count += 1;
		const { routeId, tier, intent, subtask = NO_TEXT, outcome, latencyMs, answer, costUsd } = request;
		this.#hashes[place * HASHES] = hashOf(requestId, 0x811c9dc5);
		this.#hashes[place * HASHES + 1] = hashOf(requestId, 0x1b873593);
		const text = place * TEXTS;
		this.#textIds[text] = this.#textId(routeId);
		this.#textIds[text + 1] = this.#textId(tier);
		this.#textIds[text + 2] = this.#textId(intent);
		this.#textIds[text + 3] = this.#textId(subtask);
		this.#textIds[text + 4] = this.#textId(outcome);
		this.#textIds[text + 5] = this.#textId(hasFailedOver(request) ? FAILED_OVER : NO_TEXT);
		const number = place * NUMBERS;
		this.#numbers[number] = latencyMs ?? Number.NaN;
		this.#numbers[number + 1] = answer?.ttftMs ?? Number.NaN;
		this.#numbers[number + 2] = costUsd ?? Number.NaN;
	}

	find(requestId: string | undefined): RatedRequest | undefined {
		const place = requestId === undefined ? undefined : this.#placeOf(requestId);
		if (place === undefined) return undefined;
		const text = (at: number): string => `${this.#texts[Number(this.#textIds[place * TEXTS + at])]}`;
		const number = (at: number): number | undefined => {
			const value = Number(this.#numbers[place * NUMBERS + at]);
			return Number.isNaN(value) ? undefined : value;
		};
		return {
			routeId: text(0),
			tier: text(1),
			intent: text(2),
			subtask: text(3) === NO_TEXT ? undefined : text(3),
			outcome: text(4),
			hasFailedOver: text(5) === FAILED_OVER,
			latencyMs: number(0),
			ttftMs: number(1),
			costUsd: number(2),
		};
	}

	/** Newest first, since one that came twice counts as it came last. */
	#placeOf(requestId: string): number | undefined {
		const [first, second] = [hashOf(requestId, 0x811c9dc5), hashOf(requestId, 0x1b873593)];
		for (let back = 1; back <= Math.min(this.#count, this.#most); back++) {
			const place = (this.#count - back) % this.#most;
			const at = place * HASHES;
			if (this.#hashes[at] === first && this.#hashes[at + 1] === second) return place;
		}
		return undefined;
	}

	#textId(text: string): number {
		const known = this.#idOfText.get(text);
		if (known !== undefined) return known;
		if (this.#texts.length >= MAX_TEXTS) return this.#texts.indexOf(OTHERS);
		this.#idOfText.set(text, this.#texts.length);
		return this.#texts.push(text) - 1;
	}
}

/** FNV-1a from a seed; two of them together are as good as the text. */
function hashOf(text: string, seed: number): number {
	let hash = seed;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return hash >>> 0;
}
