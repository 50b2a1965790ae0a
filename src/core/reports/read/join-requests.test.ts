import { describe, expect, it } from "vitest";
import { who } from "../../../../test/support/log/told.ts";
import { createRequestJoiner } from "./join-requests.ts";
import type { LogRecord, RecordRef, ResultRecord } from "./log-record.ts";
import { modelKey, type Told, type ToldRating, type ToldRequest } from "./told.ts";

const ref = (requestId: string | undefined, more: Partial<RecordRef> = {}): RecordRef => ({
	atMs: 1_000,
	requestId,
	sessionId: "s1",
	routeId: "swe",
	version: 2,
	...more,
});

const candidate = (target: string, rank: number) => ({
	...who(target),
	rank,
	bucket: "normal",
	ttftMs: undefined,
	expectedCostUsd: undefined,
	uviStatus: "ok",
});

const decision = (id: string | undefined, more: Partial<RecordRef> = {}): LogRecord => ({
	...ref(id, more),
	kind: "decision",
	tier: "swe",
	intent: "code",
	subtask: undefined,
	planned: who("openai/gpt-x"),
	candidates: [candidate("openai/gpt-x", 0), candidate("deepseek/flash", 1)],
});

const result = (id: string | undefined, target: string, more: Partial<ResultRecord> = {}): ResultRecord => ({
	...ref(id),
	...who(target),
	kind: "result",
	outcome: "success",
	latencyMs: 700,
	ttftMs: 200,
	usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costUsd: 0.5 },
	failure: undefined,
	billing: "subscription",
	account: undefined,
	day: undefined,
	...more,
});

const failed = (id: string, target: string): ResultRecord =>
	result(id, target, {
		outcome: "failed",
		usage: undefined,
		latencyMs: undefined,
		failure: { ...who(target), kind: "rate", message: "slow down" },
	});

const final = (id: string | undefined, target?: string, latencyMs?: number): LogRecord => ({
	...ref(id),
	kind: "final",
	outcome: target === undefined ? "exhausted" : "success",
	who: target === undefined ? undefined : who(target),
	latencyMs,
});

const rating = (ratedRequestId: string | undefined): LogRecord => ({
	...ref(undefined),
	...who("openai/gpt-x"),
	kind: "rating",
	rating: "good",
	reason: undefined,
	tags: [],
	ratedRequestId,
	tier: undefined,
	intent: undefined,
	outcome: undefined,
});

function join(records: readonly LogRecord[], matchesRatings = true) {
	const told: Told[] = [];
	const joiner = createRequestJoiner({ tell: (one) => told.push(one), matchesRatings });
	for (const record of records) joiner.add(record);
	joiner.end();
	const requests = told.filter((one): one is ToldRequest => one.kind === "request");
	const ratings = told.filter((one): one is ToldRating => one.kind === "rating");
	return { told, requests, ratings, orphans: joiner.orphans() };
}

