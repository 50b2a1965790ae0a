import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createMemoryLog } from "../../test/support/memory-log.ts";
import { rethrow } from "../../test/support/rethrow.ts";
import { createRecorder } from "../engine/recorder.ts";
import { createChangeFollower } from "./change-follower.ts";

function following() {
	const clock = createFakeClock();
	const recorder = createRecorder({ log: createMemoryLog(), writer: "w", onBug: rethrow });
	const shown: number[] = [];
	let isThere = true;
	const show = (): boolean => {
		shown.push(clock.monotonicMs());
		return isThere;
	};
	const follower = createChangeFollower({ clock, recorder, show });
	const record = (): void => recorder.record({ type: "setting.changed", atMs: 0, data: { key: "uvi", value: true } });
	const leave = (): void => {
		isThere = false;
	};
	return { clock, recorder, shown, follower, record, leave };
}

describe("createChangeFollower", () => {
	it("shows facts that come together once, and soon", async () => {
		const { clock, shown, follower, record } = following();
		follower.start();
		record();
		record();
		await clock.advance(99);
		expect(shown).toHaveLength(0);
		record();
		await clock.advance(1);
		expect(shown).toHaveLength(1);
	});

	it("shows what passes by itself twice a minute", async () => {
		const { clock, shown, follower } = following();
		follower.start();
		await clock.advance(60_000);
		expect(shown).toHaveLength(2);
	});

	it("leaves requests to show themselves", async () => {
		const { clock, shown, follower, recorder } = following();
		follower.start();
		recorder.record({ type: "config.loaded", atMs: 0, data: { path: "", routes: 1, problems: 0 } });
		await clock.advance(1_000);
		expect(shown).toHaveLength(0);
	});

	it.each(["never started", "stopped", "left alone"] as const)("has no timer when it is %s", async (how) => {
		const { clock, shown, follower, record, leave } = following();
		if (how !== "never started") follower.start();
		if (how === "stopped") follower.stop();
		if (how === "left alone") {
			leave();
			await clock.advance(30_000);
			shown.length = 0;
		}
		record();
		await clock.advance(90_000);
		expect(shown).toHaveLength(0);
		expect(clock.pending()).toBe(0);
	});
});
