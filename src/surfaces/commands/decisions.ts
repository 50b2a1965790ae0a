import { shortRequestId } from "../../core/explain/explain.ts";
import type { RequestStory } from "../../core/reports/request-story.ts";
import { formatClock } from "../../core/text/format.ts";
import { formatLatency } from "../../core/text/format-latency.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import { line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import type { Args } from "./parse-args.ts";
import { headline, problemView } from "./usage.ts";

const USUAL_COUNT = 10;

function labelOf({ decision }: RequestStory, id: string | undefined): string {
	if (id === undefined) return "nobody";
	return decision.candidates.find(({ target }) => target === id)?.label ?? id;
}

function costUsd({ results }: RequestStory): number | undefined {
	const costs = results.flatMap(({ usage }) => usage?.costUsd ?? []);
	return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0);
}

function outcomeCell(story: RequestStory): Cell {
	const { final, decision } = story;
	const planned = labelOf(story, decision.order[0]);
	if (!final) return styled("dim", `${planned}, running`);
	if (final.outcome !== "success") return styled("error", `${planned}: ${final.outcome.replace("_", " ")}`);
	const answered = labelOf(story, final.target);
	return answered === planned ? styled("success", answered) : styled("warning", `${planned} → ${answered}`);
}

function row(story: RequestStory, { control }: CommandContext): readonly Cell[] {
	const cost = costUsd(story);
	return [
		styled("dim", formatClock(story.atMs, control.now(), control.timeZone())),
		styled("accent", shortRequestId(story.requestId)),
		story.routeId.replace(/^subscription-/, ""),
		story.decision.tier,
		outcomeCell(story),
		story.final === undefined ? "" : formatLatency(story.final.latencyMs),
		cost === undefined ? "" : formatUsd(cost),
	];
}

function decisions({ words: [count], options }: Args, context: CommandContext): View {
	const { control, sessionId, width } = context;
	const wanted = count === undefined ? USUAL_COUNT : Number(count);
	if (!Number.isInteger(wanted) || wanted < 1) {
		return problemView(`"${count}" is not a number of requests.`, ["For example: /auto-router decisions 20"], width);
	}
	const isAll = options.has("--all");
	const ofSession = control.stories().filter((story) => isAll || story.sessionId === sessionId);
	const shown = ofSession.slice(-wanted).toReversed();
	const where = isAll ? "of all sessions" : "of this session";
	const columns = [{}, {}, { max: 16 }, {}, { wraps: true }, { align: "right" }, { align: "right" }] as const;
	const rows = shown.map((story) => row(story, context));
	const none = paragraph(`No request ${where} yet.`, { width });
	return {
		tone: "info",
		lines: [
			headline("Decisions", `${where}, newest first`),
			...(shown.length === 0 ? none : table(columns, rows, { width })),
			...(shown.length === 0 ? [] : [line(styled("dim", "/auto-router explain <id> says why."))]),
		],
		json: { decisions: shown.map(({ results, ...story }) => ({ ...story, results, final: story.final ?? null })) },
	};
}

/** `/auto-router decisions`: the newest requests, one line each. */
export const decisionsCommand: Command = {
	name: "decisions",
	summary: "the newest requests and who answered them",
	usage: "[count]",
	words: [0, 1],
	options: [{ name: "--all", summary: "those of all sessions" }],
	complete: () => [],
	run: decisions,
};
