import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type AgentHome, createAgentHome } from "../../support/pi/agent-home.ts";
import { assistantMessages, type PiMessage, type PiRecord, textOf } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS, REPOSITORY } from "../../support/pi/pi-package.ts";
import { startPiRpc } from "../../support/pi/pi-rpc.ts";
import { runPi } from "../../support/pi/run-pi.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const SELECTED = ["--model", "auto-router/subscription-swe"];
const SAID = "another extension of the same name is loaded too";

/** An extension that registers the provider and the command of the earlier extension, and answers by itself. */
const EARLIER = `export default function (pi) {
	const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, totalTokens: 2, cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 } };
	const models = ["subscription-swe", "subscription-fast"].map((id) => ({
		id, name: id, reasoning: true, input: ["text"], contextWindow: 100000, maxTokens: 1000,
		cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
	}));
	const streamSimple = (model) => {
		const content = [{ type: "text", text: "from the earlier extension" }];
		const message = { role: "assistant", content, api: model.api, provider: model.provider, model: model.id, usage, stopReason: "stop", timestamp: 1 };
		async function* events() {
			yield { type: "start", partial: message };
			yield { type: "done", reason: "stop", message };
		}
		return { [Symbol.asyncIterator]: events, result: async () => message };
	};
	pi.registerProvider("auto-router", { baseUrl: "auto-router", apiKey: "dummy", api: "auto-router-api", models, streamSimple });
	pi.registerCommand("auto-router", { description: "the earlier one", handler: async () => undefined });
}`;

interface Both {
	readonly home: AgentHome;
	readonly earlier: string;
	/** Options that load both, in this order. */
	readonly args: readonly string[];
}

async function loadBoth(order: "before" | "after"): Promise<Both> {
	standIn.clear();
	standIn.script("model-a", { text: "from this router" });
	const target = { provider: "one", modelId: "model-a" };
	const home = await createAgentHome({
		modelsJson: standIn.modelsJson({ id: "one", api: "anthropic-messages", models: ["model-a"] }),
		routes: { routes: { "subscription-swe": { targets: [target] } } },
	});
	onTestFinished(() => home.dispose());
	await home.write("earlier/index.ts", EARLIER);
	const earlier = join(home.agentDir, "earlier", "index.ts");
	const paths = order === "before" ? [earlier, REPOSITORY] : [REPOSITORY, earlier];
	return { home, earlier, args: [...paths.flatMap((path) => ["-e", path]), ...SELECTED] };
}

const filesOf = ({ home }: Both): Promise<string[]> => readdir(join(home.agentDir, "extensions"));

const isNotice = ({ type, method }: PiRecord): boolean => type === "extension_ui_request" && method === "notify";

describe.each(PI_VERSIONS)("the earlier extension beside this one in pi %s", (version) => {
	it("is named once, with the way to remove it, when it is loaded before, and requests are answered here", async () => {
		const both = await loadBoth("before");

		const result = await runPi(version, both.home, [...both.args, "-p", "hi"], { extension: false });

		expect(result).toMatchObject({ code: 0, stdout: "from this router\n" });
		expect(result.stderr.split(SAID)).toHaveLength(2);
		expect(result.stderr).toContain(`(${both.earlier}). Requests are answered by this one.`);
		expect(result.stderr).toContain(`start pi without -e ${both.earlier}`);
	});

	it("is named once per pi when it is loaded after, however many prompts follow", async () => {
		const both = await loadBoth("after");
		const pi = startPiRpc(version, both.home, both.args, { extension: false });
		onTestFinished(async () => void (await pi.close()));

		const answers = [await pi.prompt("one"), await pi.prompt("two")].flatMap(assistantMessages).map(textOf);

		expect(answers[0]).toBe(answers[1]);
		expect(pi.events.filter(isNotice).map(({ message }) => message)).toEqual([expect.stringContaining(SAID)]);
		expect(await pi.close()).toMatchObject({ code: 0 });
	});
});

// From pi 0.99 on, virtual models stand above all others of their name, so there the earlier extension never has the id.
describe("the earlier extension loaded after this one in pi 0.87.1", () => {
	it("answers, and this one routes, shows and writes nothing", async () => {
		const both = await loadBoth("after");
		const before = await filesOf(both);
		const pi = startPiRpc("0.87.1", both.home, both.args, { extension: false });
		onTestFinished(async () => void (await pi.close()));

		const messages: PiMessage[] = assistantMessages(await pi.prompt("hi"));
		await both.home.write("extensions/auto-router.routes.json", { routes: {} });
		const again = assistantMessages(await pi.prompt("and again"));

		expect([...messages, ...again].map(textOf)).toEqual(Array(2).fill("from the earlier extension"));
		expect(standIn.requests()).toEqual([]);
		expect(pi.events.filter(({ method }) => method === "setStatus")).toEqual([]);
		expect(pi.events.filter(({ type }) => type === "extension_error")).toEqual([]);
		await pi.close();
		expect(await filesOf(both)).toEqual(before);
	});
});
