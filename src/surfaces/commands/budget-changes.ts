import { BUDGET_PERIODS, type BudgetPeriod } from "../../core/accounting/budget-period.ts";
import type { Budget } from "../../core/accounting/budgets.ts";
import { formatClock } from "../../core/text/format.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import { nearestNames } from "../../core/text/nearest.ts";
import { parseUsd } from "../../core/text/parse-usd.ts";
import type { Control } from "../../engine/control.ts";
import { line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { CommandContext, View } from "./command.ts";
import type { Args } from "./parse-args.ts";
import { knownProviders, unknownProvider } from "./providers.ts";
import { didYouMean, problemView } from "./usage.ts";

const SET_USAGE = "Usage: /auto-router budget set <provider> <usd> [monthly|daily] [--hard]";
const CLEAR_USAGE = "Usage: /auto-router budget clear <provider> [monthly|daily]";

const isPeriod = (word: string): word is BudgetPeriod => (BUDGET_PERIODS as readonly string[]).includes(word);

/** A limit in words: "$20.00 monthly", "$5.00 daily, hard". */
const amount = ({ limitUsd, period, isHard }: Pick<Budget, "limitUsd" | "period" | "isHard">): string =>
	`${formatUsd(limitUsd)} ${period}${isHard ? ", hard" : ""}`;

function budgetsFor(control: Control, provider: string): readonly Budget[] {
	return control.budgets().find((report) => report.provider === provider)?.budgets ?? [];
}

const ofPeriod = (budgets: readonly Budget[], period: BudgetPeriod): Budget | undefined =>
	budgets.find((budget) => budget.period === period);

function unknownPeriod(word: string, usage: string, width: number): View {
	const hints = [didYouMean(nearestNames(word, BUDGET_PERIODS)), usage];
	return problemView(`"${word}" is not a period (daily, monthly); nothing was changed.`, hints, width);
}

/** Where a limit of the routes file stands. */
function inFile(control: Control, provider: string, { period }: Pick<Budget, "period">): string {
	return `budgets.${provider}.${period === "daily" ? "dailyUsd" : "monthlyUsd"} in ${control.config().path}`;
}

interface Change {
	readonly provider: string;
	readonly period: BudgetPeriod;
	readonly before: readonly Budget[];
	readonly after: readonly Budget[];
}

/** What a limit that was just set replaced, and what is spent of it. */
function setSentences({ provider, period, before, after }: Change, { control }: CommandContext): readonly string[] {
	const [old, now] = [ofPeriod(before, period), ofPeriod(after, period)];
	if (!now) return [];
	const { spentUsd, limitUsd, periodEndMs, isHard } = now;
	const from = old?.from === "file" ? `, ${inFile(control, provider, { period })}` : "";
	const replaced = old ? `It was ${amount(old)}${from}.` : "There was none before.";
	const percent = Math.round((spentUsd / limitUsd) * 100);
	const until = formatClock(periodEndMs, control.now(), control.timeZone());
	const unless = isHard ? "" : ", unless nobody else is left";
	const isNewlyPerToken = period === "monthly" && old === undefined;
	return [
		replaced,
		`Spent of it already: ${formatUsd(spentUsd)} (${percent}%). It resets ${until}.`,
		...(spentUsd >= limitUsd ? [`${provider} is passed over until then${unless}.`] : []),
		...(isNewlyPerToken
			? [`${provider} counts as paid by the token now, as every provider with a monthly limit.`]
			: []),
	];
}

function changeJson({ provider, period, before, after }: Change): unknown {
	const [old, now] = [ofPeriod(before, period), ofPeriod(after, period)];
	const shown = (one: Budget | undefined) =>
		one ? { limitUsd: one.limitUsd, hard: one.isHard, from: one.from, spentUsd: one.spentUsd } : null;
	return { provider, period, before: shown(old), now: shown(now) };
}

/** `budget set <provider> <usd> [monthly|daily] [--hard]` */
export function setBudget({ words, options }: Args, context: CommandContext): View {
	const [, provider, typed, period = "daily"] = words;
	const { control, width } = context;
	if (provider === undefined || typed === undefined) {
		return problemView("set needs a provider and an amount; nothing was changed.", [SET_USAGE], width);
	}
	const unknown = unknownProvider(provider, knownProviders(control), width);
	if (unknown) return unknown;
	const limitUsd = parseUsd(typed);
	if (limitUsd === undefined) {
		const problem = `"${typed}" is not an amount of US dollars above 0, such as 20, 20.00 or $20; nothing was changed.`;
		return problemView(problem, [SET_USAGE], width);
	}
	if (!isPeriod(period)) return unknownPeriod(period, SET_USAGE, width);
	const before = budgetsFor(control, provider);
	const isHard = options.has("--hard");
	control.setBudget(provider, period, { limitUsd, isHard });
	const change: Change = { provider, period, before, after: budgetsFor(control, provider) };
	const now = ofPeriod(change.after, period);
	return {
		tone: now && now.spentUsd >= now.limitUsd ? "warning" : "info",
		lines: [
			line(styled("success", "Set."), ` ${provider} may cost ${amount({ limitUsd, period, isHard })}.`),
			...setSentences(change, context).flatMap((sentence) => paragraph(sentence, { width, indent: 2 })),
		],
		json: changeJson(change),
	};
}

/** A view that says why there is nothing to clear. */
function nothingToClear(provider: string, period: BudgetPeriod, { control, width }: CommandContext): View {
	const budgets = budgetsFor(control, provider);
	const own = ofPeriod(budgets, period);
	if (own) {
		const problem = `The limit for ${provider}, ${amount(own)}, was not set by command; nothing was changed.`;
		return problemView(problem, [`It stands in the routes file: ${inFile(control, provider, own)}`], width);
	}
	const [other] = budgets;
	const hint = other ? `There is one of ${amount(other)}: /auto-router budget clear ${provider} ${other.period}` : "";
	return problemView(`There is no ${period} limit for ${provider}; nothing was changed.`, [hint], width);
}

/** `budget clear <provider> [monthly|daily]` */
export function clearBudget({ words, options }: Args, context: CommandContext): View {
	const [, provider, period = "daily", ...more] = words;
	const { control, width } = context;
	if (provider === undefined || more.length > 0 || options.has("--hard")) {
		const problem = provider === undefined ? "clear needs a provider" : "clear takes a provider and a period only";
		return problemView(`${problem}; nothing was changed.`, [CLEAR_USAGE], width);
	}
	const unknown = unknownProvider(provider, knownProviders(control), width);
	if (unknown) return unknown;
	if (!isPeriod(period)) return unknownPeriod(period, CLEAR_USAGE, width);
	const before = budgetsFor(control, provider);
	const old = ofPeriod(before, period);
	if (old?.from !== "command") return nothingToClear(provider, period, context);
	control.clearBudget(provider, period);
	const change: Change = { provider, period, before, after: budgetsFor(control, provider) };
	const now = ofPeriod(change.after, period);
	const left = now
		? `Now ${amount(now)} counts: ${inFile(control, provider, now)}`
		: `${provider} has no ${period} limit any more.`;
	return {
		tone: "info",
		lines: [
			line(styled("success", "Cleared."), ` The limit for ${provider} was ${amount(old)}.`),
			...paragraph(left, { width, indent: 2 }),
		],
		json: changeJson(change),
	};
}
