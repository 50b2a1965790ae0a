import { APIS } from "../scenarios/faults/fault-rows.ts";
import { PI_VERSIONS, type PiVersion } from "../support/pi/pi-package.ts";
import { createReplies } from "./create-replies.ts";
import { createBrokenRoutes, createRoutes } from "./create-routes.ts";
import type { Action, FileTrouble, PoolTarget, Schedule, Step, TimedAction } from "./schedule.ts";
import { createSeeded, type Seeded } from "./seeded.ts";

/** How long a schedule is where nobody says. */
const STEPS = 20;
const HOUR_MS = 3_600_000;

const LOOKS = [
	"status",
	"status --json",
	"list",
	"list --json",
	"show subscription-swe",
	"show subscription-swe --json",
	"explain",
	"explain --json",
	"circuit",
	"help",
	"stattus",
];

/** Limits of what a seed may ask for, besides what the seed chooses. */
export interface ScheduleLimits {
	readonly steps?: number;
	readonly version?: PiVersion;
}

type Api = PoolTarget["api"];

/** What may happen in a schedule at all. Some seeds are calm, so that the strict comparisons apply to them. */
interface Mood {
	readonly clock: boolean;
	readonly files: boolean;
	readonly damage: boolean;
	readonly routes: boolean;
	readonly reopen: boolean;
	readonly processes: number;
}

/** Makes the schedule of a seed. */
export function createSchedule(seed: number, { steps = STEPS, version }: ScheduleLimits = {}): Schedule {
	const seeded = createSeeded(seed);
	const pool = createPool(seeded);
	const sessions = seeded.chance(0.6) ? 2 : 1;
	const mood: Mood = {
		clock: seeded.chance(0.5),
		files: seeded.chance(0.4),
		damage: seeded.chance(0.35),
		routes: seeded.chance(0.5),
		reopen: seeded.chance(0.5),
		processes: seeded.weighted([
			[60, 0],
			[30, 1],
			[10, 2],
		]),
	};
	const sharesRuntime = sessions === 2 && seeded.chance(0.25);
	const head = { sessions, sharesRuntime, piRetries: seeded.chance(0.3), routes: createRoutes(seeded, pool) } as const;
	const made: Step[] = [];
	let processesLeft = mood.processes;
	for (let number = 1; number <= steps; number++) {
		const hasProcess = processesLeft > 0 && seeded.chance(0.3);
		if (hasProcess) processesLeft -= 1;
		const actions = createActions(seeded, { mood, sessions, hasProcess, pool });
		// Who has spoilt the routes file mostly notices and mends it.
		const isSpoilt = made.at(-1)?.actions.some(({ action }) => action.do === "routes") === true;
		if (isSpoilt && seeded.chance(0.6)) actions.unshift({ atMs: 0, action: goodRoutes(seeded, pool) });
		made.push({ replies: createReplies(seeded, pool), actions });
	}
	const versions = PI_VERSIONS[seed % PI_VERSIONS.length] ?? PI_VERSIONS[0];
	return { seed, version: version ?? versions, pool, ...head, steps: made };
}

/** Four providers, two of which have two models, as accounts with several models have. */
function createPool(seeded: Seeded): PoolTarget[] {
	const [first, second, third, fourth] = Array.from({ length: 4 }, () => seeded.pick(APIS)) as [Api, Api, Api, Api];
	const usual = { contextWindow: 100_000, hasImages: true, isRefused: false };
	return [
		{ provider: "one", modelId: "model-a", api: first, ...usual },
		{ provider: "one", modelId: "model-b", api: first, ...usual, hasImages: false },
		{ provider: "two", modelId: "model-c", api: second, ...usual, contextWindow: seeded.pick([6_000, 100_000]) },
		{ provider: "two", modelId: "model-d", api: second, ...usual },
		{ provider: "three", modelId: "model-e", api: third, ...usual, contextWindow: 200_000 },
		{ provider: "four", modelId: "model-f", api: fourth, ...usual, isRefused: seeded.chance(0.35) },
	];
}

