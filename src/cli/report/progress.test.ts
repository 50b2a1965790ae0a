import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.ts";

function aProgress(isTerminal = true) {
	const written: string[] = [];
	let nowMs = 5_000;
	const write = async (text: string) => {
		written.push(text);
		return true;
	};
	const progress = createProgress({ write }, isTerminal, () => nowMs);
	const at = (ms: number, bytes: number, ofBytes = 200_000_000) => {
		nowMs = 5_000 + ms;
		progress.show(bytes, ofBytes);
	};
	return { at, end: progress.end, written };
}

describe("createProgress", () => {
	it("shows a bar once a second has passed, ten times a second at most, and takes it away", async () => {
		const { at, end, written } = aProgress();
		at(900, 10_000_000);
		at(1_000, 100_000_000);
		at(1_050, 110_000_000);
		at(1_100, 200_000_000);
		at(1_300, 900_000_000);
		await end();

		expect(written).toEqual([
			`\r${"█".repeat(15)}${"░".repeat(15)} 50% of 200 MB`,
			`\r${"█".repeat(30)} 100% of 200 MB`,
			`\r${"█".repeat(30)} 100% of 200 MB`,
			"\r\u001b[K",
		]);
	});

	it.each([
		["there is no terminal", false, 2_000, 100],
		["it is done in a second", true, 500, 100],
		["nobody knows how much there is", true, 2_000, 0],
	])("shows nothing where %s", async (_why, isTerminal, ms, ofBytes) => {
		const { at, end, written } = aProgress(isTerminal);
		at(ms, 50, ofBytes);
		await end();

		expect(written).toEqual([]);
	});
});
