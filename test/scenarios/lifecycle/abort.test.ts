import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AgentSessionEvent, ExtensionAPI, ExtensionFactory } from "@earendil-works/pi-coding-agent";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import type { RouterEvent } from "../../../src/core/events.ts";
import { encodeEvent } from "../../../src/core/log/event-codec.ts";
import activate from "../../../src/extension.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import {
	type Conversation,
	createScenario,
	type LogView,
	type Scenario,
	type ScenarioTarget,
	type Turn,
} from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const targets = (api: ApiName): ScenarioTarget[] => [
	{ id: "one/model-a", api },
	{ id: "two/model-b", api },
];

/** Resolves with the first update of the running answer that carries this kind of event. */
function whenUpdated({ session }: Conversation, type: "thinking_delta" | "text_delta"): Promise<void> {
	return new Promise((resolve) => {
		session.subscribe((event: AgentSessionEvent) => {
			if (event.type === "message_update" && event.assistantMessageEvent.type === type) resolve();
		});
	});
}

interface Moment {
	readonly when: string;
	readonly step: Step;
	readonly reached: (conversation: Conversation) => Promise<unknown>;
}

const MOMENTS: readonly Moment[] = [
	{
		when: "before headers",
		step: { fault: "hangBeforeHeaders" },
		reached: () => standIn.waitForRequest(1),
	},
	{
		when: "while thinking is streaming",
		step: { fault: "silenceWhileThinking", thinking: "let me think about this for a while" },
		reached: (conversation) => whenUpdated(conversation, "thinking_delta"),
	},
	{
		when: "in the middle of the text",
		step: { fault: "silenceAfterText", text: "the first half of an answer" },
		reached: (conversation) => whenUpdated(conversation, "text_delta"),
	},
];

/** The log once this many requests have ended. */
function logOf(scenario: Scenario, requests: number): Promise<LogView> {
	return scenario.logWhen((log) => log.all("routing.final").length === requests);
}

/** Nothing that would make a target rest or count against its provider. */
async function expectNoConsequences(scenario: Scenario): Promise<void> {
	const log = await logOf(scenario, 2);
	expect(log.all("cooldown.set")).toEqual([]);
	expect(log.all("circuit.changed")).toEqual([]);
}

/** The abort stands in the session, and the next prompt is answered by the same target. */
async function expectGoesOn(conversation: Conversation, aborted: Turn): Promise<void> {
	expect(aborted.last).toMatchObject({ stopReason: "aborted" });
	expect(conversation.saved().map(({ stopReason }) => stopReason)).toEqual(["aborted"]);
	const next = await conversation.ask("again");
	expect(next.text).toBe("the next answer");
	expect(conversation.saved().map(({ stopReason }) => stopReason)).toEqual(["aborted", "stop"]);
}

