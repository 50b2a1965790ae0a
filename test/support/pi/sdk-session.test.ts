import type { ExtensionFactory } from "@earendil-works/pi-coding-agent";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type StandIn, startStandIn } from "../stand-in/stand-in.ts";
import { type AgentHome, createAgentHome } from "./agent-home.ts";
import { PI_VERSIONS } from "./pi-package.ts";
import { createSdkSession, type SdkSession, type SdkSessionOptions } from "./sdk-session.ts";

let standIn: StandIn;
let home: AgentHome;
const open: SdkSession[] = [];
beforeAll(async () => {
	standIn = await startStandIn();
});
beforeEach(async () => {
	home = await createAgentHome({
		modelsJson: standIn.modelsJson(
			{ id: "acme", api: "openai-responses", models: ["model-a"] },
			{ id: "other", api: "google-generative-ai", models: ["model-b"] },
		),
	});
	standIn.clear();
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((session) => session.dispose()));
	await home.dispose();
});
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("createSdkSession with pi %s", (version) => {
	const create = async (options: SdkSessionOptions): Promise<SdkSession> => {
		const session = await createSdkSession(version, home, { extension: false, ...options });
		open.push(session);
		return session;
	};
	const ask = async ({ session }: SdkSession): Promise<string | undefined> => {
		await session.prompt("hi");
		return session.getLastAssistantText();
	};

	it("prompts a model of the home", async () => {
		standIn.script("model-a", { text: "Hello from the stand-in" });

		expect(await ask(await create({ model: "acme/model-a" }))).toBe("Hello from the stand-in");
	});

	it("loads an extension from a factory, starts its session and shuts it down", async () => {
		const seen: string[] = [];
		const extension: ExtensionFactory = (pi) => {
			pi.on("session_start", () => void seen.push("start"));
			pi.on("session_shutdown", () => void seen.push("shutdown"));
		};

		const session = await create({ extension });
		await session.dispose();

		expect(seen).toEqual(["start", "shutdown"]);
	});

	it("loads an extension from a path and can start with a model it registers", async () => {
		await home.write("proxy.ts", proxyExtension(standIn.baseUrl("proxy", "openai-completions")));
		standIn.script("proxy-model", { text: "through the extension" });

		const session = await create({ extension: `${home.agentDir}/proxy.ts`, model: "proxy/proxy-model" });

		expect(await ask(session)).toBe("through the extension");
	});

	it("rejects when the extension does not load", async () => {
		await home.write("broken.ts", 'throw new Error("broken on purpose");');

		await expect(create({ extension: `${home.agentDir}/broken.ts` })).rejects.toThrow("broken on purpose");
	});

	it("runs sessions side by side, each with its own runtime", async () => {
		standIn.script("model-a", { text: "a" });
		standIn.script("model-b", { text: "b" });
		const [one, two] = await Promise.all([create({ model: "acme/model-a" }), create({ model: "other/model-b" })]);

		expect(one.runtime).not.toBe(two.runtime);
		expect(await Promise.all([ask(one), ask(two)])).toEqual(["a", "b"]);
	});

	it("runs sessions that share a runtime", async () => {
		standIn.script("model-a", { text: "a" });
		standIn.script("model-b", { text: "b" });
		const one = await create({ model: "acme/model-a" });
		const two = await create({ model: "other/model-b", runtime: one.runtime });

		expect(two.runtime).toBe(one.runtime);
		expect(await Promise.all([ask(one), ask(two)])).toEqual(["a", "b"]);
	});

	it("has the environment of the home, without the machine's keys, until it is disposed of", async () => {
		process.env["SOME_API_KEY"] = "of this machine";
		const session = await create({});

		expect(process.env["PI_CODING_AGENT_DIR"]).toBe(home.agentDir);
		expect(process.env["SOME_API_KEY"]).toBeUndefined();

		await session.dispose();
		expect(process.env["PI_CODING_AGENT_DIR"]).toBeUndefined();
		expect(process.env["SOME_API_KEY"]).toBe("of this machine");
		delete process.env["SOME_API_KEY"];
	});
});

function proxyExtension(baseUrl: string): string {
	const model = {
		id: "proxy-model",
		name: "Proxy",
		reasoning: false,
		input: ["text"],
		contextWindow: 1000,
		maxTokens: 100,
	};
	const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
	const provider = { baseUrl, apiKey: "k", api: "openai-completions", models: [{ ...model, cost }] };
	return `export default function (pi) { pi.registerProvider("proxy", ${JSON.stringify(provider)}); }`;
}
