import { OTHERS } from "../measure/tally.ts";
import { hasFailedOver, type RatedRequest, type ToldRequest } from "./told.ts";

const TEXTS = 6;
const NUMBERS = 3;
/** Different texts that are told apart: names of routes, tiers, intents and so on. */
const MAX_TEXTS = 2_000;
const NO_TEXT = "";
const FAILED_OVER = "failed over";

/**
 * The newest requests, for ratings that may follow. They lie in two arrays of numbers, texts by their place in a list:
 * objects would outlive some collections of the young generation, which lets that grow to many times what is held.
 */
export class RateableRequests {
	readonly #most: number;
	readonly #places = new Map<string, number>();
	/** By place. Asking the map for its oldest key would take it ever longer. */
	readonly #ids: string[] = [];
	readonly #numbers: Float64Array;
	readonly #textIds: Uint16Array;
	readonly #texts: string[] = [NO_TEXT, OTHERS];
	readonly #idOfText = new Map<string, number>([[NO_TEXT, 0]]);
	#next = 0;

	constructor(most: number) {
		this.#most = most;
		this.#numbers = new Float64Array(most * NUMBERS);
		this.#textIds = new Uint16Array(most * TEXTS);
	}

	remember(requestId: string, request: ToldRequest): void {
		const place = this.#next;
		this.#next = (place + 1) % this.#most;
		const leaving = this.#ids[place];
		// One that came twice has a newer place.
		if (leaving !== undefined && this.#places.get(leaving) === place) this.#places.delete(leaving);
		this.#ids[place] = requestId;
		this.#places.set(requestId, place);
		const { routeId, tier, intent, subtask = NO_TEXT, outcome, latencyMs, answer, costUsd } = request;
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
		const place = requestId === undefined ? undefined : this.#places.get(requestId);
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

	#textId(text: string): number {
		const known = this.#idOfText.get(text);
		if (known !== undefined) return known;
		if (this.#texts.length >= MAX_TEXTS) return this.#texts.indexOf(OTHERS);
		this.#idOfText.set(text, this.#texts.length);
		return this.#texts.push(text) - 1;
	}
}
