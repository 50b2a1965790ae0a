import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StandIn, startStandIn } from "../stand-in/stand-in.ts";
import { type AgentHome, createAgentHome } from "./agent-home.ts";
import { PI_VERSIONS } from "./pi-package.ts";
import { spawnPi } from "./spawn-pi.ts";

let standIn: StandIn;
let home: AgentHome;
beforeEach(async () => {
	standIn = await startStandIn();
	const modelsJson = standIn.modelsJson({ id: "acme", api: "google-generative-ai", models: ["model-a"] });
	home = await createAgentHome({ modelsJson });
});
afterEach(async () => {
	await standIn.close();
	await home.dispose();
});

describe.each(PI_VERSIONS)("spawnPi with pi %s", (version) => {
	it("ends pi and the command its tool is running when it is killed", async () => {
		// The command holds a connection, whose end tells that it is gone.
		const line = createServer();
		line.listen(0, "127.0.0.1");
		await once(line, "listening");
		const command = `exec 3<>/dev/tcp/127.0.0.1/${(line.address() as AddressInfo).port}; cat <&3`;
		standIn.script("model-a", { toolCalls: [{ name: "bash", arguments: { command } }] });
		const pi = spawnPi(version, home, ["--model", "acme/model-a", "-p", "hi"], { extension: false });
		pi.child.stdin.end();
		const [held] = (await once(line, "connection")) as [Socket];
		const heldUntil = once(held.resume(), "close");

		pi.kill();

		expect((await pi.exited).code).not.toBe(0);
		await heldUntil;
		line.close();
	});
});
