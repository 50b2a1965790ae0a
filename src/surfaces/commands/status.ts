import { outcomePhrase } from "../../core/explain/explain-attempts.ts";
import type { RequestStory } from "../../core/reports/request-story.ts";
import { accountOf } from "../../core/route.ts";
import { formatClock, formatDuration } from "../../core/text/format.ts";
import type { RouteReport } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { type StatusMoney, statusMoney } from "../views/status-money.ts";
import { type Cell, fields, paragraph } from "../views/table.ts";
import { targetState } from "../views/target-state.ts";
import { circuitJson, circuitOutlook } from "./circuit.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { configPhrase } from "./config-lines.ts";
import { activeRouteId } from "./names.ts";
import { headline, SLASH_COMMAND } from "./usage.ts";

type Field = readonly [name: string, value: Cell];

/** Rows of one name: the name stands in front of the first. */
function fieldsOf(name: string, values: readonly Cell[]): Field[] {
	return values.map((value, at) => [at === 0 ? name : "", value]);
}

function orderFields(report: RouteReport, nowMs: number): Field[] {
	const usable = report.targets.filter(({ rank }) => rank !== undefined);
	const [first, ...others] = usable.map(({ candidate }) => candidate.target.label);
	if (first === undefined) {
		const states = report.targets.map((target): Cell => {
			const { text, role } = targetState(target, nowMs);
			return { text: `${target.candidate.target.label}: ${text}`, role };
		});
		return [["Next", { text: "no target can be used now", role: "error" }], ...fieldsOf("", states)];
	}
	const then: Field[] = others.length === 0 ? [] : [["Then", others.join(", ")]];
	return [["Next", { text: first, role: "accent" }], ...then];
}

function restingFields({ control }: CommandContext): Field[] {
	const now = control.now();
	const resting = control.cooldowns().map(
		({ key, phrase, untilMs }): Cell => ({
			text: `${key} ${phrase}, ${formatDuration(untilMs - now)} left`,
			role: "warning",
		}),
	);
	const cut = control.circuits().filter(({ view }) => view.kind !== "closed");
	const circuits = cut.map(
		(report): Cell => ({ text: `${report.provider}: ${circuitOutlook(report, now)}`, role: "error" }),
	);
	return [...fieldsOf("Resting", resting), ...fieldsOf("Circuits", circuits)];
}

function moneyOf({ control }: CommandContext, report: RouteReport | undefined): StatusMoney | undefined {
	return report && statusMoney(control, new Set(report.route.targets.map(accountOf)));
}

function moneyJson(money: StatusMoney | undefined): unknown {
	if (!money) return null;
	const { quota, ...rest } = money;
	return { ...rest, ...(quota === undefined ? {} : { quota: quota.text }) };
}

function moneyFields(money: StatusMoney | undefined): Field[] {
	if (!money) return [];
	const warned = (text: string): Cell => ({ text: `⚠ ${text}`, role: "warning" });
	return [
		...fieldsOf("Budgets", money.budgets.map(warned)),
		...fieldsOf("UVI", money.paces.map(warned)),
		...fieldsOf("Quota", money.quota === undefined ? [] : [money.quota.text]),
	];
}

function configFields({ control }: CommandContext): Field[] {
	const config = control.config();
	const problems = config.problems.map((problem): Cell => ({ text: `⚠ ${problem}`, role: "warning" }));
	const source: Cell =
		config.source === "last-good" ? { text: configPhrase(config), role: "warning" } : configPhrase(config);
	const warnings = control.warnings().map((warning): Cell => ({ text: `⚠ ${warning}`, role: "warning" }));
	return [["Config", source], ...fieldsOf("", problems), ...fieldsOf("Warnings", warnings)];
}

function lastStory({ control, sessionId }: CommandContext): RequestStory | undefined {
	return sessionId === undefined ? undefined : control.story({ sessionId });
}

function lastFields(context: CommandContext): Field[] {
	const story = lastStory(context);
	if (!story) return [];
	const { control } = context;
	const at = formatClock(story.atMs, control.now(), control.timeZone());
	return [["Last", `${at} ${outcomePhrase(story)}`]];
}

function activity(context: CommandContext): string {
	const { currentModel, thinking } = context;
	const active = activeRouteId(context);
	const level = thinking === undefined || thinking === "off" ? "" : `, thinking ${thinking}`;
	if (active !== undefined) return `${active} is active${level}`;
	return currentModel ? `not active, pi uses ${currentModel.provider}/${currentModel.id}` : "not active";
}

function inactiveLines(context: CommandContext): Line[] {
	if (activeRouteId(context) !== undefined) return [];
	const [route] = context.control.routes();
	if (route === undefined) return [];
	return paragraph(`Use it with /model or /${SLASH_COMMAND} switch ${route.id}`, { width: context.width });
}

function statusJson(context: CommandContext, report: RouteReport | undefined): unknown {
	const { control, currentModel } = context;
	const story = lastStory(context);
	return {
		version: control.version,
		activeRoute: activeRouteId(context) ?? null,
		currentModel: currentModel ?? null,
		order: report?.targets.flatMap(({ rank, candidate }) => (rank === undefined ? [] : [candidate.target.id])) ?? [],
		config: control.config(),
		warnings: control.warnings(),
		cooldowns: control.cooldowns().map(({ scope, key, phrase, untilMs }) => ({
			scope,
			key,
			phrase,
			until: new Date(untilMs).toISOString(),
		})),
		circuits: control.circuits().map(circuitJson),
		money: moneyJson(moneyOf(context, report)),
		last: story ? { requestId: story.requestId, routeId: story.routeId, final: story.final ?? null } : null,
	};
}

function showStatus(_args: unknown, context: CommandContext, commands: readonly Pick<Command, "name">[]): View {
	const { control, width } = context;
	const active = activeRouteId(context);
	const report = active === undefined ? undefined : control.route(active);
	const unknown: Field[] =
		active === undefined || report ? [] : [["Next", { text: `${active} is not in the routes file`, role: "error" }]];
	const order = report ? orderFields(report, control.now()) : unknown;
	const money = moneyFields(moneyOf(context, report));
	const rows = [...order, ...lastFields(context), ...restingFields(context), ...money, ...configFields(context)];
	return {
		tone: "info",
		lines: [
			headline(`auto-router ${control.version}`, activity(context)),
			...inactiveLines(context),
			...fields(rows, { width }),
			line(),
			...paragraph(styled("dim", `Commands: ${commands.map(({ name }) => name).join(", ")}`), { width }),
		],
		json: statusJson(context, report),
	};
}

/** `/auto-router status`: what is active, what would be tried first now, and everything that needs attention. */
export function createStatusCommand(commands: () => readonly Pick<Command, "name">[]): Command {
	return {
		name: "status",
		summary: "what is active, what comes next, what needs attention",
		usage: "",
		words: [0, 0],
		complete: () => [],
		run: (args, context) => showStatus(args, context, commands()),
	};
}
