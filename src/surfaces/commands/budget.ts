import type { Budget } from "../../core/accounting/budgets.ts";
import { isNearlySpent } from "../../core/accounting/standing.ts";
import type { BudgetReport } from "../../core/reports/budget-report.ts";
import { formatTokens } from "../../core/text/format.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import { type Line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import { type Actions, actionSuggestions, runAction } from "./actions.ts";
import { clearBudget, setBudget } from "./budget-changes.ts";
import type { Command, CommandContext, CompletionContext, Suggestion, View } from "./command.ts";
import { knownProviders } from "./providers.ts";
import { headline } from "./usage.ts";

const HEADINGS = ["provider", "period", "spent", "limit", "used", "at its end", "from"];
const EFFECT =
	"What a plan pays for counts by its price. From 80% on a budget warns; when it is spent, its provider is passed over " +
	"as long as another one is left, and a hard one always.";
const HOW = "/auto-router budget set <provider> <usd> [monthly|daily] [--hard] sets one.";

function share({ spentUsd, limitUsd, ...budget }: Budget): Cell {
	const text = `${Math.round((spentUsd / limitUsd) * 100)}%`;
	if (spentUsd >= limitUsd) return styled("error", text);
	return isNearlySpent({ spentUsd, limitUsd, ...budget }) ? styled("warning", text) : text;
}

function forecast({ forecastUsd, limitUsd }: Budget): Cell {
	if (forecastUsd === undefined) return "";
	return forecastUsd > limitUsd ? styled("warning", formatUsd(forecastUsd)) : formatUsd(forecastUsd);
}

function budgetRow(provider: string, budget: Budget): readonly Cell[] {
	const { period, spentUsd, limitUsd, isHard, from } = budget;
	const limit = `${formatUsd(limitUsd)}${isHard ? " hard" : ""}`;
	const where = from === "file" ? "routes file" : "command";
	return [provider, period, formatUsd(spentUsd), limit, share(budget), forecast(budget), where];
}

function reportRows({ provider, budgets, month }: BudgetReport): readonly (readonly Cell[])[] {
	if (budgets.length > 0) return budgets.map((budget, at) => budgetRow(at === 0 ? provider : "", budget));
	return [[provider, "monthly", formatUsd(month.costUsd), styled("dim", "no limit")]];
}

function tokensLine({ provider, month, today }: BudgetReport): string {
	const used = (name: string, { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens }: typeof month): string =>
		`${name} ${formatTokens(inputTokens + cacheReadTokens + cacheWriteTokens)} in, ${formatTokens(outputTokens)} out`;
	return `${provider}: ${used("today", today)}; ${used("this month", month)}`;
}

function budgetJson(budget: Budget): unknown {
	const { period, limitUsd, spentUsd, isHard, from, periodEndMs, forecastUsd } = budget;
	return {
		period,
		limitUsd,
		spentUsd,
		usedShare: spentUsd / limitUsd,
		hard: isHard,
		warning: isNearlySpent(budget),
		from,
		periodEnd: new Date(periodEndMs).toISOString(),
		forecastUsd: forecastUsd ?? null,
	};
}

function show(_args: unknown, { control, width }: CommandContext): View {
	const reports = control.budgets();
	const columns = HEADINGS.map((_, at) => (at >= 2 && at <= 5 ? ({ align: "right" } as const) : {}));
	const head: Cell[] = HEADINGS.map((name) => styled("dim", name));
	const rows = reports.flatMap(reportRows);
	const used = reports.filter(({ month }) => month.requests > 0);
	const lines: Line[] =
		rows.length === 0
			? paragraph("Nothing was spent this month, and there is no limit.", { width, indent: 2 })
			: table(columns, [head, ...rows], { width, indent: 2 });
	return {
		tone: "info",
		lines: [
			headline("Budgets", `days and months of ${control.timeZone() ?? "this machine's zone"}`),
			...lines,
			...used.flatMap((report) => paragraph(styled("dim", tokensLine(report)), { width, indent: 2 })),
			...paragraph(styled("dim", `${EFFECT} ${HOW}`), { width }),
		],
		json: {
			budgets: reports.map(({ provider, isPerToken, today, month, budgets }) => ({
				provider,
				perToken: isPerToken,
				today,
				month,
				budgets: budgets.map(budgetJson),
			})),
		},
	};
}

const ACTIONS: Actions = {
	show: { summary: "what was spent, the limits, and where the period will end", run: show },
	set: { summary: "set a limit: <provider> <usd> [monthly|daily] [--hard]", run: setBudget },
	clear: { summary: "take back a limit: <provider> [monthly|daily]", run: clearBudget },
};

const PERIODS: readonly Suggestion[] = [
	{ value: "daily", description: "per day" },
	{ value: "monthly", description: "per calendar month; the provider is then paid by the token" },
];

function complete([action, ...rest]: readonly string[], { control }: CompletionContext): readonly Suggestion[] {
	if (action === undefined) return actionSuggestions(ACTIONS);
	const limited = control.budgets().flatMap(({ provider, budgets }) => (budgets.length > 0 ? [provider] : []));
	if (action === "set") {
		if (rest.length === 0) return knownProviders(control).map((value) => ({ value }));
		return rest.length === 2 ? PERIODS : [];
	}
	if (action !== "clear") return [];
	if (rest.length === 0) return limited.map((value) => ({ value }));
	return rest.length === 1 ? PERIODS : [];
}

/** `/auto-router budget`: what was spent, and the limits for it. */
export const budgetCommand: Command = {
	name: "budget",
	summary: "what was spent per provider, and the limits for it",
	usage: "[show | set <provider> <usd> [monthly|daily] [--hard] | clear <provider> [monthly|daily]]",
	briefUsage: "[show | set … | clear …]",
	words: [0, 4],
	options: [{ name: "--hard", summary: "with set: pass the provider over even if nobody else is left" }],
	complete,
	run: (args, context) => runAction("budget", ACTIONS, args, context),
};
