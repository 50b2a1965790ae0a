import { afterAll, describe, expect, it } from "vitest";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { createNewcomer, createPackageSources, expectGone, expectRouted } from "./pi-packages.ts";

const standIn = await startStandIn();
const sources = await createPackageSources();
afterAll(async () => {
	await sources.close();
	await standIn.close();
});

// Every other way, updates, and both versions of pi are in installing.long.test.ts.
describe("the package in the newest pi", () => {
	it("is installed by name, routes past a failure, and is gone when it was removed", async () => {
		const newcomer = await createNewcomer("1.5.2", standIn, sources);

		expect(await newcomer.pi("install", "npm:pi-auto-router")).toContain("Installed npm:pi-auto-router");
		await expectRouted(newcomer);

		await newcomer.pi("remove", "npm:pi-auto-router");
		await expectGone(newcomer);
	});
});
