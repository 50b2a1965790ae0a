// Measures the classifier of prompts against a file of labelled ones: npm run eval:intent -- <file.jsonl>

import { readFile } from "node:fs/promises";
import { classifyPrompt } from "../src/core/classify/prompt/classify-prompt.ts";
import { INTENTS, SUBTASKS } from "../src/core/request.ts";
import { BadLineError, type LabelledPrompt, readPrompts } from "./labelled-prompts.ts";

/** What was wanted and what came out. */
interface Judged {
	readonly wanted: string;
	readonly got: string;
	readonly source: string;
}

const NO_SUBTASK = "none";
const share = (part: number, whole: number): string => (whole === 0 ? "–" : (part / whole).toFixed(3));

function f1(judged: readonly Judged[], label: string): number {
	const hits = judged.filter(({ wanted, got }) => wanted === label && got === label).length;
	const misses = judged.filter(({ wanted, got }) => wanted !== got && (wanted === label || got === label)).length;
	return hits === 0 ? 0 : (2 * hits) / (2 * hits + misses);
}

function confusion(judged: readonly Judged[], labels: readonly string[]): string[] {
	const columns = [...labels, ...(judged.some(({ got }) => got === NO_SUBTASK) ? [NO_SUBTASK] : [])];
	const width = Math.max(...columns.map(({ length }) => length)) + 1;
	const shown = columns.map((label) => label.slice(0, 8).padStart(9)).join("");
	const rows = labels.map((wanted) => {
		const cells = columns.map((got) => judged.filter((one) => one.wanted === wanted && one.got === got).length);
		return `  ${wanted.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join("")}`;
	});
	return [`  ${"wanted \\ got".padEnd(width)}${shown}`, ...rows];
}

function report(title: string, judged: readonly Judged[], labels: readonly string[]): string[] {
	const right = judged.filter(({ wanted, got }) => wanted === got).length;
	const present = labels.filter((label) => judged.some(({ wanted }) => wanted === label));
	const scores = present.map((label) => f1(judged, label));
	const macro = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
	return [
		`${title}: ${judged.length} prompts, accuracy ${share(right, judged.length)}, macro-F1 ${macro.toFixed(3)}`,
		`  F1 by label: ${present.map((label, i) => `${label} ${scores[i]?.toFixed(2)}`).join(", ")}`,
		...confusion(judged, labels),
	];
}

function bySource(judged: readonly Judged[]): string[] {
	const groups = [...Map.groupBy(judged, ({ source }) => source)].sort(([a], [b]) => a.localeCompare(b));
	const width = Math.min(56, Math.max(...groups.map(([source]) => source.length)));
	return groups.map(([source, ones]) => {
		const right = ones.filter(({ wanted, got }) => wanted === got).length;
		return `  ${source.slice(0, width).padEnd(width)} ${String(right).padStart(5)} of ${String(ones.length).padStart(4)}`;
	});
}

function judge(prompts: readonly LabelledPrompt[]): { intents: Judged[]; subtasks: Judged[] } {
	const intents: Judged[] = [];
	const subtasks: Judged[] = [];
	for (const { text, intent, subtask, alt = [], source = "" } of prompts) {
		const got = classifyPrompt(text);
		const isAccepted = alt.includes(got.intent);
		intents.push({ wanted: intent, got: isAccepted ? intent : got.intent, source });
		if (subtask) subtasks.push({ wanted: subtask, got: got.subtask ?? NO_SUBTASK, source });
	}
	return { intents, subtasks };
}

async function main(file: string | undefined): Promise<number> {
	if (file === undefined) {
		process.stderr.write("usage: npm run eval:intent -- <file.jsonl>\n");
		return 2;
	}
	try {
		const { intents, subtasks } = judge(readPrompts(await readFile(file, "utf8"), file));
		const lines = [...report("intent", intents, INTENTS), "", ...report("subtask", subtasks, SUBTASKS)];
		if (intents.some(({ source }) => source !== "")) lines.push("", "intent, right by source", ...bySource(intents));
		process.stdout.write(`${lines.join("\n")}\n`);
		return 0;
	} catch (error) {
		if (!(error instanceof BadLineError) && !(error instanceof Error && "code" in error)) throw error;
		process.stderr.write(`${error.message}\n`);
		return 1;
	}
}

process.exitCode = await main(process.argv[2]);
