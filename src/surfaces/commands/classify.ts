import { requestTier } from "../../core/classify/tier.ts";
import type { PromptReport } from "../../core/reports/prompt-report.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import { styled } from "../views/line.ts";
import { fields, paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { activeRouteId } from "./names.ts";
import type { Args } from "./parse-args.ts";
import { headline } from "./usage.ts";

const NOTE = "Nothing was sent. Policy rules may set another tier; /auto-router rules has them.";

function turnPhrase({ isRepair, isFollowUp }: PromptReport): string {
	if (isRepair) return "says that the turn before went wrong";
	return isFollowUp ? "goes on with the turn before" : "a new subject";
}

function askedFor({ shortcuts, pin, maxCostUsd }: PromptReport): string {
	const asked = [
		...shortcuts.map((shortcut) => `@${shortcut}`),
		...(pin === undefined ? [] : [`only ${pin}`]),
		...(maxCostUsd === undefined ? [] : [`${formatUsd(maxCostUsd)} at most`]),
	];
	return asked.length === 0 ? "nothing by name" : asked.join(", ");
}

async function classify({ words }: Args, context: CommandContext): Promise<View> {
	const { control, sessionId, width } = context;
	const report = await control.readPrompt(words.join(" "), sessionId);
	const { intent, confidence, subtask, why, shortcuts } = report;
	const routeId = activeRouteId(context) ?? control.routes()[0]?.id ?? "";
	const { tier, source } = requestTier({ shortcuts, intent, routeId });
	const kind = subtask === undefined ? intent : `${intent} (${subtask})`;
	const sources = { shortcut: "asked for", rule: "set by a rule", intent: "by the intent", route: `by ${routeId}` };
	const rows: [string, string][] = [
		["Intent", confidence === 0 ? "it says nothing" : `${kind}, ${Math.round(confidence * 100)}% sure`],
		["Because", why],
		["Turn", turnPhrase(report)],
		["Asks for", askedFor(report)],
		["Tier", `${tier}, ${sources[source]}`],
	];
	return {
		tone: "info",
		lines: [
			headline("Classified", "as a request with this prompt would be"),
			...fields(rows, { width, indent: 2 }),
			...paragraph(styled("dim", NOTE), { width }),
		],
		json: { ...report, subtask: subtask ?? null, tier, tierSource: source },
	};
}

/** `/auto-router classify`: what a prompt would be taken for, and why; nothing is sent. */
export const classifyCommand: Command = {
	name: "classify",
	summary: "what a prompt would be taken for, and why; nothing is sent",
	usage: "<prompt>",
	words: [1, 2_000],
	complete: () => [],
	run: classify,
};
