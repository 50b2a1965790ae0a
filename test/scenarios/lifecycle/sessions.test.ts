import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ExtensionUIContext } from "@earendil-works/pi-coding-agent";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import type { RouterEvent } from "../../../src/core/events.ts";
import { logEvents } from "../../support/log-lines.ts";
import { type AgentHome, createAgentHome } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { createSdkSession, type SdkSession, type SdkSessionOptions } from "../../support/pi/sdk-session.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const ROUTES = {
	swe: {
		targets: [
			{ provider: "one", modelId: "model-a" },
			{ provider: "one-more", modelId: "model-c" },
		],
	},
	fast: { targets: [{ provider: "two", modelId: "model-b" }] },
};

async function createHome(): Promise<AgentHome> {
	standIn.clear();
	const modelsJson = standIn.modelsJson(
		{ id: "one", api: "anthropic-messages", models: ["model-a"] },
		{ id: "one-more", api: "openai-responses", models: ["model-c"] },
		{ id: "two", api: "openai-completions", models: ["model-b"] },
	);
	const home = await createAgentHome({ modelsJson, routes: { routes: ROUTES } });
	onTestFinished(() => home.dispose());
	return home;
}

/** Answers with a text as soon as the other model has been asked too, so that both answers are under way at once. */
function answerTogether(text: string, otherModel: string): Step {
	return async () => {
		await standIn.waitForRequest(({ model }) => model === otherModel);
		return { text, chunkDelayMs: 1 };
	};
}

async function ask({ session }: SdkSession, prompt = "hi"): Promise<string | undefined> {
	await session.prompt(prompt);
	return session.getLastAssistantText();
}

/** The records of requests in the log, by the session they belong to. */
async function routedSessions(home: AgentHome): Promise<Record<string, readonly RouterEvent[]>> {
	const events = await logEvents(join(home.agentDir, "extensions", "auto-router.events.jsonl"));
	const routed = events.filter(({ type }) => type.startsWith("routing."));
	return Object.fromEntries(Map.groupBy(routed, ({ sessionId }) => sessionId ?? "none"));
}

/** Opens the second session of a test: in a runtime of its own, or in that of the first. */
type Sharing = (first: SdkSession) => Pick<SdkSessionOptions, "runtime">;

const SHARINGS: readonly [name: string, sharing: Sharing][] = [
	["with a runtime each", () => ({})],
	["with one runtime for both", ({ runtime }) => ({ runtime })],
];

describe.each(PI_VERSIONS)("two sessions in one process with pi %s", (version) => {
	describe.each(SHARINGS)("%s", (_name, sharing) => {
		it("work on different routes at the same time and keep their records apart", async () => {
			const { home, one, two } = await openTwo(version, sharing);
			standIn.script("model-a", answerTogether("from a", "model-b"));
			standIn.script("model-b", answerTogether("from b", "model-a"));

			expect(await Promise.all([ask(one), ask(two)])).toEqual(["from a", "from b"]);

			await one.dispose();
			await two.dispose();
			const records = await routedSessions(home);
			const ids = [one, two].map(({ session }) => session.sessionId);
			expect(Object.keys(records).sort()).toEqual(ids.sort());
			expect(records[one.session.sessionId]?.map(({ routeId }) => routeId)).toEqual(["swe", "swe", "swe", "swe"]);
			expect(records[two.session.sessionId]?.map(({ routeId }) => routeId)).toEqual(["fast", "fast", "fast", "fast"]);
		});

		it.each(["first", "second"])("go on when the %s one is closed", async (closed) => {
			const { home, one, two } = await openTwo(version, sharing);
			standIn.script("model-a", { text: "from a" });
			standIn.script("model-b", { text: "from b" });
			await Promise.all([ask(one), ask(two)]);
			const [gone, left, answer] = closed === "first" ? [one, two, "from b"] : [two, one, "from a"];

			await gone.dispose();
			expect(await ask(left, "still there?")).toBe(answer);

			await left.dispose();
			const records = await routedSessions(home);
			const finals = records[left.session.sessionId]?.filter(({ type }) => type === "routing.final");
			expect(finals).toHaveLength(2);
			expect(standIn.requests()).toHaveLength(3);
		});

		it("go on when the second one is dropped without telling its extensions", async () => {
			const { home, one, two } = await openTwo(version, sharing);
			standIn.script("model-a", { text: "from a" });
			standIn.script("model-b", { text: "from b" });
			await Promise.all([ask(one), ask(two)]);

			two.session.dispose();

			expect(await ask(one, "still there?")).toBe("from a");
			await home.write("extensions/auto-router.routes.json", { routes: { swe: ROUTES.fast } });
			await expect.poll(() => ask(one, "and now?"), { timeout: 5_000 }).toBe("from b");
		});

		it("end well when the first one was dropped without telling its extensions", async () => {
			const { home, one, two } = await openTwo(version, sharing);
			standIn.script("model-b", { text: "from b" });
			await ask(two);

			one.session.dispose();
			await two.dispose();

			expect(await readdir(join(home.agentDir, "extensions"))).toContain("auto-router.state.json");
		});

		it("show a failover and the status of a route in the session it belongs to, and nowhere else", async () => {
			const { one, two } = await openTwo(version, sharing);
			const [screenOne, screenTwo] = await Promise.all([showOn(one), showOn(two)]);
			standIn.script("model-a", { status: 529 });
			standIn.script("model-c", { text: "from c" });
			standIn.script("model-b", { text: "from b" });

			expect(await Promise.all([ask(one), ask(two)])).toEqual(["from c", "from b"]);

			const lines = [one, two].map(({ session }) =>
				session.sessionManager
					.getEntries()
					.filter(({ type }) => type === "custom")
					.map((entry) => JSON.stringify(entry)),
			);
			expect(lines).toEqual([[expect.stringContaining("auto-router.failover")], []]);
			expect(screenOne.statuses.at(-1)).toMatch(/swe.*one-more\/model-c/);
			expect(screenTwo.statuses.at(-1)).toMatch(/fast.*two\/model-b/);
			expect(screenOne.statuses.join()).not.toContain("model-b");
			expect(screenTwo.statuses.join()).not.toMatch(/model-[ac]/);
		});

		it("follow the routes file after the second one is closed", async () => {
			const { home, one, two } = await openTwo(version, sharing);
			standIn.script("model-a", { text: "from a" });
			standIn.script("model-b", { text: "from b" });
			await ask(one);
			await two.dispose();

			const screen = await showOn(one);
			await home.write("extensions/auto-router.routes.json", { routes: { swe: ROUTES.fast, broken: 1 } });
			await screen.noticed(/broken/);

			expect(await ask(one)).toBe("from b");
		});
	});
});