describe.each(PI_VERSIONS)("an abort by the user with pi %s", (version) => {
	describe.each(["anthropic-messages", "openai-completions"] as const)("over %s", (api) => {
		it.each(MOMENTS)("$when ends the call, tries nothing else and rests nothing", async ({ step, reached }) => {
			const scenario = await createScenario(standIn, { targets: targets(api) });
			standIn.script("model-a", [step, { text: "the next answer" }]);
			standIn.script("model-b", { text: "never to be asked" });
			const conversation = await scenario.open(version);

			const [turn] = await Promise.all([
				conversation.ask("hi"),
				reached(conversation).then(() => conversation.session.abort()),
			]);

			await standIn.waitForAbort();
			const log = await logOf(scenario, 1);
			expect(log.one("routing.final")).toMatchObject({ outcome: "aborted", attempts: 1, failedOver: false });
			expect(log.one("routing.result")).toMatchObject({ outcome: "aborted", target: "one/model-a" });
			await expectGoesOn(conversation, turn);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-a"]);
			await expectNoConsequences(scenario);
		});
	});

	it("charges what the provider had reported by then", async () => {
		const scenario = await createScenario(standIn, { targets: targets("anthropic-messages") });
		standIn.script("model-a", { fault: "silenceAfterText" });
		const conversation = await scenario.open(version);

		await Promise.all([
			conversation.ask("hi"),
			whenUpdated(conversation, "text_delta").then(() => conversation.session.abort()),
		]);

		const { usage } = (await logOf(scenario, 1)).one("routing.result");
		expect(usage).toMatchObject({ input: 1200, cacheRead: 3000 });
		expect(usage).not.toHaveProperty("estimated");
	});

	it("charges an estimate, marked as one, when the provider had reported nothing", async () => {
		const cost = { input: 10, output: 100 };
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", api: "openai-completions", model: { cost } }],
		});
		standIn.script("model-a", { fault: "silenceAfterText", text: "twenty characters ..." });
		const conversation = await scenario.open(version);

		await Promise.all([
			conversation.ask("hi"),
			whenUpdated(conversation, "text_delta").then(() => conversation.session.abort()),
		]);

		const { usage } = (await logOf(scenario, 1)).one("routing.result");
		expect(usage).toMatchObject({ estimated: true, cacheRead: 0 });
		expect(usage?.output).toBeGreaterThan(0);
		expect(usage?.costUsd).toBeGreaterThan(0);
	});

	it("between two attempts lets the second target alone", async () => {
		const refresh = Promise.withResolvers<void>();
		const asked = Promise.withResolvers<void>();
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b", fields: { authProvider: "slow-login" } }],
			home: { authJson: { "slow-login": { type: "oauth", access: "old", refresh: "r", expires: 1 } } },
		});
		standIn.script("model-a", [{ status: 529 }, { text: "the next answer" }]);
		standIn.script("model-b", { text: "never to be asked" });
		const conversation = await scenario.open(version, { extension: withSlowLogin(asked.resolve, refresh.promise) });

		const [turn] = await Promise.all([conversation.ask("hi"), asked.promise.then(() => conversation.session.abort())]);
		refresh.resolve();

		await expectGoesOn(conversation, turn);
		const log = await logOf(scenario, 2);
		expect(log.all("routing.final").map(({ outcome }) => outcome)).toEqual(["aborted", "success"]);
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-a"]);
		expect(log.all("cooldown.set")).toEqual([]);
	});

	it("while a broken connection is about to be tried again ends the request", async () => {
		const scenario = await createScenario(standIn, { targets: targets("anthropic-messages") });
		standIn.script("model-a", [{ fault: "resetBeforeHeaders" }, { text: "the next answer" }]);
		const conversation = await scenario.open(version);

		const [turn] = await Promise.all([
			conversation.ask("hi"),
			standIn.waitForRequest(({ closedAt }) => closedAt !== undefined).then(() => conversation.session.abort()),
		]);

		await expectGoesOn(conversation, turn);
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-a"]);
		await expectNoConsequences(scenario);
	});

	it("of the trial of an open circuit leaves the trial to the next request", async () => {
		const scenario = await createScenario(standIn, { targets: targets("anthropic-messages") });
		standIn.script("model-a", [{ fault: "hangBeforeHeaders" }, { text: "the next answer" }]);
		standIn.script("model-b", { text: "never to be asked" });
		await writeFile(join(scenario.logDir, "auto-router.events.jsonl"), `${encodeEvent(circuitOpenUntilNow("one"))}\n`);
		const conversation = await scenario.open(version);

		const [turn] = await Promise.all([
			conversation.ask("hi"),
			standIn.waitForRequest(1).then(() => conversation.session.abort()),
		]);

		await expectGoesOn(conversation, turn);
		const log = await logOf(scenario, 2);
		expect(log.all("circuit.changed").map(({ to }) => to)).toEqual([
			"open",
			"half-open",
			"open",
			"half-open",
			"closed",
		]);
	});

	it("while the files of earlier runs are being read ends the turn at once and leaves its records", async () => {
		const scenario = await createScenario(standIn, { targets: targets("anthropic-messages") });
		standIn.script("model-a", { text: "the next answer" });
		const slowFile = join(scenario.logDir, "auto-router.state.json");
		await createSlowFile(slowFile);
		const called = Promise.withResolvers<void>();
		const conversation = await scenario.open(version, {
			extension: (pi) => activate(withCallsSeen(pi, called.resolve)),
		});
		onTestFinished(() => removeSlowFile(slowFile));

		const [turn] = await Promise.all([conversation.ask("hi"), called.promise.then(() => conversation.session.abort())]);
		await writeFile(slowFile, "{}");

		const log = await logOf(scenario, 1);
		expect(log.one("routing.final")).toMatchObject({ outcome: "aborted", attempts: 0 });
		expect(standIn.requests()).toEqual([]);
		await expectGoesOn(conversation, turn);
	});
});

/** What another process wrote when the circuit of a provider opened; its time is over, so one trial is due. */
function circuitOpenUntilNow(provider: string): RouterEvent {
	const atMs = Date.now();
	const data = { provider, from: "closed", to: "open", failures: 3, until: new Date(atMs).toISOString() } as const;
	return { type: "circuit.changed", atMs: atMs - 30_000, writer: "another-process", seq: 1, data };
}

/** pi as it is, except that it tells when one of the providers registered with it is called. */
function withCallsSeen(pi: ExtensionAPI, onCall: () => void): ExtensionAPI {
	const seen = <T extends { streamSimple?: unknown }>(provider: T): T => {
		const { streamSimple } = provider;
		if (typeof streamSimple !== "function") return provider;
		return Object.assign(provider, {
			streamSimple: (...args: unknown[]) => {
				onCall();
				return streamSimple(...args);
			},
		});
	};
	const registerProvider = (...args: (string | object)[]) =>
		Reflect.apply(
			pi.registerProvider,
			pi,
			args.map((arg) => (typeof arg === "string" ? arg : seen(arg))),
		);
	return Object.create(pi, { registerProvider: { value: registerProvider } });
}

/** Makes a file whose readers have to wait until something is written into it. */
async function createSlowFile(path: string): Promise<void> {
	await promisify(execFile)("mkfifo", [path]);
}

/** Lets those go who still wait for a slow file, and those who come later find none. */
async function removeSlowFile(path: string): Promise<void> {
	const handle = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
	await rm(path);
	await handle.close();
}

/** The router, and a provider whose login is refreshed when the test says so. */
function withSlowLogin(onRefresh: () => void, mayEnd: Promise<void>): ExtensionFactory {
	return async (pi) => {
		await activate(pi);
		pi.registerProvider("slow-login", {
			baseUrl: standIn.baseUrl("slow-login", "anthropic-messages"),
			api: "anthropic-messages",
			models: [
				{
					id: "model-c",
					name: "Model C",
					reasoning: false,
					input: ["text"],
					cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
					contextWindow: 100_000,
					maxTokens: 1_000,
				},
			],
			oauth: {
				name: "Slow login",
				login: () => Promise.reject(new Error("not used")),
				async refreshToken(credentials) {
					onRefresh();
					await mayEnd;
					return { ...credentials, access: "new", expires: Date.now() + 3_600_000 };
				},
				getApiKey: ({ access }) => access,
			},
		});
	};
}
