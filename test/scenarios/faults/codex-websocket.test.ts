import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { FailureKind } from "../../../src/core/failure.ts";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import { CODEX_RESET_SECONDS } from "../../support/stand-in/protocols/openai-codex-responses.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { FaultName, Step } from "../../support/stand-in/step.ts";
import type { UpgradeStep } from "../../support/stand-in/websocket/serve-websocket.ts";
import { SHORT_IDLE, SHORT_TIMEOUTS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** What the first target's requests cost: changes to a WebSocket, messages over one, and plain requests. */
interface Cost {
	readonly upgrades: number;
	readonly messages: number;
	readonly posts: number;
}

interface Row {
	/** As the table in the docs says it. */
	readonly what: string;
	readonly upgrade?: UpgradeStep;
	/** What the first target answers, request by request. */
	readonly steps: readonly Step[];
	readonly cost: Cost;
	/** Absent when the first target answers after all. */
	readonly kind?: FailureKind;
	/** Bounds of the rest in seconds; absent where a first strike rests nothing. */
	readonly restsSeconds?: readonly [min: number, max: number];
	readonly timeouts?: object;
}

const HELLO: Step = { text: "Hello from a" };
const refused = (status: number): Row => ({
	what: `the WebSocket is refused with ${status}`,
	upgrade: { status },
	steps: [HELLO],
	// The runtime answers a 401 by asking once more.
	cost: { upgrades: status === 401 ? 2 : 1, messages: 0, posts: 1 },
});

const OVER_WEBSOCKET: Cost = { upgrades: 1, messages: 1, posts: 0 };
const says = (message: string, code = "rate_limit_exceeded"): Step => ({
	status: 429,
	body: { error: { code, message } },
});
const CONNECTION_LIMIT = says("Responses websocket connection limit reached.", "websocket_connection_limit_reached");

const ROWS: readonly Row[] = [
	{ what: "an answer", steps: [HELLO], cost: { upgrades: 1, messages: 1, posts: 0 } },
	...[401, 403, 404, 426, 429, 503].map(refused),
	{
		what: "the connection is reset instead of changed",
		upgrade: "reset",
		steps: [HELLO],
		cost: { upgrades: 1, messages: 0, posts: 1 },
	},
	{
		what: "nothing is said to the wish for a WebSocket",
		upgrade: "silence",
		steps: [HELLO],
		cost: { upgrades: 1, messages: 0, posts: 0 },
		kind: "stalled",
		timeouts: SHORT_TIMEOUTS,
	},
	{
		what: "the WebSocket is closed before the first event",
		steps: [{ fault: "empty200" }, HELLO],
		cost: { upgrades: 1, messages: 1, posts: 1 },
	},
	{
		what: "the WebSocket is reset before the first event",
		steps: [{ fault: "resetBeforeHeaders" }, HELLO],
		cost: { upgrades: 1, messages: 1, posts: 1 },
	},
	{
		what: "silence over the WebSocket",
		steps: [{ fault: "hangBeforeHeaders" }],
		cost: { upgrades: 1, messages: 1, posts: 0 },
		kind: "stalled",
		timeouts: SHORT_TIMEOUTS,
	},
	{
		what: "an event that says the plan is used up",
		steps: [{ status: 429, variant: "quota" }],
		cost: { upgrades: 1, messages: 1, posts: 0 },
		kind: "window",
		// pi shows the sentence alone, and that names no time.
		restsSeconds: [1800, 1800],
	},
	{
		what: "an event that says too many tokens a minute",
		steps: [{ status: 429 }],
		cost: { upgrades: 1, messages: 1, posts: 0 },
		kind: "rate",
		restsSeconds: [5, 6],
	},
	{
		what: "an error event in the stream",
		steps: [{ fault: "errorFrame" }],
		cost: { upgrades: 1, messages: 1, posts: 0 },
		kind: "server",
	},
	{
		what: "an event that says when the plan is fresh again",
		steps: [says("You have hit your ChatGPT usage limit (plus plan). Try again in ~231 min.")],
		cost: OVER_WEBSOCKET,
		kind: "window",
		// A hint is followed plus one second, since clocks differ.
		restsSeconds: [231 * 60, 231 * 60 + 1],
	},
	{
		what: "an event that says a free plan is used up",
		steps: [says("You have hit your ChatGPT usage limit (free plan).")],
		cost: OVER_WEBSOCKET,
		kind: "entitlement",
		restsSeconds: [12 * 3600, 12 * 3600],
	},
	{
		what: "an event that says no more than that a limit was hit",
		steps: [says("You have hit your ChatGPT usage limit.")],
		cost: OVER_WEBSOCKET,
		kind: "rate",
		restsSeconds: [60, 72],
	},
	{
		what: "an event that says the plan has no Codex",
		steps: [says("Your plan does not include Codex.", "usage_not_included")],
		cost: OVER_WEBSOCKET,
		kind: "entitlement",
		restsSeconds: [12 * 3600, 12 * 3600],
	},
	{
		what: "an event that says the login is rejected",
		steps: [{ status: 401 }],
		cost: OVER_WEBSOCKET,
		kind: "auth",
		restsSeconds: [600, 600],
	},
	{
		what: "an event that says the workspace is gone",
		steps: [{ status: 402 }],
		cost: OVER_WEBSOCKET,
		kind: "balance",
		restsSeconds: [1800, 1800],
	},
	{
		what: "an event that says the model is at capacity",
		steps: [says("Selected model is at capacity. Please try a different model.")],
		cost: OVER_WEBSOCKET,
		kind: "overload",
	},
	{
		what: "events that say the answer before this one is lost",
		steps: [says("Previous response with id 'resp_a' not found.", "previous_response_not_found")],
		cost: { upgrades: 2, messages: 2, posts: 0 },
		kind: "server",
	},
	{
		what: "events that say too many WebSockets are open",
		steps: [CONNECTION_LIMIT, CONNECTION_LIMIT, HELLO],
		cost: { upgrades: 2, messages: 2, posts: 1 },
	},
	{
		what: "the WebSocket is refused with 401, the HTTP request too",
		upgrade: { status: 401 },
		steps: [{ status: 401 }],
		cost: { upgrades: 2, messages: 0, posts: 1 },
		kind: "auth",
		restsSeconds: [600, 600],
	},
	{
		what: "the WebSocket is refused with 403, the HTTP request too",
		upgrade: { status: 403 },
		steps: [{ status: 403 }],
		cost: { upgrades: 1, messages: 0, posts: 1 },
		kind: "entitlement",
		restsSeconds: [12 * 3600, 12 * 3600],
	},
	{
		what: "the WebSocket is refused with 429, the HTTP request says the plan is used up",
		upgrade: { status: 429 },
		steps: [{ status: 429, variant: "quota" }],
		cost: { upgrades: 1, messages: 0, posts: 1 },
		kind: "window",
		restsSeconds: [CODEX_RESET_SECONDS, CODEX_RESET_SECONDS + 2],
	},
	{
		what: "the WebSocket is refused with 503, the HTTP request too",
		upgrade: { status: 503 },
		steps: [{ status: 503 }],
		cost: { upgrades: 1, messages: 0, posts: 1 },
		kind: "overload",
	},
	{
		what: "every connection is reset",
		upgrade: "reset",
		steps: [{ fault: "resetBeforeHeaders" }],
		// The router tries once more what broke before any answer; pi has given up the WebSocket by then.
		cost: { upgrades: 1, messages: 0, posts: 2 },
		kind: "network",
	},
	{
		what: "the WebSocket is reset after the first event",
		steps: [{ fault: "droppedBeforeOutput" }],
		cost: OVER_WEBSOCKET,
		kind: "network",
	},
	{
		what: "the WebSocket is reset while the model thinks",
		steps: [{ fault: "droppedWhileThinking" }],
		cost: OVER_WEBSOCKET,
		kind: "network",
	},
	{
		what: "silence after the first event",
		steps: [{ fault: "silenceBeforeOutput" }],
		cost: OVER_WEBSOCKET,
		kind: "stalled",
		timeouts: SHORT_TIMEOUTS,
	},
	{
		what: "an answer without a word",
		steps: [{ text: "" }],
		cost: OVER_WEBSOCKET,
		kind: "empty",
	},
	{
		what: "half a message",
		steps: [{ fault: "halfJson" }],
		cost: OVER_WEBSOCKET,
		kind: "server",
	},
	{
		what: "the WebSocket is closed after the first event",
		steps: [{ fault: "endsBeforeOutput" }],
		cost: { upgrades: 1, messages: 1, posts: 0 },
		kind: "network",
	},
	{
		what: "a message that is no JSON",
		steps: [{ fault: "garbageFrame" }],
		cost: { upgrades: 1, messages: 1, posts: 0 },
		kind: "server",
	},
];

const ofFirst = () => standIn.requests("model-a");
const costNow = (): Cost => ({
	upgrades: standIn.upgrades().length,
	messages: ofFirst().filter(({ transport }) => transport === "websocket").length,
	posts: ofFirst().filter(({ transport }) => transport === "http").length,
});

async function aScenario(row: Pick<Row, "steps" | "upgrade" | "timeouts">): Promise<Scenario> {
	const { steps, upgrade = "accept", timeouts } = row;
	const fields = { transport: "auto", ...(timeouts === undefined ? {} : { timeouts }) };
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a", api: "openai-codex-responses", fields }, { id: "two/model-b" }],
	});
	standIn.scriptUpgrades("one", upgrade);
	standIn.script("model-a", steps);
	standIn.script("model-b", { text: "Hello from b" });
	return scenario;
}

