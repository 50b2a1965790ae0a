import { describe, expect, it } from "vitest";
import { aRouter, type TestRouter } from "../../test/support/a-router.ts";
import { someCandidates } from "../../test/support/engine-builders.ts";
import { done, fail, hang, rateLimited, respond, say, start } from "../../test/support/scripted-caller.ts";
import { createHeaderReader, type OnHeaders } from "./quota/header-reader.ts";

const MINUTE = 60_000;
const answer = (used: string) => [respond({ "x-used": used }), start, say("Hello"), done];
const refusal = fail("429 used up", { status: 429, headers: { "x-used": "1" }, body: "Too many requests" });
const two = someCandidates("acme/a", "other/b");

/** A router whose vendors tell the used share of one window in `x-used`. */
function aReader(): TestRouter & { readonly readOf: readonly string[] } {
	const readOf: string[] = [];
	let onHeaders: OnHeaders = () => undefined;
	const router = aRouter({ onHeaders: (candidate, headers) => onHeaders(candidate, headers) });
	onHeaders = createHeaderReader({
		...router,
		markCritical: (windows, before) => windows.map((one) => (before.length > 0 ? { ...one, isCritical: true } : one)),
		read: ({ provider }, headers) => {
			readOf.push(provider);
			const used = headers["x-used"];
			if (used === undefined) return undefined;
			return { kind: "ok", windows: [{ id: "5h", usedShare: Number(used) }], balances: [] };
		},
	});
	return { ...router, readOf };
}

describe("headers of attempts", () => {
	it("are read after a success and recorded behind its result", async () => {
		const { answer: ask, events } = aReader();
		await ask({ candidates: two, scripts: { "acme/a": [answer("0.25")] } });

		const types = events.map(({ type }) => type);
		expect(types).toEqual(["routing.decision", "routing.attempt", "routing.result", "quota.read", "routing.final"]);
		expect(events[3]?.data).toEqual({
			provider: "acme",
			windows: [{ id: "5h", usedPercent: 25 }],
			source: "headers",
			ok: true,
		});
	});

	it("are read after a failure, each for the one that sent them", async () => {
		const { answer: ask, dataOf } = aReader();
		await ask({ candidates: two, scripts: { "acme/a": [[refusal]], "other/b": [answer("0.5")] } });

		expect(dataOf("quota.read")).toMatchObject([
			{ provider: "acme", windows: [{ usedPercent: 100 }] },
			{ provider: "other", windows: [{ usedPercent: 50 }] },
		]);
	});

	it("are read after an abort", async () => {
		const { answer: ask, dataOf } = aReader();
		const scripts = { "acme/a": [[respond({ "x-used": "0.1" }), start, hang]] };
		await ask({ candidates: two, scripts, abortAfterMs: 1_000 });

		expect(dataOf("quota.read")).toHaveLength(1);
	});

	it("are booked to the account that was used, and read as those of who answered", async () => {
		const { answer: ask, recorder, dataOf, readOf } = aReader();
		const candidates = someCandidates(["acme/a", { target: { authProvider: "team" } }]);
		await ask({ candidates, scripts: { "acme/a@team": [answer("0.25")] } });

		expect(readOf).toEqual(["acme"]);
		expect(dataOf("quota.read")).toMatchObject([{ provider: "acme", account: "team" }]);
		expect([...recorder.state().accounting.quotas.keys()]).toEqual(["team"]);
	});

	it("are recorded when they say something new only", async () => {
		const { answer: ask, clock, dataOf } = aReader();
		for (const used of ["0.25", "0.25", "0.252", "0.3"]) {
			await ask({ candidates: two, scripts: { "acme/a": [answer(used)] } });
		}
		expect(dataOf("quota.read").map(({ windows }) => windows[0])).toEqual([
			{ id: "5h", usedPercent: 25 },
			{ id: "5h", usedPercent: 30, critical: true },
		]);

		await clock.advance(MINUTE);
		await ask({ candidates: two, scripts: { "acme/a": [answer("0.3")] } });
		expect(dataOf("quota.read")).toHaveLength(3);
	});

	it("that say nothing of a plan, or are not there, are not recorded", async () => {
		const { answer: ask, dataOf } = aReader();
		await ask({ candidates: two, scripts: { "acme/a": [[respond({ date: "today" }), start, say("Hi"), done]] } });
		await ask({ candidates: two, scripts: { "acme/a": [[start, say("Hi"), done]] } });

		expect(dataOf("quota.read")).toEqual([]);
	});

	it("whose reader throws cost a report and no request", async () => {
		const bugs: unknown[] = [];
		const onHeaders = () => {
			throw new Error("unreadable");
		};
		const router = aRouter({ onHeaders, onBug: (bug) => bugs.push(bug) });
		const scripts = { "acme/a": [[refusal]], "other/b": [answer("0.5")] };
		const { result, sink } = await router.answer({ candidates: two, scripts });

		expect(result.outcome.kind).toBe("completed");
		expect(sink.text()).toBe("Hello");
		expect(bugs).toHaveLength(2);
	});

	it("are nobody's business where nobody asks for them", async () => {
		const { result } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [[rateLimited]], "other/b": [answer("0.5")] },
		});
		expect(result.outcome.kind).toBe("completed");
	});
});
