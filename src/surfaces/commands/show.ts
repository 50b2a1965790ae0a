import type { ModelFacts, Price } from "../../core/model.ts";
import { type RatingReport, ratingPhrase } from "../../core/reports/ratings-report.ts";
import type { Route } from "../../core/route.ts";
import { formatTokens } from "../../core/text/format.ts";
import { formatLatency } from "../../core/text/format-latency.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import type { RouteReport, TargetReport } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { fields, paragraph } from "../views/table.ts";
import { targetState } from "../views/target-state.ts";
import { displayWidth, pad, truncate } from "../views/width.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { activeRouteId, aliasesOf, aliasSuggestions, routeOf, routeSuggestions } from "./names.ts";
import type { Args } from "./parse-args.ts";
import { ratingJson, ratingOf } from "./rating-json.ts";
import { targetJson } from "./target-json.ts";
import { didYouMean, headline, problemView } from "./usage.ts";

function settingLines(route: Route, aliases: readonly string[], width: number): Line[] {
	const { sortBy, affinity, commitOn, onRefusal, whenAllRejected, contextWindow, maxTokens, policyRules } = route;
	const window = contextWindow === undefined ? "that of the target picked now" : formatTokens(contextWindow);
	const output = maxTokens === undefined ? "" : `, output at most ${formatTokens(maxTokens)}`;
	const settings = { sortBy, affinity, commitOn, onRefusal, whenAllRejected };
	const rows: [string, string][] = [
		["Accepts", `${route.input.join(" and ")}${route.reasoning ? ", thinking levels" : ", no thinking levels"}`],
		["Window", `${window}${output}`],
		[
			"Settings",
			Object.entries(settings)
				.map(([key, value]) => `${key} ${value}`)
				.join(" · "),
		],
	];
	if (aliases.length > 0) rows.push(["Aliases", aliases.join(", ")]);
	if (policyRules.length > 0) rows.push(["Rules", policyRules.map(({ name, type }) => `${name} (${type})`).join(", ")]);
	return fields(rows, { width });
}

function pricePhrase({ input, output, cacheRead }: Price): string | undefined {
	if (input === 0 && output === 0) return undefined;
	const cached = cacheRead > 0 ? `, ${formatUsd(cacheRead)} from cache` : "";
	return `${formatUsd(input)} in, ${formatUsd(output)} out${cached} per 1M tokens`;
}

function factPhrases({
	contextWindowTokens,
	maxOutputTokens,
	hasImageInput,
	thinkingLevels,
	price,
}: ModelFacts): string[] {
	const strongest = thinkingLevels.at(-1) ?? "off";
	const limits = [
		`window ${formatTokens(contextWindowTokens)}`,
		`output ${formatTokens(maxOutputTokens)}`,
		hasImageInput ? "images" : "text only",
		strongest === "off" ? "no thinking" : `thinking up to ${strongest}`,
	];
	const cost = pricePhrase(price);
	return [limits.join(" · "), ...(cost === undefined ? [] : [cost])];
}

function averagePhrase(samples: number): string {
	return samples === 1 ? ", once so far" : `, average of ${samples} answers`;
}

function targetDetails({ candidate, ttftMs, samples = 0 }: TargetReport, rated: RatingReport | undefined): string[] {
	const { target, facts } = candidate;
	const own = [target.id, target.billing];
	if (target.rank !== undefined) own.push(`rank ${target.rank}`);
	if (target.thinkingLevel !== undefined) own.push(`thinking ${target.thinkingLevel}`);
	if (target.maxTokens !== undefined) own.push(`output at most ${formatTokens(target.maxTokens)}`);
	const speed = ttftMs === undefined ? [] : [`first output after ${formatLatency(ttftMs)}${averagePhrase(samples)}`];
	const ratings = rated === undefined ? [] : [`rated ${ratingPhrase(rated)}`];
	return [own.join(" · "), ...(facts ? factPhrases(facts) : []), ...speed, ...ratings];
}

function targetLines(report: TargetReport, { control, width }: CommandContext): Line[] {
	const state = targetState(report, control.now());
	const number = pad(report.rank === undefined ? "–" : `${report.rank + 1}.`, 3);
	const room = width - displayWidth(number) - displayWidth(state.text) - 2;
	const fitsOneLine = room >= Math.min(20, displayWidth(report.candidate.target.label));
	const label = truncate(report.candidate.target.label, fitsOneLine ? room : width - displayWidth(number));
	const head = [number, styled("strong", label)];
	const first = fitsOneLine
		? [line(...head, "  ", styled(state.role, state.text))]
		: [line(...head), ...paragraph(styled(state.role, state.text), { width, indent: 3 })];
	const help =
		state.help === undefined || state.text.includes(state.help)
			? []
			: paragraph(state.help, { width, indent: 3, bullet: "→ " });
	const rated = ratingOf(control, report.candidate.target);
	const details = targetDetails(report, rated).flatMap((text) => paragraph(styled("dim", text), { width, indent: 3 }));
	return [line(), ...first, ...help, ...details];
}

function routeView(report: RouteReport, context: CommandContext): View {
	const { control, width } = context;
	const { route, targets } = report;
	const aliases = aliasesOf(control, route.id);
	const isActive = route.id === activeRouteId(context);
	const title = [route.id, ...(route.name === route.id ? [] : [route.name]), ...(isActive ? ["active"] : [])];
	return {
		tone: "info",
		lines: [
			headline(...title),
			...settingLines(route, aliases, width),
			...targets.flatMap((target) => targetLines(target, context)),
		],
		json: {
			active: isActive,
			aliases,
			route,
			targets: targets.map((target) => {
				const rated = ratingOf(control, target.candidate.target);
				return { ...targetJson(target, control.now()), ratings: rated ? ratingJson(rated) : null };
			}),
		},
	};
}

function showRoute({ words: [name] }: Args, context: CommandContext): View {
	const { control, width } = context;
	const routeId = name === undefined ? activeRouteId(context) : routeOf(control.resolve(name));
	const report = routeId === undefined ? undefined : control.route(routeId);
	if (report) return routeView(report, context);
	const ids = control.routes().map(({ id }) => id);
	if (name === undefined) {
		return problemView("No route is active, so say which one to show.", [`Routes: ${ids.join(", ")}`], width);
	}
	const resolved = control.resolve(name);
	const nearest = resolved.kind === "unknown" ? resolved.nearest : [];
	return problemView(`"${name}" is not a route.`, [didYouMean(nearest), `Routes: ${ids.join(", ")}`], width);
}

/** `/auto-router show`: one route in full, the active one by default. */
export const showCommand: Command = {
	name: "show",
	summary: "one route in full: settings, targets, limits, prices",
	usage: "[route]",
	words: [0, 1],
	complete: (words, { control }) =>
		words.length === 0 ? [...routeSuggestions(control), ...aliasSuggestions(control, true)] : [],
	run: showRoute,
};
