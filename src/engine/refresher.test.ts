import { describe, expect, it } from "vitest";
import {
	acme,
	aDesk,
	aProcess,
	credit,
	failed,
	HOUR,
	MINUTE,
	owns,
	SECOND,
	used,
} from "../../test/support/a-refresher.ts";
import { FAKE_START_MS, settled } from "../../test/support/fake-clock.ts";
import { rests } from "../../test/support/router-facts.ts";
import type { QuotaReading } from "../core/quota/quota-reading.ts";
import type { AskQuota } from "./quota/quota-asker.ts";
import type { RefresherInput } from "./refresher.ts";

describe("a refresher that is woken", () => {
	it("asks at once where nothing is known, and records the answer", async () => {
		const { wakeAfter, asked, recorder, events } = aProcess();
		await wakeAfter(0);

		expect(asked).toEqual(["acme acme 0"]);
		expect(events.map(({ type, data }) => [type, data])).toEqual([
			["quota.read", { provider: "acme", windows: [{ id: "5h", usedPercent: 20 }], source: "endpoint", ok: true }],
		]);
		expect(recorder.state().accounting.quotas.get("acme")).toMatchObject({ askedAtMs: FAKE_START_MS, failures: 0 });
	});

	it("asks again no sooner than the vendor wants", async () => {
		const { wakeAfter, asked } = aProcess();
		for (let minute = 0; minute <= 9; minute++) await wakeAfter(minute === 0 ? 0 : MINUTE);

		expect(asked).toEqual(["acme acme 0", "acme acme 5"]);
	});

	it("asks again after the time that readings may age, where the vendor wants no longer", async () => {
		const quick = { ...acme, minIntervalMs: 0 };
		const { wakeAfter, asked } = aProcess({ accounts: () => [{ account: "acme", drivers: [quick] }] });
		for (const ms of [0, 59 * SECOND, SECOND]) await wakeAfter(ms);

		expect(asked).toEqual(["acme acme 0", "acme acme 1"]);
	});

	it.each([
		[0, 54 * SECOND],
		[0.999, 66 * SECOND],
	])("differs by a tenth at random (%d)", async (random, ageMs) => {
		const quick = { ...acme, minIntervalMs: 0 };
		const accounts = () => [{ account: "acme", drivers: [quick] }];
		const { wakeAfter, asked } = aProcess({ accounts, random: () => random });
		await wakeAfter(0);
		await wakeAfter(ageMs - 500);
		expect(asked).toHaveLength(1);
		await wakeAfter(500);
		expect(asked).toHaveLength(2);
	});

	it("keeps readings fresh by itself for a quarter of an hour, and then leaves the vendor alone", async () => {
		const { wakeAfter, asked, clock } = aProcess();
		await wakeAfter(0);
		await clock.advance(3 * HOUR);

		expect(asked).toEqual(["acme acme 0", "acme acme 5", "acme acme 10", "acme acme 15"]);
		expect(clock.pending()).toBe(0);
	});

	it("asks shortly after a window is reset", async () => {
		const resetsAtMs = FAKE_START_MS + 7 * MINUTE;
		const { wakeAfter, asked, clock } = aProcess({ answers: [used(1, resetsAtMs), used(1, resetsAtMs), used(0)] });
		await wakeAfter(0);
		await clock.advance(9 * MINUTE);
		expect(asked).toEqual(["acme acme 0", "acme acme 5"]);
		await clock.advance(MINUTE);

		expect(asked).toHaveLength(3);
	});

	it("does not ask where headers of normal traffic were read", async () => {
		const { wakeAfter, asked, recorder, clock } = aProcess();
		const read = (atMs: number) =>
			recorder.record({
				type: "quota.read",
				atMs,
				data: { provider: "acme", windows: [{ id: "5h", usedPercent: 20 }], source: "headers", ok: true },
			});
		read(clock.now());
		await wakeAfter(4 * MINUTE);
		read(clock.now());
		await wakeAfter(4 * MINUTE);
		expect(asked).toEqual([]);
		await wakeAfter(MINUTE);

		expect(asked).toEqual(["acme acme 9"]);
	});

	it("reads credit while plans are not to be read", async () => {
		const accounts = () => [{ account: "acme", drivers: [acme, credit] }];
		const { wakeAfter, asked } = aProcess({ accounts, isEnabled: () => false, answers: [owns(3)] });
		await wakeAfter(0);

		expect(asked).toEqual(["credit acme 0"]);
	});

	it("asks one question at a time, and nobody waits for it", async () => {
		let answer: (reading: QuotaReading) => void = () => undefined;
		let questions = 0;
		const ask: AskQuota = () => {
			questions += 1;
			return new Promise((resolve) => {
				answer = resolve;
			});
		};
		const { refresher, events, force } = aProcess({ ask });
		expect(refresher.wake()).toBeUndefined();
		refresher.wake();
		await settled();
		refresher.wake();
		const forced = force();
		await settled();
		expect(events).toEqual([]);
		answer(used(0.4));

		expect(await forced).toEqual([{ kind: "read" }]);
		expect(questions).toBe(1);
		expect(events).toHaveLength(1);
	});

	it("asks nothing and starts no timer while offline", async () => {
		const { wakeAfter, asked, clock, force, claims } = aProcess({ isOnline: () => false });
		await wakeAfter(0);

		expect(await force()).toEqual([{ kind: "not-asked", reason: "offline" }]);
		expect([asked, clock.pending(), claims.held()]).toEqual([[], 0, []]);
	});

	it("starts nothing before it is woken", async () => {
		const { clock, asked } = aProcess();
		await clock.advance(HOUR);

		expect([asked, clock.pending()]).toEqual([[], 0]);
	});

	it("does not throw for a list of accounts that does", () => {
		const bugs: unknown[] = [];
		const accounts = () => {
			throw new Error("no accounts");
		};
		aProcess({ accounts, onBug: (bug) => bugs.push(bug) }).refresher.wake();

		expect(bugs).toMatchObject([{ message: "no accounts" }]);
	});

	it("reports an asker that throws, and asks it no sooner than others", async () => {
		const bugs: unknown[] = [];
		const ask = async () => {
			throw new Error("broken");
		};
		const { wakeAfter, events } = aProcess({ ask, onBug: (bug) => bugs.push(bug) });
		for (const ms of [0, MINUTE, MINUTE]) await wakeAfter(ms);

		expect(bugs).toHaveLength(1);
		expect(events).toEqual([]);
	});

	it("survives claims that cannot be taken, and does not try all the time", async () => {
		const bugs: unknown[] = [];
		const desk = aDesk();
		const take = async () => {
			throw new Error("no folder");
		};
		const process = aProcess({ desk: { ...desk, claims: { ...desk.claims, take } }, onBug: (bug) => bugs.push(bug) });
		await process.wakeAfter(0);
		await process.wakeAfter(MINUTE);
		expect(bugs).toHaveLength(1);

		expect(await process.force()).toMatchObject([{ kind: "not-asked", reason: "impossible" }]);
		expect(process.asked).toEqual([]);
	});

	it("gives an asker up that never answers", async () => {
		const { wakeAfter, events, clock } = aProcess({ ask: () => new Promise(() => undefined) });
		await wakeAfter(0);
		await clock.advance(MINUTE);

		expect(events).toMatchObject([{ data: { ok: false, error: "no answer within a minute" } }]);
	});

	it("records no answer that comes after the end, and leaves nothing behind", async () => {
		let signal: AbortSignal | undefined;
		let answer: (reading: QuotaReading) => void = () => undefined;
		const ask: AskQuota = (_account, _driver, given) => {
			signal = given;
			return new Promise((resolve) => {
				answer = resolve;
			});
		};
		const { refresher, wakeAfter, events, clock, claims, force } = aProcess({ ask });
		await wakeAfter(0);
		refresher.close();
		expect(signal?.aborted).toBe(true);
		answer(used(0.4));
		await settled();
		refresher.wake();

		expect([events, clock.pending(), claims.held()]).toEqual([[], 0, []]);
		expect(await force()).toEqual([{ kind: "not-asked", reason: "closed" }]);
	});
});

