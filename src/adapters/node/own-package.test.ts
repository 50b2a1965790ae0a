import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { createOwnPathTest } from "./own-package.ts";

describe("createOwnPathTest", () => {
	it("knows the package's files, also through a link to its folder, and no others", async () => {
		const folder = await tempFolder();
		const root = join(folder, "router");
		await mkdir(root);
		await mkdir(join(folder, "router-two"));
		await writeFile(join(root, "index.js"), "");
		await writeFile(join(folder, "router-two", "index.js"), "");
		await symlink(root, join(folder, "linked"));

		for (const address of [root, join(folder, "linked")]) {
			const isOwn = createOwnPathTest(pathToFileURL(`${address}/`));
			expect(await isOwn(join(root, "index.js"))).toBe(true);
			expect(await isOwn(join(folder, "linked", "index.js"))).toBe(true);
			expect(await isOwn(join(folder, "router-two", "index.js"))).toBe(false);
			expect(await isOwn(join(folder, "gone", "index.js"))).toBe(false);
		}
	});
});
