import type { Tier } from "../../core/request.ts";
import { type Line, line, type Span, styled } from "./line.ts";
import type { StatusMoney } from "./status-money.ts";
import { displayWidth, truncate } from "./width.ts";

/** What the line in pi's footer is made from. */
export interface StatusLineInput {
	readonly routeId: string;
	/** Label of the model that answered last, or would be asked now; absent where no target can be used. */
	readonly model?: string;
	/** Tier of the last request. */
	readonly tier?: Tier;
	/** Modes that change how requests are routed, for example `shadow`. */
	readonly flags?: readonly string[];
	/** Providers whose circuit is not closed. */
	readonly openCircuits?: readonly string[];
	readonly restingTargets?: number;
	/** Short phrases, for example `routes file`. */
	readonly warnings?: readonly string[];
	/** What is said about money and quota. */
	readonly money?: StatusMoney;
}

const MAX_WIDTH = 100;
/** Route and model alone take up to this. */
const NARROWEST = 60;
const MAX_ROUTE = 24;
const MAX_MODEL = 32;
const MAX_PHRASE = 36;
const MAX_QUOTA = 60;
const COMMON_PREFIX = "subscription-";

/** What is shown; where not all of it fits, the larger weight stays. */
interface Part {
	readonly spans: readonly Span[];
	readonly weight: number;
	/** What is shown where the whole does not fit. */
	readonly shorter?: readonly Span[];
}

/** The phrase itself when there is one, else how many there are. */
function oneOrCount(phrases: readonly string[], one: (phrase: string) => string, many: string): string {
	const [only = ""] = phrases;
	return phrases.length === 1 ? one(truncate(only, MAX_PHRASE)) : `${phrases.length} ${many}`;
}

function modelPart({ routeId, model }: StatusLineInput): Part {
	const route = truncate(routeId.startsWith(COMMON_PREFIX) ? routeId.slice(COMMON_PREFIX.length) : routeId, MAX_ROUTE);
	const end = model === undefined ? styled("error", "no target") : styled("accent", truncate(model, MAX_MODEL));
	return { spans: [{ text: route }, styled("dim", " → "), end], weight: 9 };
}

function moneyParts({ paces, budgets, quota }: StatusMoney): Part[] {
	const shown: Part[] = [];
	if (budgets.length > 0) {
		const [first = ""] = budgets;
		const more = budgets.length > 1 ? ` +${budgets.length - 1}` : "";
		shown.push({ spans: [styled("warning", `⚠ ${truncate(first, MAX_PHRASE)}${more}`)], weight: 4 });
	}
	if (paces.length > 0) {
		const [first = ""] = paces;
		const more = paces.length > 1 ? ` +${paces.length - 1}` : "";
		shown.push({ spans: [styled("warning", `uvi: ${truncate(first, MAX_PHRASE)}${more}`)], weight: 3 });
	}
	if (quota !== undefined) {
		const [spans, shorter] = [quota.text, quota.short].map((text) => [styled("dim", truncate(text, MAX_QUOTA))]);
		shown.push({ spans: spans ?? [], weight: 0, ...(shorter === undefined ? {} : { shorter }) });
	}
	return shown;
}

function parts(input: StatusLineInput): Part[] {
	const { tier, flags = [], openCircuits = [], restingTargets = 0, warnings = [], money } = input;
	const shown: Part[] = [modelPart(input)];
	if (tier !== undefined) shown.push({ spans: [styled("dim", `tier ${tier}`)], weight: 1 });
	for (const flag of flags) shown.push({ spans: [styled("warning", flag)], weight: 3 });
	if (openCircuits.length > 0) {
		const phrase = oneOrCount(openCircuits, (provider) => `${provider} circuit open`, "circuits open");
		shown.push({ spans: [styled("error", phrase)], weight: 4 });
	}
	if (restingTargets > 0) shown.push({ spans: [styled("warning", `${restingTargets} resting`)], weight: 2 });
	if (warnings.length > 0) {
		const phrase = oneOrCount(warnings, (warning) => warning, "warnings");
		shown.push({ spans: [styled("warning", `⚠ ${phrase}`)], weight: 5 });
	}
	return money ? [...shown, ...moneyParts(money)] : shown;
}

function join(shown: readonly (readonly Span[])[]): Line {
	const parted = shown.filter((spans) => spans.length > 0);
	return line(...parted.flatMap((spans, at) => (at === 0 ? spans : [styled("dim", " · "), ...spans])));
}

const widthOf = (spans: Line): number => displayWidth(spans.map(({ text }) => text).join(""));

/**
 * The line in pi's footer, at most 100 columns and what the terminal has: route, model, then what is out of the ordinary.
 * The least important gives way.
 */
export function statusLine(input: StatusLineInput, columns = MAX_WIDTH): Line {
	const room = Math.min(MAX_WIDTH, Math.max(NARROWEST, columns));
	const all = parts(input);
	const kept = new Map<Part, readonly Span[]>();
	const lineOf = (chosen: ReadonlyMap<Part, readonly Span[]>): Line =>
		join(all.flatMap((part) => [chosen.get(part) ?? []]));
	for (const part of all.toSorted((a, b) => b.weight - a.weight)) {
		const forms = part.shorter === undefined ? [part.spans] : [part.spans, part.shorter];
		const fitting = forms.find((form) => widthOf(lineOf(new Map(kept).set(part, form))) <= room);
		if (fitting !== undefined) kept.set(part, fitting);
	}
	return lineOf(kept);
}