describe("a command", () => {
	const accounts = () => [
		{ account: "acme", drivers: [acme, credit] },
		{ account: "other", drivers: [credit] },
	];

	it.each([
		[{ reads: "windows" as const }, ["acme acme"]],
		[{ reads: "balance" as const }, ["credit acme", "credit other"]],
		[{ account: "other" }, ["credit other"]],
		[{ account: "nobody" }, []],
	])("that names %j asks just that", async (what, names) => {
		const { refresher, asked } = aProcess({ accounts, answers: [owns(1)] });
		const results = await refresher.refresh({ force: true, ...what });

		expect(asked.map((line) => line.replace(/ \d+$/, ""))).toEqual(names);
		expect(results.map(({ driverId, account }) => `${driverId} ${account}`)).toEqual(names);
	});

	it("is told why a fresh reading is not read again unless it wants it", async () => {
		const { refresher, wakeAfter } = aProcess();
		await wakeAfter(0);
		const [result] = await refresher.refresh({ force: false });

		expect(result?.outcome).toEqual({ kind: "not-asked", reason: "fresh", nextAtMs: FAKE_START_MS + 5 * MINUTE });
		expect(await refresher.refresh({ force: true })).toMatchObject([{ account: "acme", outcome: { kind: "read" } }]);
	});

	it("is told that plans are not to be read", async () => {
		const { force } = aProcess({ isEnabled: () => false });
		expect(await force()).toEqual([{ kind: "not-asked", reason: "disabled" }]);
	});

	it("is told what failed and when it can be asked again", async () => {
		const { force } = aProcess({ answers: [failed("server")] });
		const nextAtMs = FAKE_START_MS + 5 * MINUTE;
		expect(await force()).toEqual([{ kind: "failed", failure: "server", message: "it failed: server", nextAtMs }]);
	});
});

