import { type Explanation, explain, shortRequestId } from "../../core/explain/explain.ts";
import type { ExplanationPoint } from "../../core/explain/explain-attempts.ts";
import { chosenRating } from "../../core/reports/ratings-report.ts";
import type { RequestStory, StoryQuery } from "../../core/reports/request-story.ts";
import type { Control } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { Command, CommandContext, CompletionContext, Suggestion, View } from "./command.ts";
import { activeRouteId, aliasSuggestions, routeOf, routeSuggestions } from "./names.ts";
import type { Args } from "./parse-args.ts";
import { ratingJson } from "./rating-json.ts";
import { didYouMean, headline, problemView } from "./usage.ts";

const NUMBERED = /^(\d+\. )(.*)$/s;

function pointLines({ text, tone, quote }: ExplanationPoint, width: number): Line[] {
	const said = quote === undefined ? [] : paragraph(styled("dim", `“${quote}”`), { width, indent: 5 });
	const [, bullet = "", sentence = text] = NUMBERED.exec(text) ?? [];
	return [...paragraph(tone === undefined ? sentence : styled(tone, sentence), { width, indent: 2, bullet }), ...said];
}

function explanationLines({ title, sections }: Explanation, width: number): Line[] {
	return [
		...paragraph(styled("strong", title), { width }),
		...sections.flatMap(({ heading, points }) => [
			line(styled("accent", heading)),
			...points.flatMap((point) => pointLines(point, width)),
		]),
	];
}

function storyView(story: RequestStory, { control, width }: CommandContext): View {
	const timeZone = control.timeZone();
	const ratings = control.ratings();
	const options = { nowMs: control.now(), ratings, ...(timeZone === undefined ? {} : { timeZone }) };
	const { decision, results, final = null } = story;
	const rated = chosenRating(story, ratings);
	return {
		tone: "info",
		lines: explanationLines(explain(story, options), width),
		json: { decision, results, final, ratings: rated ? ratingJson(rated.report) : null },
	};
}

/** Fewer characters of a request id fit too many requests. */
const SHORTEST_ID = 4;

function storyNamed(name: string, routeId: string | undefined, control: Control): RequestStory | undefined {
	if (routeId !== undefined) return control.story({ routeId });
	return name.length < SHORTEST_ID ? undefined : control.story({ requestId: name });
}

/** What would be tried now, for a route on which nothing was routed yet. */
function outlook(control: Control, routeId: string | undefined): string {
	const targets = routeId === undefined ? [] : (control.route(routeId)?.targets ?? []);
	const labels = targets.filter(({ rank }) => rank !== undefined).map(({ candidate }) => candidate.target.label);
	if (labels.length === 0) return "";
	return `A request on ${routeId} would now be tried on ${labels.join(", then ")}.`;
}

function nothingYet(where: string, routeId: string | undefined, { control, width }: CommandContext): View {
	const texts = [`No request ${where} yet.`, outlook(control, routeId)].filter((text) => text !== "");
	return {
		tone: "info",
		lines: [headline("Explain"), ...texts.flatMap((text) => paragraph(text, { width }))],
		json: { decision: null, results: [], final: null },
	};
}

function explainNamed(name: string, context: CommandContext): View {
	const { control, width } = context;
	const resolved = control.resolve(name);
	const routeId = routeOf(resolved);
	const story = storyNamed(name, routeId, control);
	if (story) return storyView(story, context);
	if (routeId !== undefined) return nothingYet(`on ${routeId}`, routeId, context);
	const nearest = resolved.kind === "unknown" ? resolved.nearest : [];
	const hint = "A request is named by the first characters of its id.";
	return problemView(`"${name}" is neither a route nor a recent request.`, [didYouMean(nearest), hint], width);
}

function explainRequest({ words: [name] }: Args, context: CommandContext): View {
	if (name !== undefined) return explainNamed(name, context);
	const { control, sessionId } = context;
	const query: StoryQuery = sessionId === undefined ? {} : { sessionId };
	const story = control.story(query);
	return story ? storyView(story, context) : nothingYet("in this session", activeRouteId(context), context);
}

function requestSuggestions({ control, sessionId }: CompletionContext): Suggestion[] {
	const queries: StoryQuery[] = control.routes().map(({ id }) => ({ routeId: id }));
	if (sessionId !== undefined) queries.unshift({ sessionId });
	const stories = new Map(
		queries.flatMap((query) => control.story(query) ?? []).map((story) => [story.requestId, story]),
	);
	return [...stories.values()].map(({ requestId, routeId }) => ({
		value: shortRequestId(requestId),
		description: `request on ${routeId}`,
	}));
}

/** `/auto-router explain`: why a request went where it went; the last one of this session by default. */
export const explainCommand: Command = {
	name: "explain",
	summary: "why a request went where it went, and what it cost",
	usage: "[route | request id]",
	words: [0, 1],
	complete: (words, context) =>
		words.length === 0
			? [
					...routeSuggestions(context.control),
					...aliasSuggestions(context.control, true),
					...requestSuggestions(context),
				]
			: [],
	run: explainRequest,
};
