import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { DecisionData } from "../../../src/core/events.ts";
import { logEvents } from "../../support/log-lines.ts";
import type { AgentHome, AgentHomeOptions } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS, type PiVersion, REPOSITORY } from "../../support/pi/pi-package.ts";
import { type RunResult, runPi } from "../../support/pi/run-pi.ts";
import { ROUTE } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { openHome, routesOver } from "./config-home.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const modelsJson = () =>
	standIn.modelsJson(
		{ id: "one", api: "anthropic-messages", models: ["model-a", "model-c"] },
		{ id: "two", api: "openai-completions", models: ["model-b"] },
	);

beforeEach(() => {
	standIn.clear();
	standIn.script("model-a", { text: "from a" });
	standIn.script("model-b", { text: "from b" });
});

interface Asked {
	readonly result: RunResult;
	/** How the one request was decided. */
	readonly decision: DecisionData | undefined;
}

async function ask(version: PiVersion, home: AgentHome, args: readonly string[] = []): Promise<Asked> {
	const result = await runPi(version, home, ["--model", ROUTE, ...args, "-p", "hi"]);
	const events = await logEvents(join(home.agentDir, "extensions", "auto-router.events.jsonl"));
	const decisions = events.flatMap((event) => (event.type === "routing.decision" ? [event.data] : []));
	expect(decisions.length).toBeLessThan(2);
	return { result, decision: decisions[0] };
}

const homeWith = (routes: object, options: AgentHomeOptions = {}) =>
	openHome({ modelsJson: modelsJson(), routes, ...options });

describe.each(PI_VERSIONS)("a target that cannot be used, in pi %s", (version) => {
	it("is left out alone when one of its values is wrong, with the nearest valid one", async () => {
		const wrong = { provider: "one", modelId: "model-a", billing: "subscripton" };
		const home = await homeWith(routesOver(wrong, "two/model-b"));

		const { result } = await ask(version, home);

		expect(result).toMatchObject({ code: 0, stdout: "from b\n" });
		expect(result.stderr).toMatch(/routes\.json:\d+ routes\.subscription-swe\.targets\[0\]\.billing is "subscripton"/);
		expect(result.stderr).toContain('did you mean "subscription"?');
		expect(standIn.requests()).toHaveLength(1);
	});

	it("is passed over when its model is unknown, with the nearest ids of its provider", async () => {
		const home = await homeWith(routesOver("one/model-aa", "two/model-b"));

		const { result, decision } = await ask(version, home);

		expect(result).toMatchObject({ code: 0, stdout: "from b\n" });
		const [unknown] = decision?.candidates.filter(({ status }) => status === "rejected") ?? [];
		expect(unknown).toMatchObject({ target: "one/model-aa", code: "unknown-model" });
		expect(unknown?.detail).toMatch(/one has no model "model-aa"; nearest ids: model-a/);
		expect(result.stderr).toMatch(
			/routes\.json routes\.subscription-swe: one has no model "model-aa"; nearest ids: model-a.*left out\n$/,
		);
		expect(standIn.requests()).toHaveLength(1);
	});

	it("is named with the nearest ids when nothing else is left", async () => {
		const home = await homeWith(routesOver("one/model-aa"));

		const { result } = await ask(version, home);

		expect(result.code).toBe(1);
		expect(result.stderr).toContain('one has no model "model-aa"; nearest ids: model-a');
		expect(standIn.requests()).toEqual([]);
	});

	it("is passed over when its provider is unknown", async () => {
		const home = await homeWith(routesOver("ones/model-a", "two/model-b"));

		const { result, decision } = await ask(version, home);

		expect(result).toMatchObject({ code: 0, stdout: "from b\n" });
		expect(decision?.candidates[1]).toMatchObject({
			target: "ones/model-a",
			status: "rejected",
			code: "unknown-model",
		});
		expect(result.stderr).toContain('pi has no provider "ones"; nearest providers: one; the target is left out');
	});

	it("is not suggested to the user when it is the router itself", async () => {
		const home = await homeWith(routesOver("auto-router/subscription-swe"));

		const { result } = await ask(version, home);

		expect(result.code).toBe(1);
		expect(result.stderr).toContain("auto-router/subscription-swe: ");
		expect(result.stderr).not.toContain("nearest");
		expect(standIn.requests()).toEqual([]);
	});

	it.each(["auto-router", "auto-router-engine"])("is refused when it is the router itself (%s)", async (own) => {
		const home = await homeWith(routesOver(`${own}/subscription-swe`, "two/model-b"));

		const { result, decision } = await ask(version, home);

		expect(result).toMatchObject({ code: 0, stdout: "from b\n" });
		expect(decision?.order).toEqual(["two/model-b"]);
		expect(standIn.requests()).toHaveLength(1);
	});
});

