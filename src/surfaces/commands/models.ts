import { formatTokens } from "../../core/text/format.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import type { ModelReport } from "../../engine/control.ts";
import { type Line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import type { Args } from "./parse-args.ts";
import { headline } from "./usage.ts";

/** More lines than this are no help. */
const MAX_SHOWN = 60;

const nameOf = ({ provider, modelId }: Pick<ModelReport, "provider" | "modelId">): string => `${provider}/${modelId}`;

/** True for a model whose id or name contains a text, whatever its case. */
function contains(model: ModelReport, query: string): boolean {
	return `${nameOf(model)} ${model.name}`.toLowerCase().includes(query.toLowerCase());
}

function usedIn({ control }: CommandContext): ReadonlySet<string> {
	return new Set(control.routes().flatMap(({ targets }) => targets.map(nameOf)));
}

function row(model: ModelReport, isTarget: boolean): readonly Cell[] {
	const { contextWindowTokens, maxOutputTokens, hasImageInput, thinkingLevels, price, hasCredentials } = model.facts;
	const isPriced = price.input > 0 || price.output > 0;
	const abilities = [...(thinkingLevels.length > 1 ? ["thinks"] : []), ...(hasImageInput ? ["images"] : [])];
	return [
		isTarget ? styled("accent", "●") : " ",
		styled(hasCredentials ? "strong" : "dim", nameOf(model)),
		`${formatTokens(contextWindowTokens)}/${formatTokens(maxOutputTokens)}`,
		abilities.join(" "),
		isPriced ? `${formatUsd(price.input)}/${formatUsd(price.output)}` : "",
	];
}

/** A table of models: window and output limit, what they can do, price per million tokens in and out. */
export function modelLines(models: readonly ModelReport[], context: CommandContext): Line[] {
	const targets = usedIn(context);
	const shown = models.slice(0, MAX_SHOWN);
	const rows = shown.map((model) => row(model, targets.has(nameOf(model))));
	const more = `… ${models.length - shown.length} more; narrow it down: /auto-router models <part of the name>`;
	return [
		...table([{}, {}, { align: "right" }, {}, { align: "right" }], rows, { width: context.width }),
		...(models.length > shown.length ? paragraph(styled("dim", more), { width: context.width }) : []),
	];
}

/** A model as JSON reports show it. */
export function modelJson(model: ModelReport): unknown {
	return { model: nameOf(model), name: model.name, ...model.facts };
}

/** Models that can be called, or all that pi knows; with a query those that contain it. */
export function findModels({ control }: CommandContext, query: string, isAll: boolean): readonly ModelReport[] {
	return control
		.models()
		.filter((model) => (isAll || model.facts.hasCredentials) && contains(model, query))
		.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function models({ words: [query = ""], options }: Args, context: CommandContext): View {
	const isAll = options.has("--all");
	const found = findModels(context, query, isAll);
	const which = isAll ? "all that pi knows" : "those with a login or key";
	const hint = isAll ? "" : " --all shows those without a login too.";
	return {
		tone: "info",
		lines: [
			headline("Models", `${which}${query === "" ? "" : `, with "${query}"`}`, "window/output, $ per 1M tokens in/out"),
			...(found.length === 0
				? paragraph(`There are none.${hint}`, { width: context.width })
				: modelLines(found, context)),
		],
		json: { models: found.map(modelJson) },
	};
}

/** `/auto-router models`: the concrete models that pi has a login or key for; targets of routes are marked. */
export const modelsCommand: Command = {
	name: "models",
	summary: "concrete models with limits and prices; ● is a target",
	usage: "[part of a name]",
	words: [0, 1],
	options: [{ name: "--all", summary: "also those without a login or key" }],
	complete: () => [],
	run: models,
};
