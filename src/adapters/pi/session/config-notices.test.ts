import { describe, expect, it } from "vitest";
import { createConfigNotices } from "./config-notices.ts";

describe("createConfigNotices", () => {
	const tellAll = (...states: string[][]): string[] => {
		const told: string[] = [];
		const tell = createConfigNotices({ show: (text) => told.push(text) });
		for (const problems of states) tell(problems, "error");
		return told;
	};

	it("shows the first problem in full and counts the others", () => {
		expect(tellAll(["a is wrong", "b is wrong", "c is wrong"])).toEqual([
			"auto-router: a is wrong\n2 more: /auto-router status shows them all",
		]);
	});

	it("shows what comes of a single problem instead of counting it", () => {
		expect(tellAll(["a is wrong", "the file is not used"])).toEqual(["auto-router: a is wrong\nthe file is not used"]);
	});

	it("does not repeat itself while the file stays as it is", () => {
		expect(tellAll(["a is wrong"], ["a is wrong"])).toHaveLength(1);
	});

	it("speaks again when the same mistake comes back after the file was right", () => {
		expect(tellAll(["a is wrong"], [], ["a is wrong"])).toHaveLength(2);
	});
});
