import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type StandIn, startStandIn } from "../stand-in/stand-in.ts";
import { type AgentHome, createAgentHome } from "./agent-home.ts";
import { assistantMessages, textOf } from "./jsonl.ts";
import { PI_VERSIONS } from "./pi-package.ts";
import { type PiRpc, startPiRpc } from "./pi-rpc.ts";

let standIn: StandIn;
let home: AgentHome;
let rpc: PiRpc;
beforeAll(async () => {
	standIn = await startStandIn();
});
beforeEach(async () => {
	home = await createAgentHome({
		modelsJson: standIn.modelsJson({ id: "acme", api: "anthropic-messages", models: ["model-a"] }),
		settings: { retry: { enabled: false } },
	});
	standIn.clear();
});
afterEach(async () => {
	await rpc.close();
	await home.dispose();
});
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("startPiRpc with pi %s", (version) => {
	beforeEach(() => {
		rpc = startPiRpc(version, home, ["--model", "acme/model-a"], { extension: false });
	});

	it("gives each command its own response", async () => {
		const [state, level] = await Promise.all([
			rpc.send({ type: "get_state" }),
			rpc.send({ type: "set_thinking_level", level: "off" }),
		]);

		expect(state).toMatchObject({ command: "get_state", success: true, data: { model: { id: "model-a" } } });
		expect(level).toMatchObject({ command: "set_thinking_level", success: true });
	});

	it("runs one prompt after the other and hands out the events of each", async () => {
		standIn.script("model-a", [{ text: "first answer" }, { text: "second answer" }]);

		const first = await rpc.prompt("one");
		const second = await rpc.prompt("two");

		expect(assistantMessages(first).map(textOf)).toEqual(["first answer"]);
		expect(assistantMessages(second).map(textOf)).toEqual(["second answer"]);
	});

	it("lets a test act in the middle of an answer", async () => {
		standIn.script("model-a", { fault: "silenceAfterText", text: "never to be finished" });

		await rpc.send({ type: "prompt", message: "hi" });
		await rpc.waitFor(({ type }) => type === "message_update");
		await rpc.send({ type: "abort" });

		await standIn.waitForAbort();
		await rpc.waitFor(({ type }) => type === "agent_settled");
		expect(assistantMessages(rpc.events)[0]?.stopReason).toBe("aborted");
	});

	it("ends with exit code 0 when it is closed, and then refuses to be waited for", async () => {
		await rpc.send({ type: "get_state" });

		expect(await rpc.close()).toEqual({ code: 0, signal: null });

		await expect(rpc.waitFor(() => false)).rejects.toThrow("pi ended (exit code 0)");
	});

	it("says what it saw when an event does not come", async () => {
		await rpc.send({ type: "get_state" });

		await expect(rpc.waitFor(({ type }) => type === "agent_start", { timeoutMs: 20 })).rejects.toThrow(
			"No event that fits within 20 ms.",
		);
	});
});
