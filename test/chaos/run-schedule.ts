import { watch } from "node:fs";
import { tmpdir } from "node:os";
import { PI_VERSIONS } from "../support/pi/pi-package.ts";
import { enterEnvironment } from "../support/pi/process-environment.ts";
import { startStandIn } from "../support/stand-in/stand-in.ts";
import { act } from "./actions/act.ts";
import { createSchedule } from "./create-schedule.ts";
import { createDisk } from "./disk.ts";
import { allowedTargets } from "./invariants/allowed-targets.ts";
import { type Finding, type Invariant, storyOf } from "./invariants/invariant.ts";
import { logMatchesState } from "./invariants/log-matches-state.ts";
import { noBug } from "./invariants/no-bug.ts";
import { countHoldings, leftByRequests, leftBySessions } from "./invariants/nothing-left.ts";
import { oneEnding } from "./invariants/one-ending.ts";
import { oneText } from "./invariants/one-text.ts";
import { becomesTrue } from "./log-file.ts";
import { listen, type Noise } from "./noise.ts";
import type { Product } from "./product.ts";
import type { Schedule, Step } from "./schedule.ts";
import { type WatchedTimers, watchTimers } from "./watched-timers.ts";
import { closeSession, createWorld, type World } from "./world.ts";

/** An invariant that did not hold. */
export interface Violation extends Finding {
	readonly invariant: string;
	/** From 1; one more than the last for what was found at the end. */
	readonly step: number;
}

/** What came of a run. */
export interface RunResult {
	readonly violations: readonly Violation[];
	/** Steps that were carried out. */
	readonly steps: number;
	/** Calls of pi in this process. */
	readonly calls: number;
	/** Requests that reached the stand-in. */
	readonly requests: number;
}

export interface RunInput {
	readonly schedule: Schedule;
	readonly product: Product;
	readonly onStep?: (step: number) => void;
}

const INVARIANTS: readonly Invariant[] = [noBug, oneEnding, oneText, allowedTargets, logMatchesState];

/**
 * No request lasts longer than this: five targets, each silent to the end of its deadlines twice, take ten seconds. The
 * rest is for a busy machine, and for another pi that starts slowly.
 */
const STEP_LIMIT_MS = 90_000;
const CLOSE_LIMIT_MS = 30_000;

/** Carries a schedule out. Stops after the first step in which an invariant does not hold. Rejects for a mistake in the suite. */
export async function runSchedule(input: RunInput): Promise<RunResult> {
	watchOnce();
	const noise = listen();
	const timers = watchTimers();
	const before = countHoldings();
	try {
		const { world, violations } = await runWorld(input, { noise, timers });
		if (violations.length === 0) {
			const left = [...(await leftBySessions(before, timers)), ...heard(noise)];
			violations.push(...left.map(named("nothing is left, and nobody is told of a bug", world.step + 1)));
		}
		const { calls, script } = world;
		return { violations, steps: world.step, calls: calls.length, requests: script.said.length };
	} finally {
		timers.stop();
		noise.stop();
	}
}

/** Runs of one step each, whose leftovers are what a process opens once for all: without them the first real run is blamed. */
export async function warmUp(product: Product): Promise<void> {
	for (const version of PI_VERSIONS) {
		const schedule = createSchedule(0, { steps: 1, version });
		const ask = { atMs: 0, action: { do: "ask", session: 0, prompt: "short" } } as const;
		await runSchedule({ schedule: { ...schedule, steps: [{ replies: {}, actions: [ask] }] }, product });
	}
}

/** The first watch of a process opens something that stays open for the others. */
function watchOnce(): void {
	watch(tmpdir(), { persistent: false }).close();
}

async function runWorld({ schedule, product, onStep }: RunInput, watches: Watches) {
	const standIn = await startStandIn();
	const world = await createWorld({ schedule, product, standIn, createDisk });
	const leave = enterEnvironment(world.home.env);
	const violations: Violation[] = [];
	try {
		for (const step of schedule.steps) {
			world.step += 1;
			onStep?.(world.step);
			violations.push(...(await runStep(world, step, watches)));
			if (violations.length > 0) break;
		}
		if (violations.length === 0) violations.push(...(await endOf(world)));
	} finally {
		for (const open of [...world.sessions]) await becomesTrue(isDone(closeSession(world, open)), CLOSE_LIMIT_MS);
		leave();
		await standIn.close();
		await world.disk.dispose();
		await world.home.dispose();
	}
	return { world, violations };
}

/** With a bug in the product a session may never close; what is left then is found afterwards. */
function isDone(work: Promise<unknown>): () => boolean {
	let done = false;
	void work.finally(() => {
		done = true;
	});
	return () => done;
}

const named =
	(invariant: string, step: number) =>
	(finding: Finding): Violation => ({ ...finding, invariant, step });

interface Watches {
	readonly noise: Noise;
	readonly timers: WatchedTimers;
}

async function runStep(world: World, { replies, actions }: Step, { noise, timers }: Watches): Promise<Violation[]> {
	for (const [target, list] of Object.entries(replies)) world.script.set(target, list);
	const running = actions.map(async ({ atMs, action }) => {
		await new Promise((resolve) => setTimeout(resolve, atMs));
		await act(world, action);
	});
	const all = Promise.all(running);
	const hasSettled = await becomesTrue(isDone(all), STEP_LIMIT_MS);
	if (!hasSettled || !(await becomesTrue(() => pending(world).length === 0, STEP_LIMIT_MS))) {
		const seen = `after ${STEP_LIMIT_MS} ms: ${pending(world).join(", ") || "an action goes on"}`;
		return [named("every request ends within its deadlines", world.step)({ where: "step", expected: "an end", seen })];
	}
	await all;
	const found: Violation[] = [];
	for (const { name, afterStep } of INVARIANTS) {
		found.push(...((await afterStep?.(world)) ?? []).map(named(name, world.step)));
	}
	found.push(...(await leftByRequests(world, timers)).map(named("nothing is left of a request", world.step)));
	found.push(...heard(noise).map(named("nobody is told of a bug", world.step)));
	return found;
}

/** Calls without their end, in the stream or in the records. */
function pending(world: World): string[] {
	return world.calls.flatMap((call) => {
		const types = storyOf(world, call).map(({ event }) => event.type);
		const isRecorded = !types.includes("routing.decision") || types.includes("routing.final");
		return call.isOver && isRecorded ? [] : [`${call.id} (${types.join(" ") || "no record"})`];
	});
}

function heard(noise: Noise): Finding[] {
	const text = noise.stderr();
	const isBug = /a bug, please report it/.test(text);
	return [
		...noise.uncaught().map((seen) => ({ where: "this process", expected: "nothing uncaught", seen })),
		...(isBug ? [{ where: "stderr", expected: "no notice of a bug", seen: text }] : []),
	];
}

async function endOf(world: World): Promise<Violation[]> {
	const found: Violation[] = [];
	for (const { name, atEnd } of INVARIANTS) {
		found.push(...((await atEnd?.(world)) ?? []).map(named(name, world.step + 1)));
	}
	return found;
}
