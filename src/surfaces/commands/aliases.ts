import type { NameReport } from "../../engine/control.ts";
import { type Line, line, type Span, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { modelState } from "./model-state.ts";
import { aliasSuggestions, modelsOf, ROUTER_PROVIDER, routeSuggestions, unknownName } from "./names.ts";
import type { Args } from "./parse-args.ts";
import { headline } from "./usage.ts";

interface Member {
	readonly name: string;
	readonly kind: string;
	readonly state: Span;
}

function membersOf(report: Exclude<NameReport, { kind: "unknown" }>, { control }: CommandContext): readonly Member[] {
	if (report.kind === "route") return [{ name: report.routeId, kind: "route", state: styled("accent", "route") }];
	return modelsOf(report).map(({ provider, modelId }) => {
		const name = `${provider}/${modelId}`;
		if (provider === ROUTER_PROVIDER) return { name, kind: "route", state: styled("accent", "route") };
		const { kind, text } = modelState(control, { provider, modelId });
		return { name, kind, state: text };
	});
}

function memberLines(members: readonly Member[], width: number): Line[] {
	const rows = members.map(({ name, state }): Cell[] => [name, state]);
	return table([{}, { wraps: true }], rows, { width, indent: 2 });
}

const toJson = (members: readonly Member[]) => members.map(({ name, kind }) => ({ name, state: kind }));

function aliases(_args: unknown, context: CommandContext): View {
	const { control, width } = context;
	const all = [...control.aliases().keys()].flatMap((alias) => {
		const report = control.resolve(alias);
		return report.kind === "unknown" ? [] : [{ alias, members: membersOf(report, context) }];
	});
	return {
		tone: "info",
		lines: [
			headline("Aliases", "for /auto-router switch, and for @alias at the front of a prompt"),
			...(all.length === 0 ? paragraph('There are none; "aliases" of the routes file makes them.', { width }) : []),
			...all.flatMap(({ alias, members }) => [line(styled("strong", alias)), ...memberLines(members, width)]),
		],
		json: { aliases: all.map(({ alias, members }) => ({ alias, members: toJson(members) })) },
	};
}

function resolve({ words: [name = ""] }: Args, context: CommandContext): View {
	const { control, width } = context;
	const report = control.resolve(name);
	if (report.kind === "unknown") return unknownName(report, width);
	const members = membersOf(report, context);
	return {
		tone: "info",
		lines: [headline(name, report.kind), ...memberLines(members, width)],
		json: { name, kind: report.kind, members: toJson(members) },
	};
}

/** `/auto-router aliases`: every alias, and whether what it stands for can be called. */
export const aliasesCommand: Command = {
	name: "aliases",
	summary: "short names, and what they stand for",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: aliases,
};

/** `/auto-router resolve`: what one name stands for. */
export const resolveCommand: Command = {
	name: "resolve",
	summary: "what a route, an alias or provider/model stands for",
	usage: "<name>",
	words: [1, 1],
	complete: (words, { control }) =>
		words.length === 0 ? [...aliasSuggestions(control, false), ...routeSuggestions(control)] : [],
	run: resolve,
};
