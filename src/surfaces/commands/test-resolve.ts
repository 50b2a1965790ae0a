import { formatTokens } from "../../core/text/format.ts";
import type { Control, NameReport } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { modelState } from "./model-state.ts";
import {
	aliasSuggestions,
	modelSuggestions,
	modelsOf,
	type NamedModel,
	ROUTER_PROVIDER,
	routeSuggestions,
	unknownName,
} from "./names.ts";
import type { Args } from "./parse-args.ts";
import { headline } from "./usage.ts";

/** The concrete models behind a name; those of a route are its targets. */
function modelsBehind(report: Exclude<NameReport, { kind: "unknown" }>, control: Control): readonly NamedModel[] {
	return modelsOf(report).flatMap((one): readonly NamedModel[] => {
		if (one.provider !== ROUTER_PROVIDER) return [one];
		return control.routes().find(({ id }) => id === one.modelId)?.targets ?? [];
	});
}

function resolution({ provider, modelId }: NamedModel, { control }: CommandContext) {
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
	const report = control.resolve(name);
	if (report.kind === "unknown") return unknownName(report, width);
	const found = modelsBehind(report, control).map((one) => resolution(one, context));
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