describe("what a reading leads to", () => {
	it("ends the rest of an account that has credit again", async () => {
		const accounts = () => [{ account: "acme", drivers: [credit] }];
		const { recorder, clock, wakeAfter } = aProcess({ accounts, answers: [owns(0), owns(5)] });
		recorder.record(rests("acme", HOUR, { scope: "account", kind: "balance", atMs: clock.now() }));
		await wakeAfter(SECOND);
		expect([...recorder.state().cooldowns.keys()]).toEqual(["account:acme"]);
		await wakeAfter(5 * MINUTE);
		expect([...recorder.state().cooldowns.keys()]).toEqual([]);
	});

	it("ends the rest of an account whose plan has room again", async () => {
		const { recorder, clock, wakeAfter, events } = aProcess({ answers: [used(0.1)] });
		recorder.record(rests("acme", HOUR, { scope: "account", kind: "window", atMs: clock.now() }));
		await wakeAfter(SECOND);

		expect(events.map(({ type }) => type)).toEqual(["cooldown.set", "quota.read", "cooldown.cleared"]);
	});

	it("marks windows as critical with what was known before", async () => {
		const seen: number[] = [];
		const markCritical: RefresherInput["markCritical"] = (windows, before) => {
			seen.push(before.length);
			return windows.map((window) => ({ ...window, isCritical: true }));
		};
		const { wakeAfter, recorder } = aProcess({ markCritical });
		for (const ms of [0, 5 * MINUTE]) await wakeAfter(ms);

		expect(seen).toEqual([0, 1]);
		expect(recorder.state().accounting.quotas.get("acme")?.windows).toMatchObject([{ isCritical: true }]);
	});
});