/** What a session shows to its user. */
interface Screen {
	readonly statuses: readonly string[];
	/** Resolves when a notification with such words is there. */
	noticed(words: RegExp): Promise<void>;
}

/** Gives a session a user interface that remembers what it was told. */
async function showOn({ session }: SdkSession): Promise<Screen> {
	const statuses: string[] = [];
	const notices: string[] = [];
	let check = (): void => undefined;
	const members = {
		setStatus: (_key: string, text: string | undefined) => void statuses.push(text ?? ""),
		notify(text: string) {
			notices.push(text);
			check();
		},
	};
	const uiContext = new Proxy(members, {
		get: (target, name) => (name in target ? Reflect.get(target, name) : () => undefined),
	}) as unknown as ExtensionUIContext;
	await session.bindExtensions({ uiContext });
	return {
		statuses,
		noticed: (words) =>
			new Promise((resolve) => {
				check = () => {
					if (notices.some((text) => words.test(text))) resolve();
				};
				check();
			}),
	};
}

async function openTwo(
	version: PiVersion,
	sharing: Sharing,
): Promise<{ home: AgentHome; one: SdkSession; two: SdkSession }> {
	const home = await createHome();
	const open = async (options: SdkSessionOptions) => {
		const session = await createSdkSession(version, home, options);
		onTestFinished(() => session.dispose());
		return session;
	};
	const one = await open({ model: "auto-router/swe" });
	const two = await open({ model: "auto-router/fast", ...sharing(one) });
	return { home, one, two };
}

describe.each(PI_VERSIONS)("session.reload() with pi %s", (version) => {
	it.each(["with", "without"])("of a host %s a user interface leaves the router working", async (what) => {
		const home = await createHome();
		const sdk = await createSdkSession(version, home, { model: "auto-router/swe" });
		onTestFinished(() => sdk.dispose());
		if (what === "with") await showOn(sdk);
		standIn.script("model-a", [{ text: "before" }, { text: "after" }, { text: "after that" }]);
		expect(await ask(sdk)).toBe("before");

		await sdk.session.reload();
		expect(await ask(sdk)).toBe("after");
		await sdk.session.reload();
		expect(await ask(sdk)).toBe("after that");

		await sdk.dispose();
		const records = (await routedSessions(home))[sdk.session.sessionId];
		expect(records?.map(({ type }) => type)).toEqual(
			Array(3).fill(["routing.decision", "routing.attempt", "routing.result", "routing.final"]).flat(),
		);
	});
});
