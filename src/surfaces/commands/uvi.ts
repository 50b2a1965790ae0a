import type { JudgedWindow, QuotaReport, RefreshReport } from "../../core/reports/quota-report.ts";
import { formatDuration } from "../../core/text/format.ts";
import { type Line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import { STATUS_ROLES, windowOutlook } from "../views/window-outlook.ts";
import { type Actions, actionSuggestions, runAction } from "./actions.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { modePhrase, switchMode } from "./mode-switch.ts";
import { refreshLines } from "./refreshed.ts";
import { headline } from "./usage.ts";

const MEANING =
	"UVI is the share used over the share of the window that is over: 1 is on pace. Stressed providers come last, critical " +
	"and exhausted ones are passed over, a surplus comes first.";
const OFF = "Plans are shown and do not change the order. Monthly budgets count all the same.";

const uviText = (uvi: number | undefined): string => (uvi === undefined ? "" : uvi.toFixed(2));

function windowRow(window: JudgedWindow, nowMs: number): readonly Cell[] {
	const { id, usedShare, uvi, status, isStale, readAtMs } = window;
	const stale = isStale && readAtMs !== undefined ? `; read ${formatDuration(nowMs - readAtMs)} ago (stale)` : "";
	const outlook = `${windowOutlook(window, nowMs)}${stale}`;
	return [
		`  ${id}`,
		`${Math.round(usedShare * 100)}%`,
		uviText(uvi),
		styled(STATUS_ROLES[status], status),
		isStale ? styled("dim", outlook) : outlook,
	];
}

/** What there is to say about an account besides its windows. */
function accountCell({ plan, isUsable, error, windows }: QuotaReport): Cell {
	if (error !== undefined) return styled("warning", `⚠ the last reading failed: ${error}`);
	if (isUsable === false) return styled("error", "cannot be used, whatever its windows say");
	const beyond = isUsable && windows.some(({ usedShare }) => usedShare >= 1) ? "can be used beyond its windows" : "";
	return styled("dim", [plan ?? "", beyond].filter((part) => part !== "").join(", "));
}

function accountRows(report: QuotaReport, nowMs: number): readonly (readonly Cell[])[] {
	const { account, status, uvi, windows } = report;
	const known: Cell = status === undefined ? styled("dim", "unknown") : styled(STATUS_ROLES[status], status);
	const head: Cell[] = [styled("strong", account), "", uviText(uvi), known, accountCell(report)];
	return [head, ...windows.map((window) => windowRow(window, nowMs))];
}

const iso = (atMs: number | undefined): string | null => (atMs === undefined ? null : new Date(atMs).toISOString());

function quotaJson({ account, status, uvi, windows, plan, isUsable, error }: QuotaReport): unknown {
	return {
		account,
		status: status ?? null,
		uvi: uvi ?? null,
		plan: plan ?? null,
		usable: isUsable ?? null,
		error: error ?? null,
		windows: windows.map((window) => ({
			id: window.id,
			usedShare: window.usedShare,
			uvi: window.uvi ?? null,
			status: window.status,
			resetsAt: iso(window.resetsAtMs),
			emptyAt: iso(window.emptyAtMs),
			readAt: iso(window.readAtMs),
			source: window.source,
			stale: window.isStale,
		})),
	};
}

/** Something that is said above the table. */
interface Notes {
	readonly lines: readonly Line[];
	readonly isWarning: boolean;
	readonly refreshed?: readonly RefreshReport[];
}

function show(context: CommandContext, notes: Notes = { lines: [], isWarning: false }): View {
	const { control, width } = context;
	const state = control.mode("uvi");
	const isHard = control.mode("hard").isOn;
	const reports = control.quotas();
	const rows = reports.flatMap((report) => accountRows(report, control.now()));
	const columns = [{}, { align: "right" }, { align: "right" }, {}, { wraps: true }] as const;
	const none = paragraph("No plan was read yet, and there is no monthly budget.", { width, indent: 2 });
	const hard = isHard ? " Hard mode: stressed ones are passed over too." : "";
	return {
		tone: notes.isWarning ? "warning" : "info",
		lines: [
			headline("UVI", modePhrase("uvi", state), ...(isHard ? ["hard mode"] : [])),
			...notes.lines,
			...(rows.length === 0 ? none : table(columns, rows, { width, indent: 2 })),
			...paragraph(styled("dim", state.isOn ? `${MEANING}${hard}` : OFF), { width }),
		],
		json: {
			enabled: state.isOn,
			by: state.by,
			hard: isHard,
			accounts: reports.map(quotaJson),
			...(notes.refreshed === undefined ? {} : { refreshed: notes.refreshed }),
		},
	};
}

function change(isOn: boolean, context: CommandContext): View {
	const kept = switchMode("uvi", isOn, context.control);
	const { width } = context;
	const lines = kept.flatMap((note) => paragraph(styled("warning", note), { width, bullet: "⚠ " }));
	return show(context, { lines, isWarning: kept.length > 0 });
}

async function refresh(_args: unknown, context: CommandContext): Promise<View> {
	const refreshed = await context.control.refreshQuotas();
	const isWarning = refreshed.some(({ kind }) => kind === "failed");
	return show(context, { lines: refreshLines(refreshed, context.width), isWarning, refreshed });
}

const ACTIONS: Actions = {
	show: { summary: "how fast plans and monthly budgets are used up", run: (_args, context) => show(context) },
	enable: { summary: "let the pace of plans change the order", run: (_args, context) => change(true, context) },
	disable: { summary: "only show the pace of plans", run: (_args, context) => change(false, context) },
	refresh: { summary: "ask the providers now", run: refresh },
};

/** `/auto-router uvi`: how fast plans are used up. */
export const uviCommand: Command = {
	name: "uvi",
	summary: "how fast plans and monthly budgets are used up",
	usage: "[show | enable | disable | refresh]",
	briefUsage: "[show|enable|disable|refresh]",
	words: [0, 1],
	complete: (words) => (words.length === 0 ? actionSuggestions(ACTIONS) : []),
	run: (args, context) => runAction("uvi", ACTIONS, args, context),
};
