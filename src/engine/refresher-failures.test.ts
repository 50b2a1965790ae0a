import { describe, expect, it } from "vitest";
import { aDesk, aProcess, failed, HOUR, MINUTE, SECOND, used } from "../../test/support/a-refresher.ts";
import { FAKE_START_MS } from "../../test/support/fake-clock.ts";
import type { AskAnswer } from "./quota/quota-asker.ts";

describe("a refresher after failures", () => {
	it("records the failure, and waits longer after each", async () => {
		const { wakeAfter, asked, events } = aProcess({ answers: [failed("server")] });
		for (let minute = 0; minute < 160; minute++) await wakeAfter(minute === 0 ? 0 : MINUTE);

		expect(asked.map((line) => Number(line.split(" ")[2]))).toEqual([0, 5, 15, 35, 75, 135]);
		expect(events[0]).toMatchObject({ type: "quota.read", data: { ok: false, error: "it failed: server" } });
	});

	it("begins anew after an answer", async () => {
		const { wakeAfter, asked } = aProcess({
			answers: [failed("server"), failed("server"), used(0.1), failed("server")],
		});
		for (let minute = 0; minute < 40; minute++) await wakeAfter(minute === 0 ? 0 : MINUTE);

		expect(asked.map((line) => Number(line.split(" ")[2]))).toEqual([0, 5, 15, 20, 25, 35]);
	});

	it.each([
		["nothing", undefined, 15],
		["zero", 0, 15],
		["an hour", HOUR, 60],
	])(
		"leaves an endpoint that refuses alone, also for a command, where Retry-After says %s",
		async (_what, ms, minutes) => {
			const { wakeAfter, asked, force } = aProcess({ answers: [failed("rate", ms)] });
			await wakeAfter(0);
			await wakeAfter(minutes * MINUTE - SECOND);

			expect(await force()).toEqual([
				{
					kind: "not-asked",
					reason: "refused",
					message: "it failed: rate",
					nextAtMs: FAKE_START_MS + minutes * MINUTE,
				},
			]);
			expect(asked).toHaveLength(1);
			await wakeAfter(SECOND);
			expect(asked).toHaveLength(2);
		},
	);

	it("leaves an endpoint that refuses alone although headers go on telling", async () => {
		const { wakeAfter, asked, recorder, clock } = aProcess({ answers: [failed("rate", HOUR)] });
		await wakeAfter(0);
		const data = { provider: "acme", windows: [{ id: "5h", usedPercent: 20 }], source: "headers", ok: true };
		recorder.record({ type: "quota.read", atMs: clock.now(), data });
		await wakeAfter(59 * MINUTE);
		expect(asked).toHaveLength(1);
		await wakeAfter(MINUTE);
		expect(asked).toHaveLength(2);
	});

	it("asks after a failure that is no refusal when a command wants it", async () => {
		const { wakeAfter, force, asked } = aProcess({ answers: [failed("network"), used(0.1)] });
		await wakeAfter(0);

		expect(await force()).toEqual([{ kind: "read" }]);
		expect(asked).toHaveLength(2);
	});

	it("waits an hour with a login that was refused", async () => {
		const { wakeAfter, force, asked } = aProcess({ answers: [failed("auth"), used(0.1)] });
		await wakeAfter(0);
		await wakeAfter(59 * MINUTE);
		expect(await force()).toMatchObject([{ kind: "not-asked", reason: "refused" }]);
		await wakeAfter(MINUTE);

		expect(asked).toEqual(["acme acme 0", "acme acme 60"]);
	});

	it.each(["a command", "the next prompt"])("asks with another login at once (%s)", async (who) => {
		let login = "old";
		let lookups = 0;
		const credentialOf = async () => {
			lookups += 1;
			return login;
		};
		const { wakeAfter, force, asked } = aProcess({ answers: [failed("auth"), used(0.1)], credentialOf });
		await wakeAfter(0);
		for (const ms of [MINUTE, 4 * MINUTE, MINUTE, SECOND, SECOND]) await wakeAfter(ms);
		expect(asked).toHaveLength(1);
		// Looking a login up may itself need the network.
		expect(lookups).toBe(2);
		login = "new";
		if (who === "a command") await force();
		else await wakeAfter(5 * MINUTE);

		expect(asked).toHaveLength(2);
	});

	it("does not record that there was nobody to ask, and looks again later", async () => {
		const answers: readonly AskAnswer[] = [{ kind: "none", message: "no login for acme" }, used(0.1)];
		const { wakeAfter, events, asked, claims, force } = aProcess({ answers });
		await wakeAfter(0);
		await wakeAfter(MINUTE);
		expect([events, asked, claims.held()]).toEqual([[], ["acme acme 0"], []]);
		expect(await force()).toEqual([{ kind: "read" }]);
	});
});

