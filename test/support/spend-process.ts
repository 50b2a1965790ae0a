import { once } from "node:events";
import { readdir, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { logEvents } from "./log-lines.ts";
import { startChild } from "./start-child.ts";

/** How a process of `spend-child.ts` differs from the plain one. */
export interface SpendOptions {
	/** How wrong its clock goes. */
	readonly skewMs?: number;
	readonly timeZone?: string;
	/** It ends by itself after so many records. */
	readonly count?: number;
}

/** What it tells. */
export type SpendMessage =
	| { readonly kind: "started"; readonly cents: number; readonly problems: readonly string[] }
	| { readonly kind: "spent"; readonly cents: number; readonly day: string }
	| { readonly kind: "stopped"; readonly problems: readonly string[] };

/** Cents of a process's first, second, … record. */
export const centsOf = (number: number): number => 1 + (number % 7);

/** What is known of a process that has ended. */
export interface SpendRun {
	/** Cents that it found at its start; undefined if it was killed before that. */
	readonly found: number | undefined;
	/** What was handed to the operating system for certain. */
	readonly spent: readonly { readonly cents: number; readonly day: string }[];
	/** Cents of the record that a kill may have caught under way; 0 if it ended by itself. */
	readonly underWay: number;
	readonly problems: readonly string[];
}

/** How a process ends: killed so long after it was made, killed or asked to stop so long after its start, or by itself. */
export type SpendEnd =
	| { readonly killEarlyMs: number }
	| { readonly killAfterMs: number }
	| { readonly stopAfterMs: number }
	| "by itself";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Cents that processes have acknowledged, and at most besides. */
export function acknowledged(runs: readonly SpendRun[]): { readonly least: number; readonly most: number } {
	const least = sum(runs.flatMap(({ spent }) => spent.map(({ cents }) => cents)));
	return { least, most: least + sum(runs.map(({ underWay }) => underWay)) };
}

/** Runs one process to its end. */
export async function runSpender(
	bundle: string,
	folder: string,
	end: SpendEnd,
	options: SpendOptions = {},
): Promise<SpendRun> {
	const child = startChild(bundle, [folder, JSON.stringify(options)]);
	const messages: SpendMessage[] = [];
	const kill = () => child.kill("SIGKILL");
	let timer = end !== "by itself" && "killEarlyMs" in end ? setTimeout(kill, end.killEarlyMs) : undefined;
	child.on("message", (message: SpendMessage) => {
		messages.push(message);
		if (message.kind !== "started" || end === "by itself" || timer) return;
		if ("killAfterMs" in end) timer = setTimeout(kill, end.killAfterMs);
		if ("stopAfterMs" in end) timer = setTimeout(() => child.connected && child.send("stop"), end.stopAfterMs);
	});
	const [[code, signal]] = await Promise.all([once(child, "exit"), once(child, "disconnect")]);
	clearTimeout(timer);
	if (code !== 0 && signal !== "SIGKILL") throw new Error(`the process ended with ${code ?? signal}`);
	const spent = messages.flatMap((message) => (message.kind === "spent" ? [message] : []));
	const found = messages.find((message) => message.kind === "started")?.cents;
	return {
		found,
		spent,
		underWay: signal === "SIGKILL" && found !== undefined ? centsOf(spent.length + 1) : 0,
		problems: messages.flatMap((message) => (message.kind === "spent" ? [] : message.problems)),
	};
}

/** Makes the locks of killed processes as old as they are after the ten seconds for which they are respected. */
export async function ageLocks(folder: string): Promise<void> {
	const locks = (await readdir(folder)).filter((name) => name.endsWith(".lock"));
	for (const name of locks) await utimes(join(folder, name), new Date(1), new Date(1));
}

/** Cents of every record in the log, set aside files included, by day; throws for one that stands there twice. */
export async function centsInLog(folder: string): Promise<Readonly<Record<string, number>>> {
	const names = (await readdir(folder)).filter((name) => /^auto-router\.events\..*jsonl$/.test(name));
	const seen = new Set<string>();
	const days: Record<string, number> = {};
	for (const name of names) {
		for (const event of await logEvents(join(folder, name))) {
			const id = `${event.writer} ${event.seq}`;
			if (seen.has(id)) throw new Error(`record ${id} stands twice in the log`);
			seen.add(id);
			if (event.type !== "routing.result") continue;
			const { day = "", usage } = event.data;
			days[day] = (days[day] ?? 0) + (usage?.input ?? 0);
		}
	}
	return days;
}

/** Cents by day that the file for people tells. */
export async function centsInStats(folder: string): Promise<Readonly<Record<string, number>>> {
	const { daily } = JSON.parse(await readFile(join(folder, "auto-router.stats.json"), "utf8"));
	const days = Object.entries<Record<string, { inputTokens: number; estimatedCost: number }>>(daily);
	return Object.fromEntries(
		days.map(([day, providers]) => [
			day,
			sum(
				Object.values(providers).map(({ inputTokens, estimatedCost }) => {
					if (Math.abs(estimatedCost * 100 - inputTokens) > 1e-6) throw new Error("cents and tokens differ");
					return inputTokens;
				}),
			),
		]),
	);
}

/** All cents of some days. */
export const totalOf = (days: Readonly<Record<string, number>>): number => sum(Object.values(days));
