import type { Condition, PolicyRule } from "../../core/config/rule-schema.ts";
import type { RuleTrace } from "../../core/policy/evaluate.ts";
import type { RouteRules } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { aliasSuggestions, routeOf, routeSuggestions } from "./names.ts";
import type { Args } from "./parse-args.ts";
import { didYouMean, headline, problemView } from "./usage.ts";

/** What a rule asks for, in words. */
function effect(rule: PolicyRule): string {
	switch (rule.type) {
		case "force-tier":
			return `${rule.type} ${rule.tier}`;
		case "force-billing":
			return `${rule.type} ${rule.billing}`;
		case "force-constraint":
			return `${rule.type} ${Object.entries(rule.constraint)
				.map(([key, value]) => `${key} ${value}`)
				.join(", ")}`;
		case "prefer-model":
		case "exclude-model":
			return `${rule.type} ${rule.model.join(", ")}`;
		default:
			return `${rule.type} ${rule.provider.join(", ")}`;
	}
}

function valueWords(value: unknown): string {
	if (Array.isArray(value)) return value.map(valueWords).join(" or ");
	if (typeof value !== "object" || value === null) return String(value);
	return `(${conditionWords(value as Condition)})`;
}

/** A condition in words: `intent code · afterTime 18:00`. */
function conditionWords(condition: Condition): string {
	return Object.entries(condition)
		.map(([key, value]) => `${key} ${valueWords(value)}`)
		.join(" · ");
}

function newestTraces(routeId: string, { control }: CommandContext): ReadonlyMap<string, RuleTrace> {
	const story = control.stories().findLast((one) => one.routeId === routeId);
	return new Map((story?.decision.rules ?? []).map((trace) => [trace.name, trace]));
}

function lastWords(trace: RuleTrace | undefined): string {
	if (!trace) return "not evaluated yet";
	return trace.matched ? `last applied: ${trace.why}` : `last did not apply: ${trace.why}`;
}

interface Shown {
	readonly rule: PolicyRule;
	readonly isForAllRoutes: boolean;
	readonly trace: RuleTrace | undefined;
}

function ruleLines({ rule, isForAllRoutes, trace }: Shown, width: number): Line[] {
	const marks = [
		...(rule.priority === 0 ? [] : [`priority ${rule.priority}`]),
		...(isForAllRoutes ? ["all routes"] : []),
	];
	const when = rule.condition === undefined ? "always" : `when ${conditionWords(rule.condition)}`;
	const name = [rule.name, ...marks].join(" · ");
	return [
		...paragraph(styled(trace?.matched ? "success" : "strong", name), { width, indent: 2 }),
		...paragraph(`${effect(rule)}, ${when}`, { width, indent: 4 }),
		...paragraph(styled("dim", lastWords(trace)), { width, indent: 4 }),
	];
}

function shownRules({ routeId, rules }: RouteRules, context: CommandContext): readonly Shown[] {
	const traces = newestTraces(routeId, context);
	return rules.map((one) => ({ ...one, trace: traces.get(one.rule.name) }));
}

function view(all: readonly RouteRules[], context: CommandContext): View {
	const { width } = context;
	const routes = all.map((one) => ({ routeId: one.routeId, rules: shownRules(one, context) }));
	const used = routes.filter(({ rules }) => rules.length > 0);
	const none = 'There are no policy rules. They go into "policyRules" of a route, or of the whole routes file.';
	return {
		tone: "info",
		lines: [
			headline("Policy rules", "in the order in which they apply"),
			...(used.length === 0 ? paragraph(none, { width }) : []),
			...used.flatMap(({ routeId, rules }) => [
				line(styled("accent", routeId)),
				...rules.flatMap((rule) => ruleLines(rule, width)),
			]),
		],
		json: {
			routes: routes.map(({ routeId, rules }) => ({
				route: routeId,
				rules: rules.map(({ rule, isForAllRoutes, trace }) => ({ ...rule, isForAllRoutes, last: trace ?? null })),
			})),
		},
	};
}

function rules({ words: [name] }: Args, context: CommandContext): View {
	const { control, width } = context;
	if (name === undefined) return view(control.rules(), context);
	const resolved = control.resolve(name);
	const routeId = routeOf(resolved);
	const found = control.rules().filter((one) => one.routeId === routeId);
	if (found.length > 0) return view(found, context);
	const nearest = resolved.kind === "unknown" ? resolved.nearest : [];
	return problemView(`"${name}" is not a route.`, [didYouMean(nearest)], width);
}

/** `/auto-router rules`: the policy rules of every route, and what became of each in the newest request. */
export const rulesCommand: Command = {
	name: "rules",
	summary: "policy rules, and what the newest request made of them",
	usage: "[route]",
	words: [0, 1],
	complete: (words, { control }) =>
		words.length === 0 ? [...routeSuggestions(control), ...aliasSuggestions(control, true)] : [],
	run: rules,
};
