import type { Condition, PolicyRule } from "../../core/config/rule-schema.ts";
import type { RuleTrace } from "../../core/policy/evaluate.ts";
import { formatClock } from "../../core/text/format.ts";
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

/** What became of a rule in the newest request, and in which request before that it applied. */
interface Past {
	readonly newest: RuleTrace;
	readonly appliedAtMs?: number;
}

function pastOf(routeId: string, { control }: CommandContext): ReadonlyMap<string, Past> {
	const past = new Map<string, Past>();
	for (const { decision, atMs, routeId: its } of control.stories()) {
		if (its !== routeId) continue;
		for (const newest of decision.rules) {
			const appliedAtMs = newest.matched ? atMs : past.get(newest.name)?.appliedAtMs;
			past.set(newest.name, { newest, ...(appliedAtMs === undefined ? {} : { appliedAtMs }) });
		}
	}
	return past;
}

function lastWords(past: Past | undefined, { control }: CommandContext): string {
	if (!past) return "not evaluated yet";
	const { newest, appliedAtMs } = past;
	const at = appliedAtMs === undefined ? "" : formatClock(appliedAtMs, control.now(), control.timeZone());
	if (newest.matched) return `last applied at ${at}: ${newest.why}`;
	return `did not apply to the newest request: ${newest.why}${at === "" ? "" : `; last applied at ${at}`}`;
}

interface Shown {
	readonly rule: PolicyRule;
	readonly isForAllRoutes: boolean;
	readonly past: Past | undefined;
}

function ruleLines({ rule, isForAllRoutes, past }: Shown, context: CommandContext): Line[] {
	const { width } = context;
	const marks = [
		...(rule.priority === 0 ? [] : [`priority ${rule.priority}`]),
		...(isForAllRoutes ? ["all routes"] : []),
	];
	const when = rule.condition === undefined ? "always" : `when ${conditionWords(rule.condition)}`;
	const name = [rule.name, ...marks].join(" · ");
	return [
		...paragraph(styled(past?.newest.matched ? "success" : "strong", name), { width, indent: 2 }),
		...paragraph(`${effect(rule)}, ${when}`, { width, indent: 4 }),
		...paragraph(styled("dim", lastWords(past, context)), { width, indent: 4 }),
	];
}

function shownRules({ routeId, rules }: RouteRules, context: CommandContext): readonly Shown[] {
	const past = pastOf(routeId, context);
	return rules.map((one) => ({ ...one, past: past.get(one.rule.name) }));
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
				...rules.flatMap((rule) => ruleLines(rule, context)),
			]),
		],
		json: {
			routes: routes.map(({ routeId, rules }) => ({
				route: routeId,
				rules: rules.map(({ rule, isForAllRoutes, past }) => ({
					...rule,
					isForAllRoutes,
					last: past?.newest ?? null,
					lastAppliedAt: past?.appliedAtMs === undefined ? null : new Date(past.appliedAtMs).toISOString(),
				})),
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
	summary: "policy rules, and when each last applied",
	usage: "[route]",
	words: [0, 1],
	complete: (words, { control }) =>
		words.length === 0 ? [...routeSuggestions(control), ...aliasSuggestions(control, true)] : [],
	run: rules,
};
