import { rm, writeFile } from "node:fs/promises";
import type { Action } from "../schedule.ts";
import { origin } from "../watched-call.ts";
import { closeSession, type OpenSession, openSession, type World } from "../world.ts";
import { ask } from "./ask.ts";
import { runProcess } from "./run-process.ts";
import { troubleFiles } from "./trouble-files.ts";

/** Commands that change something; every other one only looks. */
const CHANGES: ReadonlySet<string> = new Set(["reset", "reload"]);

/** Does one thing to the world. Resolves when it is over; what heals by itself has healed then. */
export async function act(world: World, action: Action): Promise<void> {
	switch (action.do) {
		case "ask":
			return ask(world, sessionOf(world, action.session), action.prompt);
		case "abort":
			return sessionOf(world, action.session).sdk.session.abort();
		case "routes":
			if (action.routes === "removed") return rm(world.home.routesFile, { force: true });
			return writeFile(world.home.routesFile, action.routes.text);
		case "clock":
			world.deeds.hasJumped = true;
			world.deeds.jumpedInStep = world.step;
			world.clock.jump(action.ms);
			return;
		case "command":
			return command(sessionOf(world, action.session), action.text);
		case "files":
			return troubleFiles(world, action.trouble, action.variant);
		case "reopen":
			return reopen(world, action.session);
		case "process":
			return runProcess(world, action.version, action.killAfterMs);
	}
}

function sessionOf({ sessions }: World, index: number): OpenSession {
	const found = sessions[index] ?? sessions[0];
	if (found === undefined) throw new Error("No session is open.");
	return found;
}

function command({ sdk }: OpenSession, text: string): Promise<void> {
	const run = () => sdk.session.prompt(`/auto-router ${text}`);
	return CHANGES.has(text) ? run() : origin.run({ look: text }, run);
}

async function reopen(world: World, index: number): Promise<void> {
	const open = sessionOf(world, index);
	const at = world.sessions.indexOf(open);
	// A session is opened on its route, so that must be there.
	await writeFile(world.home.routesFile, world.schedule.routes);
	await closeSession(world, open);
	world.sessions.splice(at, 0, await openSession(world));
}
