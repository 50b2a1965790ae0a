import { formatTokens } from "../../core/text/format.ts";
import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { modelState } from "./model-state.ts";
import { aliasSuggestions, modelSuggestions, ROUTER_PROVIDER, routeSuggestions } from "./names.ts";
import type { Args } from "./parse-args.ts";
import { didYouMean, headline, problemView } from "./usage.ts";

interface Named {
	readonly provider: string;
	readonly modelId: string;
}

/** The concrete models behind a name; those of a route are its targets. */
function modelsBehind(name: string, { control }: CommandContext): readonly Named[] | undefined {
	const report = control.resolve(name);
	const targetsOf = (id: string): readonly Named[] => control.routes().find((one) => one.id === id)?.targets ?? [];
	switch (report.kind) {
		case "unknown":
			return undefined;
		case "route":
			return targetsOf(report.routeId);
		case "model":
			return [report];
		case "alias":
			return report.models.flatMap((one) => (one.provider === ROUTER_PROVIDER ? targetsOf(one.modelId) : [one]));
	}
}

function resolution({ provider, modelId }: Named, { control }: CommandContext) {
	const { facts } = control.describe(provider, modelId);
	const { kind, text } = modelState(control, { provider, modelId });
	return { model: `${provider}/${modelId}`, kind, text, facts };
}

function resolutionLines({ model, text, facts }: ReturnType<typeof resolution>, width: number): Line[] {
	const about = facts && [
		facts.api,
		`window ${formatTokens(facts.contextWindowTokens)}`,
		`output ${formatTokens(facts.maxOutputTokens)}`,
		facts.hasImageInput ? "images" : "text only",
		`thinking ${facts.thinkingLevels.join(" ")}`,
	];
	return [
		line(styled("strong", model)),
		...paragraph(text, { width, indent: 2 }),
		...(about ? paragraph(styled("dim", about.join(" · ")), { width, indent: 2 }) : []),
	];
}

function testResolve({ words: [name = ""] }: Args, context: CommandContext): View {
	const { control, width } = context;
	const models = modelsBehind(name, context);
	if (models === undefined) {
		const report = control.resolve(name);
		const nearest = report.kind === "unknown" ? report.nearest : [];
		return problemView(`"${name}" is no route, alias or provider/model.`, [didYouMean(nearest)], width);
	}
	const found = models.map((one) => resolution(one, context));
	return {
		tone: "info",
		lines: [headline("Resolved", name), ...found.flatMap((one) => resolutionLines(one, width))],
		json: {
			name,
			models: found.map(({ model, kind, text, facts }) => ({ model, state: kind, detail: text.text, facts })),
		},
	};
}

/** `/auto-router test-resolve`: which concrete models a name leads to, and whether pi could call them. */
export const testResolveCommand: Command = {
	name: "test-resolve",
	summary: "which models a name leads to, and whether pi can call them",
	usage: "<name>",
	words: [1, 1],
	complete: (words, { control }) =>
		words.length === 0
			? [...modelSuggestions(control), ...aliasSuggestions(control, false), ...routeSuggestions(control)]
			: [],
	run: testResolve,
};
