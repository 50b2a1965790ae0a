import { shortRequestId } from "../../core/explain/explain.ts";
import type { RatedAnswer } from "../../core/ratings.ts";
import { type RatingReport, ratingPhrase } from "../../core/reports/ratings-report.ts";
import type { Answer } from "../../core/session-memory.ts";
import { formatClock } from "../../core/text/format.ts";
import type { RatingResult } from "../../engine/control.ts";
import { type Line, line, type Role, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import { type Actions, actionSuggestions, runAction } from "./actions.ts";
import type { Command, CommandContext, View } from "./command.ts";
import type { Args } from "./parse-args.ts";
import { ratingJson, ratingOf } from "./rating-json.ts";
import { headline, problemView } from "./usage.ts";

/** Ratings that `rate show` lists one by one. */
const MAX_SHOWN = 10;
const ROLES: Readonly<Record<RatedAnswer["rating"], Role>> = { good: "success", bad: "warning" };
const HOW = '/auto-router rate good|bad "why" --tags a,b rates the last answer of this session.';

function labelOf({ target, provider, modelId }: Answer, { control }: CommandContext): string {
	const targets = control.routes().flatMap((route) => route.targets);
	return targets.find(({ id }) => id === target)?.label ?? `${provider}/${modelId}`;
}

function ratedView({ answer, opinion, replaced }: RatingResult, context: CommandContext): View {
	const { control, width } = context;
	const { rating, reason, tags } = opinion;
	const { atMs, ...who } = answer;
	const label = labelOf(answer, context);
	const at = formatClock(answer.atMs, control.now(), control.timeZone());
	const report = ratingOf(control, answer);
	const texts = [
		...(reason === undefined ? [] : [`Why: ${reason}`]),
		...(tags.length === 0 ? [] : [`Tags: ${tags.join(", ")}`]),
		...(replaced === undefined
			? []
			: [`You had called it ${replaced} before; the newest word about an answer counts.`]),
		...(report === undefined ? [] : [`${label}: ${ratingPhrase(report)}`]),
	];
	const head = `${label}, which answered at ${at} (request ${shortRequestId(answer.requestId)})`;
	return {
		tone: "info",
		lines: [
			...paragraph(`Rated ${rating}: ${head}`, { width }),
			...texts.flatMap((text) => paragraph(styled("dim", text), { width, indent: 2 })),
		],
		json: {
			rated: { ...who, ...opinion, answeredAt: new Date(atMs).toISOString(), replaced: replaced ?? null },
			ratings: report ? ratingJson(report) : null,
		},
	};
}

function tagsOf({ options }: Args): readonly string[] {
	const given = options.get("--tags") ?? "";
	return given
		.split(",")
		.map((tag) => tag.trim())
		.filter((tag) => tag !== "");
}

/** What follows `good` or `bad` is the reason, in quotes or not. */
function rate(rating: RatedAnswer["rating"], args: Args, context: CommandContext): View {
	const [, ...words] = args.words;
	const result = context.control.rate(context.sessionId, { rating, reason: words.join(" "), tags: tagsOf(args) });
	if (result) return ratedView(result, context);
	const hint = "A rating is about the last answer that a route has given in this session; ask it something first.";
	return problemView("There is nothing to rate yet; nothing was recorded.", [hint], context.width);
}

function newest(reports: readonly RatingReport[]): readonly (RatedAnswer & { readonly model: string })[] {
	const all = reports.flatMap(({ model, latest }) => latest.map((answer) => ({ ...answer, model })));
	return all.sort((a, b) => b.atMs - a.atMs).slice(0, MAX_SHOWN);
}

function newestLines(reports: readonly RatingReport[], { control, width }: CommandContext): Line[] {
	const rows = newest(reports).map(({ atMs, rating, model, reason, tags }): Cell[] => [
		styled("dim", formatClock(atMs, control.now(), control.timeZone())),
		styled(ROLES[rating], rating),
		model,
		[...(reason === undefined ? [] : [reason]), ...(tags.length === 0 ? [] : [`[${tags.join(", ")}]`])].join(" "),
	]);
	const columns = [{}, {}, { max: 32 }, { wraps: true }] as const;
	return rows.length === 0 ? [] : [line(styled("accent", "Newest")), ...table(columns, rows, { width, indent: 2 })];
}

function sumLines(reports: readonly RatingReport[], width: number): Line[] {
	const rows = reports.map((report): Cell[] => {
		const { model, consecutiveBad } = report;
		const row = consecutiveBad > 1 ? `, the last ${consecutiveBad} bad` : "";
		return [model, `${ratingPhrase(report)}${row}`];
	});
	return [line(styled("accent", "By model")), ...table([{}, { wraps: true }], rows, { width, indent: 2 })];
}

function show({ words, options }: Args, context: CommandContext): View {
	const { control, width } = context;
	if (words.length > 1 || options.has("--tags")) {
		return problemView("Say first whether it was good or bad; nothing was rated.", [HOW], width);
	}
	const reports = control.ratings();
	const none = paragraph("Nothing was rated yet.", { width });
	return {
		tone: "info",
		lines: [
			headline("Ratings", "what you said of answers"),
			...(reports.length === 0 ? none : [...sumLines(reports, width), ...newestLines(reports, context)]),
			...paragraph(styled("dim", HOW), { width }),
		],
		json: {
			models: reports.map((report) => ({ model: report.model, ...ratingJson(report) })),
			newest: newest(reports).map(({ atMs, ...rated }) => ({ ...rated, at: new Date(atMs).toISOString() })),
		},
	};
}

const ACTIONS: Actions = {
	good: { summary: "the last answer of this session was good", run: (args, context) => rate("good", args, context) },
	bad: { summary: "the last answer of this session was bad", run: (args, context) => rate("bad", args, context) },
	show: { summary: "the newest ratings, and the sums by model", run: show },
};

/** `/auto-router rate`: what the user thinks of the last answer of this session. */
export const rateCommand: Command = {
	name: "rate",
	summary: "say whether the last answer was good; rules may use it",
	usage: '[good|bad ["reason"] [--tags a,b] | show]',
	briefUsage: '[good|bad ["why"] | show]',
	words: [0, 200],
	options: [{ name: "--tags", summary: "words to remember it by, with commas between them", takesValue: true }],
	complete: (words) => (words.length === 0 ? actionSuggestions(ACTIONS) : []),
	run: (args, context) => runAction("rate", ACTIONS, args, context),
};
