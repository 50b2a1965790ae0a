import { type Line, line, styled } from "../views/line.ts";
import { paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { findModels, modelJson, modelLines } from "./models.ts";
import type { Args } from "./parse-args.ts";
import { headline } from "./usage.ts";

function group(heading: string, lines: readonly Line[]): Line[] {
	return lines.length === 0 ? [] : [line(styled("accent", heading)), ...lines];
}

function search({ words }: Args, context: CommandContext): View {
	const { control, width } = context;
	const query = words.join(" ");
	const isIn = (...texts: readonly string[]): boolean => texts.join(" ").toLowerCase().includes(query.toLowerCase());
	const routes = control
		.routes()
		.filter(({ id, name, targets }) => isIn(id, name, ...targets.map(({ label }) => label)));
	const aliases = [...control.aliases()].filter(([alias, names]) => isIn(alias, ...names));
	const models = findModels(context, query, true);
	const options = { width, indent: 2 };
	const columns = [{}, { wraps: true }] as const;
	const lines = [
		...group(
			"Routes",
			table(
				columns,
				routes.map(({ id, name }) => [id, name === id ? "" : name]),
				options,
			),
		),
		...group(
			"Aliases",
			table(
				columns,
				aliases.map(([alias, names]) => [alias, names.join(", ")]),
				options,
			),
		),
		...group("Models", models.length === 0 ? [] : modelLines(models, context)),
	];
	const none = paragraph("Nothing contains it: no route, no alias, no model.", { width });
	return {
		tone: "info",
		lines: [headline("Search", `"${query}"`), ...(lines.length === 0 ? none : lines)],
		json: {
			query,
			routes: routes.map(({ id, name }) => ({ id, name })),
			aliases: aliases.map(([alias, members]) => ({ alias, members })),
			models: models.map(modelJson),
		},
	};
}

/** `/auto-router search`: routes, aliases and models that contain a text. */
export const searchCommand: Command = {
	name: "search",
	summary: "routes, aliases and models that contain a text",
	usage: "<text>",
	words: [1, 5],
	complete: () => [],
	run: search,
};
