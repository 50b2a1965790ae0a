import type { CliCommand, Described } from "./command.ts";

const OPTIONS: readonly Described[] = [
	["--file <path>", "the log, or - for standard input (default: the router's own)"],
	["--route <id>", "only this route"],
	["--provider <id>", "only what it answered or was planned for"],
	["--since <when>", "from this time on: 2026-05-28, 2026-05-28T09:00, 7d or 24h"],
	["--until <when>", "before this time"],
	["--limit <number>", "rows of each list (default: 10)"],
	["--time-zone <zone>", "whose days are meant (default: the machine's)"],
	["--json", "print the whole report as JSON"],
	["--csv", "print the tables as CSV"],
];

const TOLD = [
	"Reads the log and the files beside it that were set aside, packed (.gz) or not,",
	"in one pass; nothing is changed. Times without a zone are of --time-zone.",
	"docs/analytics.md says how to read it, schema/ describes the JSON.",
	"",
];

const EXAMPLES = (name: string): readonly string[] => [
	"Examples:",
	`  pi-auto-router ${name} --since 7d`,
	`  pi-auto-router ${name} --route subscription-swe --json`,
];

/** `pi-auto-router stats`: counters and spend. */
export const statsCommand: CliCommand = {
	name: "stats",
	summary: "counts requests, outcomes and spend in the log",
	options: OPTIONS,
	details: [...TOLD, ...EXAMPLES("stats")],
	run: async (given, context) => (await import("../report/show-stats.ts")).showStats(given, context),
};

/** `pi-auto-router quality`: what users thought of the answers. */
export const qualityCommand: CliCommand = {
	name: "quality",
	summary: "says how answers were rated, by all that is known of them",
	options: OPTIONS,
	details: [...TOLD, ...EXAMPLES("quality")],
	run: async (given, context) => (await import("../report/show-quality.ts")).showQuality(given, context),
};

/** `pi-auto-router sessions`: how routing behaved over time. */
export const sessionsCommand: CliCommand = {
	name: "sessions",
	summary: "says how routing went: days, pace, latency, cost, drift, sessions",
	options: [...OPTIONS, ["--daily-top <number>", "models of each day (default: 3)"]],
	details: [...TOLD, ...EXAMPLES("sessions")],
	run: async (given, context) => (await import("../report/show-sessions.ts")).showSessions(given, context),
};