interface StepInput {
	readonly mood: Mood;
	readonly sessions: 1 | 2;
	readonly hasProcess: boolean;
	readonly pool: readonly PoolTarget[];
}

function createActions(seeded: Seeded, input: StepInput): TimedAction[] {
	const { sessions, hasProcess } = input;
	const soon = (maxMs: number) => seeded.between(0, maxMs);
	if (seeded.chance(0.08)) {
		return [{ atMs: 0, action: { do: "command", session: seeded.between(0, sessions - 1), text: seeded.pick(LOOKS) } }];
	}
	const first = seeded.between(0, sessions - 1);
	const actions: TimedAction[] = [{ atMs: 0, action: ask(seeded, first) }];
	if (sessions === 2 && seeded.chance(0.6)) actions.push({ atMs: soon(60), action: ask(seeded, 1 - first) });
	if (hasProcess) {
		const killAfterMs = seeded.chance(0.6) ? { killAfterMs: seeded.between(0, 150) } : {};
		actions.push({ atMs: 0, action: { do: "process", version: seeded.pick(PI_VERSIONS), ...killAfterMs } });
	}
	if (seeded.chance(0.3)) actions.push({ atMs: soon(300), action: { do: "abort", session: first } });
	for (let left = seeded.between(0, 2); left > 0; left--) {
		const action = createDisturbance(seeded, input);
		if (action !== undefined) actions.push({ atMs: soon(250), action });
	}
	if (input.mood.reopen && seeded.chance(0.12)) return [{ atMs: 0, action: { do: "reopen", session: first } }];
	return actions.sort((a, b) => a.atMs - b.atMs);
}

function ask(seeded: Seeded, session: number): Action {
	const prompt = seeded.weighted([
		[85, "short"],
		[8, "long"],
		[7, "image"],
	] as const);
	return { do: "ask", session, prompt };
}

function createDisturbance(seeded: Seeded, { mood, sessions, pool }: StepInput): Action | undefined {
	const session = seeded.between(0, sessions - 1);
	const kind = seeded.weighted([
		[30, "look"],
		[15, "reset"],
		[8, "reload"],
		[mood.routes ? 25 : 0, "routes"],
		[mood.clock ? 25 : 0, "clock"],
		[mood.files ? 20 : 0, "files"],
		[mood.damage ? 20 : 0, "damage"],
	] as const);
	switch (kind) {
		case "look":
			return { do: "command", session, text: seeded.pick(LOOKS) };
		case "reset":
		case "reload":
			return { do: "command", session, text: kind };
		case "routes":
			if (seeded.chance(0.7)) return goodRoutes(seeded, pool);
			return { do: "routes", routes: createBrokenRoutes(seeded, pool) };
		case "clock":
			return { do: "clock", ms: createJump(seeded) };
		case "files":
			return files(seeded, {
				what: seeded.pick(["full", "read-only", "log-is-a-directory"]),
				forMs: seeded.between(20, 300),
			});
		case "damage":
			return files(seeded, { what: seeded.pick(DAMAGES) });
	}
}

function goodRoutes(seeded: Seeded, pool: readonly PoolTarget[]): Action {
	return { do: "routes", routes: { text: createRoutes(seeded, pool) } };
}

const DAMAGES = [
	"folder-removed",
	"claims-removed",
	"state-garbage",
	"log-emptied",
	"log-halved",
	"log-noise",
	"log-noise",
	"log-torn",
	"log-torn",
	"log-foreign",
	"log-foreign",
	"log-doubled",
] as const;

function files(seeded: Seeded, trouble: FileTrouble): Action {
	return { do: "files", trouble, variant: seeded.between(0, 999) };
}

function createJump(seeded: Seeded): number {
	return seeded.weighted([
		[4, seeded.between(1, 5) * HOUR_MS],
		[3, -seeded.between(1, 5) * HOUR_MS],
		[4, -seeded.between(1, 2_000)],
		[4, seeded.between(20, 130) * 1_000],
		// Longer than a log is written to before it is set aside.
		[1, 31 * 24 * HOUR_MS],
	]);
}
