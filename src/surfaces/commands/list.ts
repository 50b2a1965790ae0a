import { formatLatency } from "../../core/text/format-latency.ts";
import type { RouteReport, TargetReport } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import { targetState } from "../views/target-state.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { activeRouteId, aliasesOf } from "./names.ts";
import { targetJson } from "./target-json.ts";
import { headline } from "./usage.ts";

function targetRow(report: TargetReport, nowMs: number): readonly Cell[] {
	const { rank, ttftMs, candidate } = report;
	const state = targetState(report, nowMs);
	return [
		rank === undefined ? "–" : String(rank + 1),
		candidate.target.label,
		{ text: ttftMs === undefined ? "" : formatLatency(ttftMs), role: "dim" },
		{ text: state.text, role: state.role },
	];
}

/** Share of the width that labels may take. */
const LABEL_SHARE = 0.4;

function routeLines(report: RouteReport, context: CommandContext): Line[] {
	const { route, targets } = report;
	const { control, width } = context;
	const isActive = route.id === activeRouteId(context);
	const mark = isActive ? styled("accent", "● ") : "  ";
	const name = route.name === route.id ? "" : `  ${route.name}`;
	const rows = targets.map((target) => targetRow(target, control.now()));
	const columns = [
		{ align: "right" },
		{ max: Math.floor(width * LABEL_SHARE) },
		{ align: "right" },
		{ wraps: true },
	] as const;
	const aliases = aliasesOf(control, route.id);
	return [
		line(mark, styled("strong", route.id), styled("dim", name), styled("accent", isActive ? "  active" : "")),
		...table(columns, rows, { width, indent: 4 }),
		...(aliases.length === 0 ? [] : paragraph(styled("dim", `aliases: ${aliases.join(", ")}`), { width, indent: 4 })),
	];
}

function listRoutes(_args: unknown, context: CommandContext): View {
	const { control, width } = context;
	const reports = control.routes().flatMap(({ id }) => control.route(id) ?? []);
	const { problems, source } = control.config();
	const routes = reports.flatMap((report) => [line(), ...routeLines(report, context)]);
	const warning = problems.map((problem) => paragraph(styled("warning", problem), { width, bullet: "⚠ " }));
	return {
		tone: "info",
		lines: [headline("Routes", "targets in the order they would be tried now"), ...warning.flat(), ...routes],
		json: {
			activeRoute: activeRouteId(context) ?? null,
			config: { source, problems },
			routes: reports.map(({ route, targets }) => ({
				id: route.id,
				name: route.name,
				aliases: aliasesOf(control, route.id),
				targets: targets.map((target) => targetJson(target, control.now())),
			})),
		},
	};
}

/** `/auto-router list`: every route with its targets in the order they would be tried now. */
export const listCommand: Command = {
	name: "list",
	summary: "all routes and their targets in order",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: listRoutes,
};
