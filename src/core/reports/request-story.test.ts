import { describe, expect, it } from "vitest";
import { aDecisionRecord, aFailedResult, aFinal, aResult, NOW_MS } from "../../../test/support/builders.ts";
import type { Fact, RouterEvent } from "../events.ts";
import { findStory, type RequestStories, recallStories, tellStories } from "./request-story.ts";

type Told = Fact extends infer F
	? F extends Fact
		? Omit<F, "atMs" | "requestId" | "sessionId" | "routeId">
		: never
	: never;

function event(requestId: string, fact: Told, more: { sessionId?: string; routeId?: string } = {}): RouterEvent {
	const ids = { requestId, routeId: "subscription-swe", sessionId: "s1", ...more };
	return { ...fact, ...ids, atMs: NOW_MS, writer: "w1", seq: 1 } as RouterEvent;
}

const decision = (requestId: string, more: { sessionId?: string; routeId?: string } = {}) =>
	event(requestId, { type: "routing.decision", data: aDecisionRecord() }, more);
const tell = (...events: RouterEvent[]): RequestStories => events.reduce(tellStories, [] as RequestStories);

describe("tellStories", () => {
	it("puts a request together from its records, also when requests run side by side", () => {
		const stories = tell(
			decision("r1"),
			decision("r2"),
			event("r1", { type: "routing.result", data: aFailedResult() }),
			event("r2", { type: "routing.result", data: aResult() }),
			event("r1", { type: "routing.result", data: aResult() }),
			event("r1", { type: "routing.final", data: aFinal() }),
		);

		expect(stories.map(({ requestId, results, final }) => [requestId, results.length, final?.outcome])).toEqual([
			["r1", 2, "success"],
			["r2", 1, undefined],
		]);
		expect(stories[0]).toMatchObject({ sessionId: "s1", routeId: "subscription-swe", atMs: NOW_MS });
	});

	it("keeps the newest fifty", () => {
		const stories = tell(...Array.from({ length: 60 }, (_, i) => decision(`r${i}`)));

		expect(stories).toHaveLength(50);
		expect([stories[0]?.requestId, stories.at(-1)?.requestId]).toEqual(["r10", "r59"]);
	});

	it("ignores what belongs to no request it knows", () => {
		const stories = tell(decision("r1"));
		const { requestId: _none, ...nobody } = decision("r2");

		expect(tellStories(stories, event("r9", { type: "routing.final", data: aFinal() }))).toBe(stories);
		expect(tellStories(stories, nobody as RouterEvent)).toBe(stories);
		expect(tellStories(stories, event("r1", { type: "state.reset", data: {} }))).toBe(stories);
	});

	it("edits no story that was told before", () => {
		const before = tell(decision("r1"));
		const copy = structuredClone(before);
		tellStories(before, event("r1", { type: "routing.result", data: aResult() }));

		expect(before).toEqual(copy);
	});

	it("tells a request without a session", () => {
		const { sessionId: _none, ...direct } = decision("r1");

		expect(tell(direct as RouterEvent)[0]).not.toHaveProperty("sessionId");
	});
});

describe("recallStories", () => {
	const ids = (stories: RequestStories): string[] => stories.map(({ requestId }) => requestId);
	const final = (id: string) => event(id, { type: "routing.final", data: aFinal() });

	it("puts requests of earlier processes before those of this one, each once and whole", () => {
		const own = tell(decision("r2"), final("r2"));
		const recalled = recallStories(own, [decision("r1"), final("r1"), decision("r2"), final("r2")], 0);
		expect(ids(recalled)).toEqual(["r1", "r2"]);
		expect(recalled.every(({ final: end }) => end !== undefined)).toBe(true);
	});

	it("leaves forgotten what was before a reset", () => {
		expect(recallStories([], [decision("r1")], NOW_MS)).toEqual([]);
	});

	it("keeps the newest fifty", () => {
		const many = Array.from({ length: 60 }, (_, i) => decision(`r${i}`));
		expect(ids(recallStories(tell(decision("own")), many, 0))).toEqual([...ids(tell(...many)).slice(-49), "own"]);
	});
});

describe("findStory", () => {
	const stories = tell(
		decision("aa1"),
		decision("ab2", { sessionId: "s2" }),
		decision("ac3", { routeId: "subscription-fast" }),
		decision("ab4"),
	);

	it.each([
		["the newest", {}, "ab4"],
		["by id", { requestId: "aa1" }, "aa1"],
		["by the beginning of an id, the newest", { requestId: "ab" }, "ab4"],
		["by route", { routeId: "subscription-fast" }, "ac3"],
		["by session", { sessionId: "s2" }, "ab2"],
		["by all of them", { requestId: "a", routeId: "subscription-swe", sessionId: "s1" }, "ab4"],
		["nothing", { routeId: "subscription-fast", sessionId: "s2" }, undefined],
	])("finds %s", (_what, query, expected) => {
		expect(findStory(stories, query)?.requestId).toBe(expected);
	});
});
