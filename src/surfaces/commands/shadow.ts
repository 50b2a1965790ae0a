import type { ModeState } from "../../core/modes.ts";
import type { RequestStory } from "../../core/reports/request-story.ts";
import { nearestNames } from "../../core/text/nearest.ts";
import { type Line, line, styled } from "../views/line.ts";
import { fields, paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import type { Args } from "./parse-args.ts";
import { didYouMean, headline, problemView } from "./usage.ts";

const VARIABLE = "AUTO_ROUTER_SHADOW";
const SAID_BY: Readonly<Record<ModeState["by"], string>> = {
	environment: `by the environment (${VARIABLE})`,
	command: "by command",
	default: "as by default",
};

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
			headline("Shadow mode", `${state.isOn ? "enabled" : "disabled"} ${SAID_BY[state.by]}`),
			...notes.flatMap((note) => paragraph(styled("warning", note), { width, bullet: "⚠ " })),
			...paragraph(styled("dim", what), { width }),
			...(found.length === 0 ? none : found.flatMap((one) => comparisonLines(one, width))),
		],
		json: { enabled: state.isOn, by: state.by, comparisons: found },
	};
}

function change(isOn: boolean, context: CommandContext): View {
	const { control } = context;
	control.setMode("shadow", isOn);
	const state = control.mode("shadow");
	if (state.isOn === isOn) return show(context);
	const now = state.isOn ? "on" : "off";
	return show(context, [
		`${VARIABLE} keeps it ${now} in this session; unset it and start pi again. The command counts from then on.`,
	]);
}

const ACTIONS: Readonly<Record<string, { readonly summary: string; readonly run: (context: CommandContext) => View }>> =
	{
		show: { summary: "whether it is on, and the newest comparison of each route", run: (context) => show(context) },
		enable: { summary: "only look at what the pipeline decides", run: (context) => change(true, context) },
		disable: { summary: "let the pipeline decide again", run: (context) => change(false, context) },
	};

function shadow({ words: [name = "show"] }: Args, context: CommandContext): View {
	const action = ACTIONS[name];
	if (action) return action.run(context);
	const names = Object.keys(ACTIONS);
	const hints = [didYouMean(nearestNames(name, names)), `There are: ${names.join(", ")}`];
	return problemView(`shadow does not know "${name}"; nothing was changed.`, hints, context.width);
}

/** `/auto-router shadow`: runs the pipeline without letting it route, and compares. */
export const shadowCommand: Command = {
	name: "shadow",
	summary: "look at what the pipeline would decide without letting it",
	usage: "[show | enable | disable]",
	words: [0, 1],
	complete: (words) =>
		words.length === 0 ? Object.entries(ACTIONS).map(([value, { summary }]) => ({ value, description: summary })) : [],
	run: shadow,
};
