import { afterAll, describe, expect, it } from "vitest";
import type { DecisionData } from "../../../src/core/events.ts";
import { evolve, initialState } from "../../../src/core/state.ts";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { type Conversation, createScenario, type LogView, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const SETTINGS = {
	retry: { enabled: false },
	compaction: { enabled: true, reserveTokens: 1_000, keepRecentTokens: 1 },
} as const;

const LONG = "a long answer ".repeat(200);

interface Prepared {
	readonly scenario: Scenario;
	readonly conversation: Conversation;
}

/** A session with two turns behind it. */
async function converse(version: PiVersion): Promise<Prepared> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a", model: { maxTokens: 700, contextWindow: 100_000 } }, { id: "two/model-b" }],
	});
	standIn.script("model-a", { text: LONG });
	const conversation = await scenario.open(version, { settings: SETTINGS });
	await conversation.ask("the first question");
	await conversation.ask("the second question");
	return { scenario, conversation };
}

const reasons = (log: LogView): DecisionData["facts"]["reason"][] =>
	log.all("routing.decision").map(({ facts }) => facts.reason);

/** Session ids in the final records, oldest first. */
const finalSessions = (log: LogView) =>
	log.events.flatMap((event) => (event.type === "routing.final" ? [event.sessionId] : []));

/** What the router remembers of sessions after these records. */
const remembered = (log: LogView) => log.events.reduce(evolve, initialState).sessions;

describe.each(PI_VERSIONS)("outside the agent loop in pi %s", (version) => {
	it("a compaction is routed as a direct request and leaves the memory of the session alone", async () => {
		const { scenario, conversation } = await converse(version);
		const { sessionId } = conversation.session;
		const before = await scenario.logWhen((view) => view.all("routing.final").length === 2);
		standIn.script("model-a", { status: 529 });
		standIn.script("model-b", { text: "a summary" });

		const { summary } = await conversation.session.compact();

		expect(summary).toContain("a summary");
		// Older and newest messages may be summed up in a request each.
		const requests = 2 + standIn.requests("model-b").length;
		const log = await scenario.logWhen((view) => view.all("routing.final").length === requests);
		expect(reasons(log)).toEqual(["user", "user", ...Array(requests - 2).fill("direct")]);
		expect(log.all("routing.final").at(-1)).toMatchObject({ outcome: "success", target: "two/model-b" });
		expect(remembered(log)).toEqual(remembered(before));
		// Before 0.99 pi does not say whose conversation is compacted.
		if (version === "0.87.1") expect(finalSessions(log).slice(2)).not.toContain(sessionId);
	});

	it("a summary never asks a target for more output than it can give", async () => {
		const { conversation } = await converse(version);
		standIn.script("model-a", { text: "a summary" });

		await conversation.session.compact();

		const [, , ...summaries] = standIn.requests("model-a");
		expect(summaries.length).toBeGreaterThan(0);
		for (const { body } of summaries) expect((body as { max_tokens: number }).max_tokens).toBeLessThanOrEqual(700);
	});

	it("the next prompt after a compaction is a user's request in the same session", async () => {
		const { scenario, conversation } = await converse(version);
		await conversation.session.compact();
		standIn.script("model-a", { text: "after it" });

		const { text } = await conversation.ask("the third question");

		expect(text).toBe("after it");
		// A compaction may be several requests, so the number of ends says nothing about which of them is there.
		const log = await scenario.logWhen(
			(view) => view.events.at(-1)?.type === "routing.final" && reasons(view).length >= 4,
		);
		expect(reasons(log).at(-1)).toBe("user");
		expect(finalSessions(log).at(-1)).toBe(conversation.session.sessionId);
	});

	it("a compaction that the user stops ends as aborted and rests nothing", async () => {
		const { scenario, conversation } = await converse(version);
		standIn.script("model-a", { fault: "silenceAfterText" });

		const compacted = conversation.session.compact();
		const [stopped] = await Promise.all([
			compacted.catch((error: unknown) => error),
			standIn.waitForRequest(3).then(() => conversation.session.abortCompaction()),
		]);

		expect(stopped).toBeInstanceOf(Error);
		await standIn.waitForAbort();
		const log = await scenario.logWhen((view) => view.all("routing.final").length === 3);
		expect(log.all("routing.final").at(-1)).toMatchObject({ outcome: "aborted" });
		expect(log.all("cooldown.set")).toEqual([]);
		expect(standIn.requests("model-b")).toEqual([]);
	});

	it("a branch summary is routed as a direct request", async () => {
		const { scenario, conversation } = await converse(version);
		standIn.script("model-a", { text: "what was left behind" });
		const { sessionManager } = conversation.session;
		const first = sessionManager
			.getEntries()
			.find((entry) => entry.type === "message" && entry.message.role === "assistant");

		await conversation.session.navigateTree(first?.id ?? "", { summarize: true });

		const log = await scenario.logWhen((view) => view.all("routing.final").length === 3);
		expect(reasons(log)).toEqual(["user", "user", "direct"]);
		expect(JSON.stringify(sessionManager.getEntries())).toContain("what was left behind");
	});
});