/** An extension with a provider that answers in its own way, without any of pi's protocols. */
const OWN_STREAM = `export default function (pi) {
	const usage = { input: 7, output: 3, cacheRead: 0, cacheWrite: 0, totalTokens: 10, cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 } };
	const model = { id: "parrot-1", name: "Parrot", reasoning: false, input: ["text"], contextWindow: 100000, maxTokens: 1000,
		cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } };
	const streamSimple = (model, context, options) => {
		const text = "parrot with " + options.apiKey;
		const message = { role: "assistant", content: [{ type: "text", text }], api: model.api, provider: model.provider, model: model.id, usage, stopReason: "stop", timestamp: 1 };
		async function* events() {
			yield { type: "start", partial: { ...message, content: [] } };
			yield { type: "text_start", contentIndex: 0, partial: message };
			yield { type: "text_delta", contentIndex: 0, delta: text, partial: message };
			yield { type: "text_end", contentIndex: 0, content: text, partial: message };
			yield { type: "done", reason: "stop", message };
		}
		return { [Symbol.asyncIterator]: events, result: async () => message };
	};
	pi.registerProvider("parrot", { baseUrl: "https://parrot.invalid", apiKey: "seed", api: "parrot", models: [model], streamSimple });
}`;

describe.each(PI_VERSIONS)("a target in pi %s", (version) => {
	it.each(["before", "after"])(
		"may be of another extension with a stream of its own, loaded %s this one",
		async (order) => {
			const home = await homeWith(routesOver("one/model-a", "parrot/parrot-1"));
			standIn.script("model-a", { status: 529 });
			await home.write("parrot.ts", OWN_STREAM);
			const parrot = join(home.agentDir, "parrot.ts");
			const extensions = order === "before" ? [parrot, REPOSITORY] : [REPOSITORY, parrot];

			const args = [...extensions.flatMap((path) => ["-e", path]), "--model", ROUTE, "-p", "hi"];
			const result = await runPi(version, home, args, { extension: false });

			expect(result).toMatchObject({ code: 0, stdout: "parrot with seed\n", stderr: "" });
		},
	);

	it.each([
		["a variable", "$KEY_OF_ONE", "key-of-the-variable"],
		["a command", "!printf key-of-the-command", "key-of-the-command"],
	])("is called with a key that models.json takes from %s", async (_what, apiKey, sent) => {
		const home = await openHome({
			modelsJson: standIn.modelsJson({ id: "one", api: "anthropic-messages", models: ["model-a"], apiKey }),
			routes: routesOver("one/model-a"),
			env: { KEY_OF_ONE: "key-of-the-variable" },
		});

		const { result } = await ask(version, home);

		expect(result).toMatchObject({ code: 0, stdout: "from a\n" });
		expect(standIn.requests()[0]?.headers["x-api-key"]).toBe(sent);
	});

	it("is called with the headers that models.json gives its provider", async () => {
		const { providers } = modelsJson();
		const home = await openHome({
			modelsJson: { providers: { ...providers, one: { ...providers["one"], headers: { "x-team": "blue" } } } },
			routes: routesOver("one/model-a"),
		});

		const { result } = await ask(version, home);

		expect(result.stdout).toBe("from a\n");
		expect(standIn.requests()[0]?.headers["x-team"]).toBe("blue");
	});
});

/** As the earlier extension's own documentation shows a routes file. */
const EARLIER_FILE = {
	_comment_top: "routes of the earlier extension",
	routes: {
		"subscription-swe": {
			name: "Reasoning & Agentic Router",
			reasoning: true,
			input: ["text", "image"],
			targets: [
				{ provider: "claude-agent-sdk", modelId: "claude-opus-4-7", label: "L1: Claude Opus 4.7 (Frontier)" },
				{ provider: "two", modelId: "model-b", label: "L2: Model B (API Key)", billing: "per-token" },
				{ provider: "one", modelId: "model-a", authProvider: "one", label: "L3: Model A" },
			],
		},
	},
	aliases: {
		swe: ["auto-router/subscription-swe"],
		claude: ["claude-agent-sdk/claude-opus-4-7", "claude-agent-sdk/claude-opus-4-6"],
	},
};

describe.each(PI_VERSIONS)("a routes file of the earlier extension, in pi %s", (version) => {
	it("loads, and what replaces a provider that is gone is named", async () => {
		const home = await homeWith(EARLIER_FILE);

		const { result, decision } = await ask(version, home);

		// The plan pays for model-a; what model-b costs is not known yet.
		expect(result).toMatchObject({ code: 0, stdout: "from a\n" });
		expect(result.stderr).toMatch(/targets\[0\]\.provider names "claude-agent-sdk".*use "anthropic" instead/);
		expect(decision?.order).toEqual(["one/model-a", "two/model-b"]);
	});
});