describe("createRequestJoiner", () => {
	it("puts a request together, whatever stands in between", () => {
		const { requests, orphans } = join([
			decision("r1"),
			failed("r1", "openai/gpt-x"),
			decision("r2"),
			result("r1", "deepseek/flash"),
			result("r2", "openai/gpt-x"),
			final("r1", "deepseek/flash", 1_500),
			final("r2", "openai/gpt-x"),
		]);

		expect(requests).toMatchObject([
			{
				atMs: 1_000,
				sessionId: "s1",
				routeId: "swe",
				tier: "swe",
				planned: candidate("openai/gpt-x", 0),
				actual: candidate("deepseek/flash", 1),
				outcome: "success",
				isUnfinished: false,
				attempts: 2,
				failures: [{ kind: "rate" }],
				latencyMs: 1_500,
				answer: { latencyMs: 700, ttftMs: 200 },
				costUsd: 0.5,
			},
			{ actual: { target: "openai/gpt-x" }, attempts: 1, latencyMs: 700, failures: [] },
		]);
		expect(orphans).toBe(0);
	});

	it("takes a request without an end for aborted when the log ends, not before", () => {
		const { requests } = join([decision("r1"), failed("r1", "openai/gpt-x"), decision("r2"), final("r2")]);

		expect(
			requests.map(({ outcome, isUnfinished, attempts, actual }) => [outcome, isUnfinished, attempts, actual]),
		).toEqual([
			["exhausted", false, 0, undefined],
			["aborted", true, 1, undefined],
		]);
		expect(requests[0]).toMatchObject({ latencyMs: undefined, costUsd: undefined, answer: undefined });
	});

	it("gives up the oldest of endlessly many that never end", () => {
		const { requests, orphans } = join([
			...Array.from({ length: 2_001 }, (_, at) => decision(`r${at}`)),
			final("r0", "openai/gpt-x"),
			final("r1", "openai/gpt-x"),
		]);

		expect(requests).toHaveLength(2_001);
		expect(requests.slice(0, 2).map(({ outcome }) => outcome)).toEqual(["aborted", "success"]);
		expect(orphans).toBe(1);
	});

	it("gives up what began more than a day ago", () => {
		const day = 24 * 3_600_000;
		const { requests } = join([
			decision("r1", { atMs: 1_000 }),
			decision("r2", { atMs: 1_001 }),
			decision("r3", { atMs: day + 1_001 }),
			final("r2", "openai/gpt-x"),
		]);

		expect(requests.map(({ atMs, outcome }) => [atMs, outcome])).toEqual([
			[1_000, "aborted"],
			[1_001, "success"],
			[day + 1_001, "aborted"],
		]);
	});

	it.each([
		["a result", result("r9", "openai/gpt-x")],
		["an end", final("r9", "openai/gpt-x")],
		["an end of nothing", final(undefined, "openai/gpt-x")],
		["a decision of nothing", decision(undefined)],
	])("counts %s whose beginning is not in the log", (_what, record) => {
		expect(join([record])).toMatchObject({ requests: [], orphans: 1 });
	});

	it("takes the first of two decisions about one request", () => {
		expect(join([decision("r1"), decision("r1"), final("r1")])).toMatchObject({ requests: [{}], orphans: 1 });
	});

	it("tells every attempt, also of requests that began before the log", () => {
		const { told } = join([result("r9", "openai/gpt-x")]);

		expect(told).toMatchObject([{ kind: "attempt", provider: "openai", usage: { costUsd: 0.5 } }]);
	});

	it("takes the candidates of the earlier extension, which come in a record of their own", () => {
		const candidates: LogRecord = { ...ref("r1"), kind: "candidates", candidates: [candidate("openai/gpt-x", 3)] };

		expect(join([decision("r1"), candidates, final("r1")]).requests).toMatchObject([{ planned: { rank: 3 } }]);
	});

	it("takes the last attempt for who answered where the end does not say", () => {
		const unnamed: LogRecord = {
			...ref("r1"),
			kind: "final",
			outcome: "success",
			who: undefined,
			latencyMs: undefined,
		};
		const other = result("r1", "other/model");

		expect(join([decision("r1"), other, unnamed]).requests).toMatchObject([
			{ actual: { target: "other/model", rank: undefined } },
		]);
		expect(join([decision("r1"), unnamed]).requests).toMatchObject([{ actual: undefined, outcome: "success" }]);
	});

	it("tells few failures of a request that fails endlessly, and still all attempts", () => {
		const { requests } = join([decision("r1"), ...Array.from({ length: 500 }, () => failed("r1", "a/b")), final("r1")]);

		expect([requests[0]?.attempts, requests[0]?.failures.length]).toEqual([500, 20]);
	});

	it("names what a decision does not name", () => {
		const bare = { ...decision("r1"), tier: undefined, intent: undefined, routeId: undefined } as LogRecord;

		expect(join([bare]).requests).toMatchObject([{ tier: "(none)", intent: "(none)", routeId: "(none)" }]);
	});

	it("tells what was taken over", () => {
		expect(join([{ ...ref(undefined), kind: "import", spend: [] }]).told).toEqual([
			{ kind: "import", atMs: 1_000, spend: [] },
		]);
	});
});

describe("ratings", () => {
	const rated = [
		decision("r1"),
		failed("r1", "openai/gpt-x"),
		result("r1", "deepseek/flash"),
		final("r1", "deepseek/flash", 900),
	];

	it("are told with the request that they are about", () => {
		expect(join([...rated, rating("r1")]).ratings).toMatchObject([
			{
				request: {
					routeId: "swe",
					tier: "swe",
					intent: "code",
					subtask: undefined,
					outcome: "success",
					hasFailedOver: true,
					latencyMs: 900,
					ttftMs: 200,
					costUsd: 0.5,
				},
			},
		]);
	});

	it.each([
		["is not in the log", [...rated, rating("r9")]],
		["is not named", [...rated, rating(undefined)]],
		["is still running", [decision("r1"), rating("r1")]],
		[
			"was long ago",
			[
				...rated,
				...Array.from({ length: 5_000 }, (_, at) => [decision(`x${at}`), final(`x${at}`)]).flat(),
				rating("r1"),
			],
		],
	])("stand alone where the request %s", (_why, records) => {
		expect(join(records).ratings).toMatchObject([{ request: undefined }]);
	});

	it("stand alone where nobody wants to know", () => {
		expect(join([...rated, rating("r1")], false).ratings).toMatchObject([{ request: undefined }]);
	});

	it("know what was not measured, and a request that came twice", () => {
		const records = [...rated, decision("r1"), final("r1"), rating("r1")];

		expect(join(records).ratings).toMatchObject([
			{ request: { outcome: "exhausted", latencyMs: undefined, ttftMs: undefined, costUsd: undefined } },
		]);
	});
});

describe("modelKey", () => {
	it.each([
		["openai/gpt-x", "openai/gpt-x"],
		["openai/gpt-x@work", "openai/gpt-x"],
		["openrouter/moonshotai/kimi", "openrouter/moonshotai/kimi"],
	])("names the model of %s", (target, expected) => {
		expect(modelKey(who(target))).toBe(expected);
	});
});