/** The table in the docs, from what was counted. */
const tableLine = ({ what, kind }: Row, { upgrades, messages, posts }: Cost): string =>
	`| ${what} | ${upgrades} | ${messages} | ${posts} | ${kind === undefined ? "answers itself" : `${kind}: the next target answers`} |`;

const counted = new Map<PiVersion, string[]>(PI_VERSIONS.map((version) => [version, []]));

describe.each(PI_VERSIONS)("a target that may use a WebSocket, with pi %s", (version) => {
	it.each(ROWS)("costs what the table says after: $what", async (row) => {
		const scenario = await aScenario(row);

		const conversation = await scenario.open(version);
		const { text, messages } = await conversation.ask("hi");
		await conversation.dispose();

		expect(text).toBe(row.kind === undefined ? "Hello from a" : "Hello from b");
		expect(messages).toHaveLength(1);
		const cost = costNow();
		counted.get(version)?.push(tableLine(row, cost));
		expect(cost).toEqual(row.cost);
		// A target that was given up must not go on working for nothing.
		if (row.kind === "stalled" && cost.messages > 0) await standIn.waitForAbort(({ model }) => model === "model-a");
		const log = await scenario.log();
		expect(log.all("routing.result")[0]?.failure?.kind).toBe(row.kind);
		const [set] = log.events.flatMap((event) => (event.type === "cooldown.set" ? [event] : []));
		const seconds = set ? (Date.parse(set.data.until) - set.atMs) / 1000 : undefined;
		if (row.restsSeconds === undefined) expect(seconds).toBeUndefined();
		else {
			expect(seconds).toBeGreaterThanOrEqual(row.restsSeconds[0]);
			expect(seconds).toBeLessThanOrEqual(row.restsSeconds[1]);
		}
	});

	it("costs what docs/codex.md says", async ({ task }) => {
		const lines = counted.get(version) ?? [];
		// A part of the rows says nothing about the table.
		if (lines.length < ROWS.length) return task.context.skip();
		expect(await readFile("docs/codex.md", "utf8")).toContain(lines.join("\n"));
	});

	it("keeps one WebSocket for a conversation and sends only what is new", async () => {
		const scenario = await aScenario({ steps: [{ text: "First answer" }, { text: "Second answer" }] });

		const conversation = await scenario.open(version);
		await conversation.ask("one");
		const { text } = await conversation.ask("two");

		expect(text).toBe("Second answer");
		expect(costNow()).toEqual({ upgrades: 1, messages: 2, posts: 0 });
		expect(ofFirst()[1]?.body).toMatchObject({ previous_response_id: expect.stringMatching(/^resp_/) });
		expect(JSON.stringify(ofFirst()[1]?.body)).not.toContain("First answer");
	});

	it("is asked over plain requests for the rest of a session whose WebSocket failed", async () => {
		const scenario = await aScenario({ steps: [{ fault: "empty200" }, HELLO] });

		const conversation = await scenario.open(version);
		await conversation.ask("one");
		await conversation.ask("two");

		expect(costNow()).toEqual({ upgrades: 1, messages: 1, posts: 2 });
	});

	it.each<[string, Pick<Row, "steps" | "timeouts">]>([
		["an answer", { steps: [{ text: "Hello from b" }] }],
		["silence", { steps: [{ fault: "hangBeforeHeaders" }], timeouts: SHORT_TIMEOUTS }],
	])("lets -p end by itself after %s over the WebSocket", async (_case, row) => {
		const scenario = await aScenario(row);

		const result = await scenario.run(version, ["-p", "hi"], { timeoutMs: 20_000 });

		expect(result).toMatchObject({ code: 0, signal: null, isTimedOut: false, stdout: "Hello from b\n", stderr: "" });
		expect(costNow()).toEqual({ upgrades: 1, messages: 1, posts: 0 });
	});

	it.each<[FaultName, FailureKind]>([
		["droppedAfterText", "network"],
		["endsAfterText", "network"],
		["errorFrameAfterText", "server"],
		["garbageFrame", "server"],
		["halfJson", "server"],
		["silenceAfterText", "stalled"],
	])("is left for the other one when its answer breaks off over the WebSocket (%s)", async (fault, kind) => {
		const timeouts = kind === "stalled" ? { timeouts: SHORT_IDLE } : {};
		const scenario = await aScenario({ steps: [{ fault, text: "Half of a" }], ...timeouts });

		const conversation = await scenario.open(version, {
			settings: { retry: { enabled: true, maxRetries: 2, baseDelayMs: 10 } },
		});
		const { messages } = await conversation.ask("hi");
		await conversation.dispose();

		expect(messages.map(({ content }) => content.map(({ text }) => text ?? "").join(""))).toEqual([
			"Half of a",
			"Hello from b",
		]);
		expect((await scenario.log()).all("routing.result")).toMatchObject([
			{ target: "one/model-a", outcome: "failed", committed: true, failure: { kind } },
			{ target: "two/model-b", outcome: "success" },
		]);
	});

	it("is asked over plain requests unless the routes file says otherwise", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", api: "openai-codex-responses" }],
		});
		standIn.script("model-a", HELLO);

		const conversation = await scenario.open(version, { settings: { transport: "auto" } });
		await conversation.ask("hi");

		expect(costNow()).toEqual({ upgrades: 0, messages: 0, posts: 1 });
	});
});
