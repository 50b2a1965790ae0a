import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { becomesTrue } from "../log-file.ts";
import type { WatchedTimers } from "../watched-timers.ts";
import type { World } from "../world.ts";
import type { Finding } from "./invariant.ts";

/** What a process holds, by kind. */
export type Holdings = Readonly<Record<string, number>>;

const CLOSE_MS = 8_000;
/** An abort reaches a server on this machine at once. */
const ABORT_MS = 4_000;

/** Counts what this process holds: open files by kind, watched files, and what keeps it alive. */
export function countHoldings(): Holdings {
	const names = [...descriptors(), ...watches(), ...process.getActiveResourcesInfo().map((name) => `resource ${name}`)];
	return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

function descriptors(): string[] {
	return list("/proc/self/fd").flatMap((name) => {
		const target = tried(() => readlinkSync(`/proc/self/fd/${name}`));
		// The list itself is read through one.
		if (target === undefined || /\/fd$/.test(target)) return [];
		return [`descriptor ${target.replace(/:?\[.*/, "")}`];
	});
}

function watches(): string[] {
	const infos = list("/proc/self/fdinfo").map(
		(name) => tried(() => readFileSync(`/proc/self/fdinfo/${name}`, "utf8")) ?? "",
	);
	return infos.flatMap((info) => [...info.matchAll(/^inotify wd/gm)].map(() => "watch"));
}

const list = (folder: string): string[] => tried(() => readdirSync(folder)) ?? [];

/** Undefined for what is gone by now, or is not there on this system. */
function tried<T>(look: () => T): T | undefined {
	try {
		return look();
	} catch {
		return undefined;
	}
}

/** What is there now and was not before, or more of it. */
function more(before: Holdings): string[] {
	return Object.entries(countHoldings()).flatMap(([name, count]) => {
		const earlier = before[name] ?? 0;
		return count > earlier ? [`${name}: ${count} instead of ${earlier}`] : [];
	});
}

/** Started by the engine itself, and not on behalf of a session that waits for its files. */
function isOfRequest(stack: string): boolean {
	const starter = stack.split("\n").find((line) => /\/src\//.test(line) && !/\/system\.ts/.test(line)) ?? "";
	return /\/src\/engine\//.test(starter) && !/pi-router\.ts|credential-watch\.ts/.test(stack);
}

/** Ends by itself: when an answer has ended, its records may be on their way to the disk for another moment. */
const isLimit = (stack: string): boolean => isOfRequest(stack) && /\/within\.ts/.test(stack);

/** 5a: what a request has begun is over with it: timers of the engine, and requests to targets. */
export async function leftByRequests(world: World, timers: WatchedTimers): Promise<Finding[]> {
	// One turn, for what is cancelled in a `finally`.
	await new Promise((resolve) => setImmediate(resolve));
	const pending = timers.pending((stack) => isOfRequest(stack) && !isLimit(stack));
	await becomesTrue(() => timers.pending(isOfRequest).length === 0, CLOSE_MS);
	pending.push(...timers.pending(isLimit));
	const isOpen = () => world.standIn.requests().filter(({ closedAt }) => closedAt === undefined);
	const areClosed = await becomesTrue(() => isOpen().length === 0, ABORT_MS);
	return [
		...pending.map((seen) => ({ where: "timers", expected: "none of a request that is over", seen })),
		...(areClosed
			? []
			: isOpen().map(({ provider, model }) => ({
					where: "the stand-in",
					expected: "no open request after the last answer",
					seen: `${provider}/${model} is still being asked`,
				}))),
	];
}

/** 5b: what the sessions have begun is over when they are closed. */
export async function leftBySessions(before: Holdings, timers: WatchedTimers): Promise<Finding[]> {
	const isOurs = (stack: string): boolean => /src\/(?:adapters|engine|app|surfaces)\//.test(stack);
	await becomesTrue(() => timers.pending(isOurs).length === 0 && more(before).length === 0, CLOSE_MS);
	return [
		...timers.pending(isOurs).map((seen) => ({ where: "timers", expected: "none after the sessions", seen })),
		...more(before).map((seen) => ({ where: "this process", expected: "no more than before the run", seen })),
	];
}
