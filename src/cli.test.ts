import { afterEach, describe, expect, it, vi } from "vitest";
import { main } from "./cli.ts";

const { argv, exitCode } = process;
afterEach(() => {
	process.argv = argv;
	process.exitCode = exitCode;
});

/** What is written to one of this process's streams from now on, instead of arriving there. */
function captured(stream: NodeJS.WriteStream): string[] {
	const written: string[] = [];
	const write = (text: string | Uint8Array, taken: unknown): boolean => {
		written.push(`${text}`);
		if (typeof taken === "function") taken();
		return true;
	};
	vi.spyOn(stream, "write").mockImplementation(write);
	return written;
}

describe("main", () => {
	it.each([
		["--version", { out: ["7.8.9\n"], err: [], code: 0 }],
		["--versoin", { out: [], err: [expect.stringContaining("(Did you mean --version?)")], code: 2 }],
	])("runs the process's own arguments and leaves an exit code (%s)", async (option, expected) => {
		process.argv = ["node", "bin.js", option];
		const [out, err] = [captured(process.stdout), captured(process.stderr)];

		await main("7.8.9");

		expect({ out, err, code: process.exitCode }).toEqual(expected);
	});
});
