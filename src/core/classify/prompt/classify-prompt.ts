import { INTENTS, type Intent, SUBTASKS, type Subtask } from "../../request.ts";
import { type Features, featuresOf, hasGroup } from "./features.ts";
import { type Continuation, continuationOf } from "./follow-up.ts";
import { hashFeatures, type LinearModel, probabilitiesOf, supportOf } from "./linear-model.ts";
import { promptModels } from "./models.ts";
import { labelOfSign, signsOf } from "./signs.ts";
import { tokensOf } from "./tokens.ts";
import { type PromptView, viewOf } from "./view.ts";

/** What the turn before was about. */
export interface PreviousTurn {
	readonly intent: Intent;
	readonly subtask?: Subtask;
}

/** What a prompt seems to want. */
export interface PromptClass {
	readonly intent: Intent;
	/** 0 to 1; 0 for a prompt that says nothing. */
	readonly confidence: number;
	readonly subtask?: Subtask;
	/** It goes on with the turn before. */
	readonly isFollowUp: boolean;
	/** It says that the turn before went wrong. */
	readonly isRepair: boolean;
}

/** A subtask that is less probable than this is no more than a guess among six. */
const MIN_SUBTASK_PROBABILITY = 0.3;
/** A follow-up is about what the turn before was about, unless it says something else this clearly. */
const CLEAR_CHANGE = 0.9;
const CLEAR_SUBTASK = 0.75;

interface Guess<T> {
	readonly label: T;
	readonly probability: number;
}

function guess<T extends string>(model: LinearModel, labels: readonly T[], features: Features): Guess<T> {
	const probabilities = probabilitiesOf(model, hashFeatures(features, model));
	const probability = Math.max(...probabilities);
	return { label: labels[probabilities.indexOf(probability)] as T, probability };
}

function subtaskOf(features: Features, least: number): Subtask | undefined {
	const { label, probability } = guess(promptModels().subtask, SUBTASKS, features);
	return probability >= least ? label : undefined;
}

function classify(features: Features): PromptClass {
	const { label: intent, probability } = guess(promptModels().intent, INTENTS, features);
	const subtask = intent === "code" ? subtaskOf(features, MIN_SUBTASK_PROBABILITY) : undefined;
	return {
		intent,
		confidence: Math.round(probability * 1_000) / 1_000,
		...(subtask === undefined ? {} : { subtask }),
		isFollowUp: false,
		isRepair: false,
	};
}

/** Groups of words that name a kind of work. */
const WORK = ["test", "broken", "reshape", "review", "operate", "git", "build"];

function namesWork(features: Features): boolean {
	return WORK.some((group) => hasGroup(features, group));
}

/** A follow-up inherits what it does not say itself; a repair of code is about the same code, whatever it says. */
function inherit(
	own: PromptClass,
	previous: PreviousTurn,
	features: Features,
	{ isRepair, isBare }: Continuation,
): PromptClass {
	const isOther = own.intent !== previous.intent && own.confidence >= CLEAR_CHANGE && !isRepair && !isBare;
	if (isOther) return { ...own, isFollowUp: true, isRepair };
	const mayName = previous.intent === "code" && namesWork(features);
	const named = mayName ? subtaskOf(features, CLEAR_SUBTASK) : undefined;
	const subtask = named ?? previous.subtask;
	return {
		intent: previous.intent,
		confidence: own.intent === previous.intent ? own.confidence : CLEAR_CHANGE,
		...(subtask === undefined ? {} : { subtask }),
		isFollowUp: true,
		isRepair,
	};
}

/**
 * What a prompt seems to want, and how it stands to the turn before. Looks at a few kilobytes at most, so the time it takes
 * does not grow with what is pasted.
 */
export function classifyPrompt(text: string, previous?: PreviousTurn): PromptClass {
	const view = viewOf(text);
	if (view.text === "") return { intent: "general", confidence: 0, isFollowUp: false, isRepair: false };
	const features = featuresOf(view);
	const own = classify(features);
	if (!previous) return own;
	const continuation = continuationOf(view.text);
	return continuation.isFollowUp ? inherit(own, previous, features, continuation) : own;
}

const MAX_REASONS = 4;

/** What a reason may name, and how: signs of the prompt's shape, and its words. */
function reasonsIn(view: PromptView): ReadonlyMap<string, string> {
	const signs = signsOf(view).flatMap((sign): [string, string][] => {
		const label = labelOfSign(sign);
		return label === undefined ? [] : [[`s:${sign}`, label]];
	});
	const words = tokensOf(`${view.lead} ${view.closing}`).map((word): [string, string] => [`w:${word}`, `"${word}"`]);
	return new Map([...signs, ...words]);
}

function strongest(model: LinearModel, view: PromptView, label: number): readonly string[] {
	const support = [...reasonsIn(view)].map(([name, words]) => ({ words, value: supportOf(model, name, label) }));
	const helping = support.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
	return helping.map(({ words }) => words).slice(0, MAX_REASONS);
}

/** One line on what in a prompt speaks for its intent, for people: it quotes the prompt, so it is not for logs. */
export function whyPrompt(text: string, previous?: PreviousTurn): string {
	const { intent, isFollowUp, isRepair } = classifyPrompt(text, previous);
	if (isRepair) return `says that the turn before went wrong, which was ${previous?.intent}`;
	if (isFollowUp && intent === previous?.intent) return `follows up on a turn that was ${intent}`;
	const found = strongest(promptModels().intent, viewOf(text), INTENTS.indexOf(intent));
	return found.length === 0 ? "nothing speaks clearly for anything" : found.join(", ");
}
