import { text } from "node:stream/consumers";
import type { PiVersion } from "../../support/pi/pi-package.ts";
import { spawnPi } from "../../support/pi/spawn-pi.ts";
import { ROUTE_ID } from "../create-routes.ts";
import { becomesTrue } from "../log-file.ts";
import type { World } from "../world.ts";
import { nextMark } from "./ask.ts";

/** A busy machine starts pi slowly; longer than this is a process that does not end. */
const LIMIT_MS = 60_000;

/** Runs a further pi on the home, in print mode, to its end or until it is killed in the middle of its request. */
export async function runProcess(world: World, version: PiVersion, killAfterMs: number | undefined): Promise<void> {
	world.deeds.hasOtherWriters = true;
	const mark = nextMark(world);
	const args = ["--model", `auto-router/${ROUTE_ID}`, "-p", `${mark} say something`];
	const pi = spawnPi(version, world.home, args, { extension: world.product.folder });
	pi.child.stdin.end();
	let isOver = false;
	let isTimedOut = false;
	let isKilled = false;
	const limit = setTimeout(() => {
		isTimedOut = true;
		pi.kill();
	}, LIMIT_MS);
	const kill = async () => {
		const hasAsked = () => isOver || world.script.said.some(({ promptMark }) => promptMark === mark);
		await becomesTrue(hasAsked, LIMIT_MS);
		await new Promise((resolve) => setTimeout(resolve, killAfterMs));
		if (isOver || pi.child.pid === undefined) return;
		isKilled = pi.child.kill("SIGKILL");
	};
	const killing = killAfterMs === undefined ? undefined : kill();
	const [stdout, stderr, exit] = await Promise.all([text(pi.child.stdout), text(pi.child.stderr), pi.exited]);
	isOver = true;
	clearTimeout(limit);
	await killing;
	world.children.push({
		step: world.step,
		promptMark: mark,
		isKilled: isKilled && exit.signal === "SIGKILL",
		code: exit.code,
		stdout,
		stderr,
		isTimedOut,
	});
}
