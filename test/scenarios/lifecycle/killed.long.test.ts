import { expect, it } from "vitest";
import { killOneByOne, killSeveral } from "./kill-spenders.ts";

const say = (what: string, report: object): void => void process.stdout.write(`${what}: ${JSON.stringify(report)}\n`);

it("counts the spend of a thousand killed processes once each", { timeout: 1_200_000 }, async () => {
	const report = await killOneByOne(1_000);
	say("one after the other", report);
	expect(report.acknowledged).toBeGreaterThan(1_000);
});

it("counts the spend of processes that run at once and are killed", { timeout: 600_000 }, async () => {
	const report = await killSeveral(60, 4);
	say("four at once", report);
	expect(report.kills).toBeGreaterThan(100);
});
