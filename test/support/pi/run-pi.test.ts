import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type StandIn, startStandIn } from "../stand-in/stand-in.ts";
import { type AgentHome, createAgentHome } from "./agent-home.ts";
import { assistantMessages, parseRecords, textOf } from "./jsonl.ts";
import { PI_VERSIONS } from "./pi-package.ts";
import { runPi } from "./run-pi.ts";

const NO_EXTENSION = { extension: false } as const;

let standIn: StandIn;
let home: AgentHome;
beforeAll(async () => {
	standIn = await startStandIn();
});
beforeEach(async () => {
	const modelsJson = standIn.modelsJson({
		id: "acme",
		api: "openai-completions",
		models: ["model-a"],
		apiKey: "$ACME",
	});
	home = await createAgentHome({ modelsJson, env: { ACME: "key-from-home" } });
	standIn.clear();
});
afterEach(() => home.dispose());
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("runPi with pi %s", (version) => {
	it("prints the answer in print mode", async () => {
		standIn.script("model-a", { text: "Hello from the stand-in" });

		const result = await runPi(version, home, ["--model", "acme/model-a", "-p", "hi"], NO_EXTENSION);

		expect(result).toMatchObject({ code: 0, stdout: "Hello from the stand-in\n", isTimedOut: false });
		expect(standIn.requests()[0]?.headers.authorization).toBe("Bearer key-from-home");
	});

	it("gives the records of json mode, and the prompt may be piped in", async () => {
		standIn.script("model-a", { thinking: "hm", text: "Hello" });

		const args = ["--model", "acme/model-a", "--mode", "json"];
		const result = await runPi(version, home, args, { ...NO_EXTENSION, stdin: "piped prompt" });

		const [message] = assistantMessages(parseRecords(result.stdout));
		expect(textOf(message)).toBe("Hello");
		expect(message).toMatchObject({ provider: "acme", model: "model-a", stopReason: "stop" });
		expect(JSON.stringify(standIn.requests()[0]?.body)).toContain("piped prompt");
	});

	it("reports failure as an exit code with pi's words on stderr", async () => {
		standIn.script("model-a", { status: 401 });

		const result = await runPi(version, home, ["--model", "acme/model-a", "-p", "hi"], NO_EXTENSION);

		expect(result.code).toBe(1);
		expect(result.stderr).toContain("Incorrect API key");
	});

	it("ends a run that takes too long and says so", async () => {
		standIn.script("model-a", { fault: "silenceAfterText" });

		const options = { ...NO_EXTENSION, timeoutMs: 1000 };
		const result = await runPi(version, home, ["--model", "acme/model-a", "-p", "hi"], options);

		expect(result.isTimedOut).toBe(true);
		expect(result.code).not.toBe(0);
	});

	it("keeps the session when asked to, so that the next run continues it", async () => {
		standIn.script("model-a", [{ text: "one" }, { text: "two" }]);
		const options = { ...NO_EXTENSION, hasSession: true };

		await runPi(version, home, ["--model", "acme/model-a", "-p", "first"], options);
		await runPi(version, home, ["-c", "-p", "second"], options);

		const [, second] = standIn.requests("model-a");
		expect(second?.body).toMatchObject({
			messages: expect.arrayContaining([expect.objectContaining({ role: "assistant", content: "one" })]),
		});
	});

	it("loads the extension it is given", async () => {
		await home.write("greeter.ts", GREETER);

		const options = { extension: join(home.agentDir, "greeter.ts") };
		const result = await runPi(version, home, ["--model", "acme/model-a", "-p", "/greet"], options);

		expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("greetings") });
	});
});

const GREETER = `export default function (pi) {
	pi.registerCommand("greet", { handler: async () => console.error("greetings") });
}`;
