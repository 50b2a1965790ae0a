// A host of pi's SDK as a program of its own: opens a session on a route, asks, closes it, and prints what is still alive
// then. Arguments: the pi version, the working directory, the agent directory, the route.
import { readdir, readFile } from "node:fs/promises";
import type { AgentHome } from "../../support/pi/agent-home.ts";
import type { PiVersion } from "../../support/pi/pi-package.ts";
import { createSdkSession } from "../../support/pi/sdk-session.ts";

/** Directories and files under watch, on Linux; watchers that were unref'ed count too. */
async function watchCount(): Promise<number> {
	const names = await readdir("/proc/self/fdinfo");
	const infos = await Promise.all(names.map((name) => readFile(`/proc/self/fdinfo/${name}`, "utf8").catch(() => "")));
	return infos.join("\n").split("\ninotify wd").length - 1;
}

const [version, cwd, agentDir, model] = process.argv.slice(2) as [PiVersion, string, string, string];
const home = { cwd, agentDir, env: { ...process.env } } as unknown as AgentHome;

const sdk = await createSdkSession(version, home, { model });
const during = await watchCount();
await sdk.session.prompt("hi");
const text = sdk.session.getLastAssistantText();
await sdk.dispose();
const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout" || name === "Immediate");
process.stdout.write(`${JSON.stringify({ text, timers, watched: [during, await watchCount()] })}\n`);
