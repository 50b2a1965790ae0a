import { onTestFinished } from "vitest";
import { type AgentHome, type AgentHomeOptions, createAgentHome } from "../../support/pi/agent-home.ts";
import type { PiRecord } from "../../support/pi/jsonl.ts";
import type { PiVersion } from "../../support/pi/pi-package.ts";
import { type PiRpc, startPiRpc } from "../../support/pi/pi-rpc.ts";
import { ROUTE } from "../../support/scenario.ts";

/** Name of the routes file in an agent directory. */
export const ROUTES_FILE = "extensions/auto-router.routes.json";

/** A routes file with the scenarios' route over these targets, each `provider/model` or an object. */
export function routesOver(...targets: readonly (string | object)[]): object {
	const entries = targets.map((target) => {
		if (typeof target !== "string") return target;
		const [provider, ...model] = target.split("/");
		return { provider, modelId: model.join("/") };
	});
	return { routes: { [ROUTE.slice(ROUTE.indexOf("/") + 1)]: { sortBy: "config", targets: entries } } };
}

/** A home that is removed when the running test has finished. */
export async function openHome(options: AgentHomeOptions): Promise<AgentHome> {
	const home = await createAgentHome(options);
	onTestFinished(() => home.dispose());
	return home;
}

/** pi in rpc mode on the scenarios' route, until the running test has finished. */
export function openPi(version: PiVersion, home: AgentHome, args: readonly string[] = []): PiRpc {
	const pi = startPiRpc(version, home, ["--model", ROUTE, ...args]);
	onTestFinished(async () => void (await pi.close()));
	return pi;
}

const isNotice = ({ type, method }: PiRecord): boolean => type === "extension_ui_request" && method === "notify";

/** What was shown to the user so far, oldest first. */
export function noticesIn(pi: PiRpc): string[] {
	return pi.events.filter(isNotice).map(({ message }) => String(message));
}

/** Waits for something with these words to be shown. */
export async function waitForNotice(pi: PiRpc, words: string): Promise<string> {
	const found = await pi.waitFor((event) => isNotice(event) && String(event["message"]).includes(words));
	return String(found["message"]);
}
