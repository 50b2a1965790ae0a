import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { VERSION } from "./create-app.ts";

describe("VERSION", () => {
	it("is that of package.json", async () => {
		const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));

		expect(VERSION).toBe(version);
	});
});
