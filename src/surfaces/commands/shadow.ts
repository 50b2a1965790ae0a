import type { RequestStory } from "../../core/reports/request-story.ts";
import { type Line, line, styled } from "../views/line.ts";
import { fields, paragraph } from "../views/table.ts";
import { type Actions, actionSuggestions, runAction } from "./actions.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { modePhrase, switchMode } from "./mode-switch.ts";
import { headline } from "./usage.ts";

interface Comparison {
	readonly routeId: string;
	readonly would: readonly string[];
	readonly did: readonly string[];
	readonly isSame: boolean;
}

/** What the pipeline would have tried on a route, and what was tried: ids as labels. */
function comparison({ routeId, decision }: RequestStory): Comparison | undefined {
	const { shadow, candidates } = decision;
	if (!shadow) return undefined;
	const labels = new Map(candidates.map(({ target, label }) => [target, label]));
	const named = (ids: readonly string[]): string[] => ids.map((id) => labels.get(id) ?? id);
	const isSame = shadow.would.join("\n") === shadow.did.join("\n");
	return { routeId, would: named(shadow.would), did: named(shadow.did), isSame };
}

function comparisons({ control }: CommandContext): readonly Comparison[] {
	return control.routes().flatMap(({ id }) => {
		const story = control
			.stories()
			.findLast(({ routeId, decision }) => routeId === id && decision.shadow !== undefined);
		return (story && comparison(story)) ?? [];
	});
}

function comparisonLines({ routeId, would, did, isSame }: Comparison, width: number): Line[] {
	const order = (labels: readonly string[]): string => (labels.length === 0 ? "nobody" : labels.join(" → "));
	return [
		line(styled("strong", routeId)),
		...fields(
			[
				["Pipeline would pick", order(would)],
				["Actually used", order(did)],
				["Match", isSame ? styled("success", "same") : styled("warning", "different")],
			],
			{ width, indent: 2 },
		),
	];
}

function show(context: CommandContext, notes: readonly string[] = []): View {
	const { control, width } = context;
	const state = control.mode("shadow");
	const found = comparisons(context);
	const what = state.isOn
		? "The pipeline decides and is logged; the order of the routes file serves."
		: "Requests go where the pipeline decides. /auto-router shadow enable only looks at it.";
	const none = paragraph("No request was compared yet.", { width });
	return {
		tone: notes.length === 0 ? "info" : "warning",
		lines: [
			headline("Shadow mode", modePhrase("shadow", state)),
			...notes.flatMap((note) => paragraph(styled("warning", note), { width, bullet: "⚠ " })),
			...paragraph(styled("dim", what), { width }),
			...(found.length === 0 ? none : found.flatMap((one) => comparisonLines(one, width))),
		],
		json: { enabled: state.isOn, by: state.by, comparisons: found },
	};
}

function change(isOn: boolean, context: CommandContext): View {
	return show(context, switchMode("shadow", isOn, context.control));
}

const ACTIONS: Actions = {
	show: {
		summary: "whether it is on, and the newest comparison of each route",
		run: (_args, context) => show(context),
	},
	enable: { summary: "only look at what the pipeline decides", run: (_args, context) => change(true, context) },
	disable: { summary: "let the pipeline decide again", run: (_args, context) => change(false, context) },
};

/** `/auto-router shadow`: runs the pipeline without letting it route, and compares. */
export const shadowCommand: Command = {
	name: "shadow",
	summary: "look at what the pipeline would decide without letting it",
	usage: "[show | enable | disable]",
	words: [0, 1],
	complete: (words) => (words.length === 0 ? actionSuggestions(ACTIONS) : []),
	run: (args, context) => runAction("shadow", ACTIONS, args, context),
};
