import { describe, expect, it } from "vitest";
import { aTold } from "../../../../test/support/log/told.ts";
import { OTHERS } from "../measure/tally.ts";
import { interned } from "./interned.ts";
import { RateableRequests } from "./rateable-requests.ts";

describe("RateableRequests", () => {
	it("forgets the oldest, but not one that came again", () => {
		const requests = new RateableRequests(3);
		for (const id of ["a", "b", "a", "c", "d"]) requests.remember(id, aTold({ subtask: id }));

		expect(["a", "b", "c", "d"].map((id) => requests.find(id)?.subtask)).toEqual(["a", undefined, "c", "d"]);
	});

	it("puts further texts together when there are too many", () => {
		const requests = new RateableRequests(3_000);
		for (let at = 0; at < 3_000; at++) requests.remember(`r${at}`, aTold({ routeId: `route ${at}` }));

		expect([requests.find("r7")?.routeId, requests.find("r2999")?.routeId]).toEqual(["route 7", OTHERS]);
	});
});

describe("interned", () => {
	it("is the same text, however many there were", () => {
		for (let at = 0; at < 5_000; at++) expect(interned(`text ${at}`)).toBe(`text ${at}`);
	});
});
