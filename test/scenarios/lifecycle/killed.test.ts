import { describe, expect, it } from "vitest";
import { acknowledged, centsInLog, centsInStats, runSpender, type SpendRun } from "../../support/spend-process.ts";
import { expectAgreement, killOneByOne, killSeveral, spendFolder } from "./kill-spenders.ts";

const DAY_MS = 86_400_000;

describe("spend of processes that are killed at any moment", () => {
	it("is counted once each, all that was told, when 30 of them die one after the other", async () => {
		const report = await killOneByOne(30);
		expect(report.acknowledged).toBeGreaterThan(30);
		expect(report.beforeStart).toBeLessThan(20);
	});

	it("is the same in the log, in the file for people and in what was told, when several run at once", async () => {
		const report = await killSeveral(6, 3);
		expect(report.acknowledged).toBeGreaterThan(18);
	});
});

describe("spend of processes whose clocks differ", () => {
	it("stays on the day that each of them booked it to, whatever clock and zone the next one has", async () => {
		const { folder, bundle } = await spendFolder();
		const runs: SpendRun[] = [];
		const told = (): Record<string, number> => {
			const days: Record<string, number> = {};
			for (const { day, cents } of runs.flatMap(({ spent }) => spent)) days[day] = (days[day] ?? 0) + cents;
			return days;
		};
		for (const options of [
			{ timeZone: "Pacific/Kiritimati" },
			{ timeZone: "Pacific/Pago_Pago" },
			{ timeZone: "UTC", skewMs: 3 * DAY_MS },
			{ timeZone: "UTC", skewMs: -40 * DAY_MS },
			{ timeZone: "UTC", skewMs: 6 * DAY_MS },
		]) {
			runs.push(await runSpender(bundle, folder, "by itself", { ...options, count: 5 }));
			expect(await centsInStats(folder)).toEqual(told());
			expect(await centsInLog(folder)).toEqual(told());
		}
		expect(Object.keys(told()).length).toBeGreaterThanOrEqual(5);
		expect(runs.map(({ found }) => found)).toEqual(runs.map((_, index) => acknowledged(runs.slice(0, index)).least));
	});

	it("is counted once while three of them run at once, a day apart, and are killed", async () => {
		const { folder, bundle } = await spendFolder();
		const runs: SpendRun[] = [];
		for (let round = 0; round < 2; round++) {
			const skews = [-DAY_MS, 0, DAY_MS].map((skewMs) =>
				runSpender(bundle, folder, { killAfterMs: Math.random() * 60 }, { skewMs }),
			);
			runs.push(...(await Promise.all(skews)));
		}
		const cents = await expectAgreement(bundle, folder);
		const { least, most } = acknowledged(runs);
		expect(least).toBeGreaterThan(0);
		expect(cents).toBeGreaterThanOrEqual(least);
		expect(cents).toBeLessThanOrEqual(most);
	});
});