describe("several processes", () => {
	/** Two processes of which the second hears what the first records. */
	function aPair(answers: readonly AskAnswer[] = [used(0.2)]) {
		const desk = aDesk();
		const first = aProcess({ desk, answers });
		const second = aProcess({ desk });
		let told = 0;
		const tell = () => {
			const news = first.events.slice(told);
			told = first.events.length;
			second.recorder.absorb(news);
		};
		return { ...desk, first, second, tell };
	}

	it("ask once for all", async () => {
		const { first, second, clock } = aPair();
		first.refresher.wake();
		second.refresher.wake();
		await clock.advance(4 * MINUTE);

		expect([first.asked.length, second.asked.length]).toEqual([1, 0]);
	});

	it("take what another has read as their own reading", async () => {
		const { first, second, tell } = aPair();
		await first.wakeAfter(0);
		tell();
		first.refresher.close();
		await second.wakeAfter(4 * MINUTE);
		expect(second.asked).toEqual([]);
		await second.wakeAfter(MINUTE);
		expect(second.asked).toEqual(["acme acme 5"]);
	});

	it("give a claim back that came when another had told its answer already", async () => {
		const { clock, claims, first } = aPair();
		const slow = {
			...claims,
			take: async (...claim: Parameters<typeof claims.take>) => {
				second.recorder.absorb(first.events);
				return claims.take(...claim);
			},
		};
		const second = aProcess({ desk: { clock, claims: slow } });
		await first.wakeAfter(0);
		first.refresher.close();
		for (const key of claims.held()) await claims.release(key);
		await second.wakeAfter(MINUTE);

		expect(second.asked).toEqual([]);
		expect(claims.held()).toEqual([]);
	});

	it("ask in place of one that did not get through", async () => {
		const { first, second, tell } = aPair([failed("network")]);
		await first.wakeAfter(0);
		tell();
		await second.wakeAfter(4 * MINUTE);
		expect(second.asked).toEqual([]);
		expect(await second.force()).toEqual([{ kind: "read" }]);
	});

	it("keep away together from an endpoint that has refused one of them", async () => {
		const { first, second, tell, clock } = aPair([failed("rate", 2 * HOUR)]);
		await first.wakeAfter(0);
		tell();
		first.refresher.close();
		for (let minute = 0; minute < 119; minute++) await second.wakeAfter(MINUTE);
		expect(await second.force()).toMatchObject([{ kind: "not-asked", reason: "claimed" }]);
		expect(second.asked).toEqual([]);
		await clock.advance(10 * SECOND);
		await second.wakeAfter(MINUTE);
		expect(second.asked).toHaveLength(1);
	});

	it("serve a command in spite of another's claim on a good reading", async () => {
		const { first, second, tell } = aPair();
		await first.wakeAfter(0);
		tell();

		expect(await second.force()).toEqual([{ kind: "read" }]);
	});

	it("forget a failure of their own when another has had an answer since", async () => {
		const { first, second } = aPair([failed("network"), failed("network"), failed("network"), used(0.3)]);
		for (const ms of [0, 5 * MINUTE, 10 * MINUTE]) await first.wakeAfter(ms);
		expect(first.asked).toHaveLength(3);
		await second.wakeAfter(MINUTE);
		second.refresher.close();
		first.recorder.absorb(second.events);
		await first.wakeAfter(5 * MINUTE);

		expect(second.asked).toEqual(["acme acme 16"]);
		expect(first.asked.at(-1)).toBe("acme acme 21");
	});
});
