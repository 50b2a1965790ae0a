import type { BalanceReport } from "../../core/reports/balance-report.ts";
import type { RefreshReport } from "../../core/reports/quota-report.ts";
import { formatDuration } from "../../core/text/format.ts";
import { formatMoney } from "../../core/text/format-money.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import { type Line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import { type Actions, actionSuggestions, runAction } from "./actions.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { refreshLines } from "./refreshed.ts";
import { headline } from "./usage.ts";

function amountCell({ amounts }: BalanceReport): Cell {
	if (amounts.length === 0) return styled("dim", "unknown");
	const text = amounts.map(({ amount, currency }) => formatMoney(amount, currency)).join(" + ");
	return amounts.some(({ amount }) => amount > 0) ? text : styled("error", text);
}

function ageCell({ readAtMs, error }: BalanceReport, nowMs: number): Cell {
	const age = readAtMs === undefined ? "" : `read ${formatDuration(nowMs - readAtMs)} ago`;
	if (error === undefined) return age === "" ? styled("dim", "not read yet") : styled("dim", age);
	return styled("warning", `${age === "" ? "" : `${age}; `}the last reading failed: ${error}`);
}

function budgetCell({ monthly }: BalanceReport): Cell {
	if (!monthly) return styled("dim", "no monthly limit");
	const { spentUsd, limitUsd } = monthly;
	const percent = Math.round((spentUsd / limitUsd) * 100);
	return `${formatUsd(spentUsd)} of ${formatUsd(limitUsd)} (${percent}%)`;
}

function show(context: CommandContext, notes: readonly Line[], refreshed?: readonly RefreshReport[]): View {
	const { control, width } = context;
	const reports = control.balances();
	const nowMs = control.now();
	const rows = reports.map((report): Cell[] => [
		report.provider,
		amountCell(report),
		budgetCell(report),
		ageCell(report, nowMs),
	]);
	const none = paragraph("No provider of a route is paid by the token.", { width, indent: 2 });
	return {
		tone: refreshed?.some(({ kind }) => kind === "failed") ? "warning" : "info",
		lines: [
			headline("Balances", "of providers that are paid by the token, and their monthly budgets"),
			...(rows.length === 0 ? none : table([{}, { align: "right" }, {}, { wraps: true }], rows, { width, indent: 2 })),
			...notes,
		],
		json: {
			balances: reports.map(({ provider, amounts, readAtMs, error, monthly }) => ({
				provider,
				amounts,
				readAt: readAtMs === undefined ? null : new Date(readAtMs).toISOString(),
				error: error ?? null,
				monthly: monthly ? { limitUsd: monthly.limitUsd, spentUsd: monthly.spentUsd } : null,
			})),
			...(refreshed === undefined ? {} : { fetched: refreshed }),
		},
	};
}

async function fetchNow(_args: unknown, context: CommandContext): Promise<View> {
	const reports = await context.control.refreshBalances();
	return show(context, refreshLines(reports, context.width), reports);
}

const ACTIONS: Actions = {
	show: { summary: "what was read last", run: (_args, context) => show(context, []) },
	fetch: { summary: "ask the providers now", run: fetchNow },
};

/** `/auto-router balance`: what is left of prepaid credit. */
export const balanceCommand: Command = {
	name: "balance",
	summary: "prepaid credit of providers that are paid by the token",
	usage: "[show | fetch]",
	words: [0, 1],
	complete: (words) => (words.length === 0 ? actionSuggestions(ACTIONS) : []),
	run: (args, context) => runAction("balance", ACTIONS, args, context),
};
