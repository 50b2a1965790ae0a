import type { World } from "../world.ts";
import type { Finding, Invariant } from "./invariant.ts";

/** What the router says of itself when it finds a bug, in a notice or as the end of an answer. */
const BUG = /a bug, please report it|internal error in auto-router/;

/** Errors of ours in the output of another process. */
const CRASH = /UnhandledPromiseRejection|uncaughtException|^\s+at .*auto-router/m;

function inProcesses({ children, step }: World): Finding[] {
	return children.flatMap((child): Finding[] => {
		const where = `process of ${child.promptMark}`;
		if (child.step !== step) return [];
		if (child.isTimedOut)
			return [{ where, expected: "a process that ends", seen: `none within its time: ${child.stderr}` }];
		if (BUG.test(child.stderr) || CRASH.test(child.stderr)) return [{ where, expected: "no bug", seen: child.stderr }];
		if (child.isKilled || child.code === 0 || child.code === 1) return [];
		return [{ where, expected: "exit code 0 or 1", seen: `${child.code}: ${child.stderr}` }];
	});
}

function inAnswers({ calls }: World): Finding[] {
	return calls.flatMap(({ id, terminal }) => {
		const message = terminal?.errorMessage ?? "";
		return BUG.test(message) ? [{ where: id, expected: "no bug", seen: message }] : [];
	});
}

/** Every request of a process that lived to its end is recorded whole; one that was killed may have stopped anywhere. */
function complaints({ complaints: told }: World): Finding[] {
	return told.splice(0).map((seen) => ({ where: "the run", expected: "nothing to complain of", seen }));
}

/** 6: nothing that the router itself calls a bug, and nothing that nobody waits for. What is said on stderr is looked at by `Noise`. */
export const noBug: Invariant = {
	name: "no bug is reported, and everything ends in time",
	afterStep: (world) => [...complaints(world), ...inProcesses(world), ...inAnswers(world)],
};
