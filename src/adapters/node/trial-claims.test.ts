import { once } from "node:events";
import { mkdir, readdir, readFile, stat, truncate, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { bundleChild, startChild } from "../../../test/support/start-child.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import type { Problem } from "./files/problem.ts";
import { createTrialClaims } from "./trial-claims.ts";

vi.mock("node:fs/promises", { spy: true });

const NOW = 1_800_000_000_000;
const LATER = NOW + 60_000;

async function setUp(folder?: string) {
	const claimsFolder = folder ?? join(await tempFolder(), "auto-router.claims");
	const problems: Problem[] = [];
	const onProblem = (problem: Problem) => problems.push(problem);
	const claims = (owner: string) => createTrialClaims({ folder: claimsFolder, owner, onProblem });
	const files = async () => (await readdir(claimsFolder)).map((name) => join(claimsFolder, name));
	return { folder: claimsFolder, problems, files, ours: claims("ours"), theirs: claims("theirs") };
}

describe("take", () => {
	it("gives a key to one process and another key to the other", async () => {
		const { ours, theirs } = await setUp();
		expect(await ours.take("anthropic", NOW, LATER)).toBe(true);
		expect(await theirs.take("anthropic", NOW, LATER)).toBe(false);
		expect(await theirs.take("openai/../x", NOW, LATER)).toBe(true);
	});

	it("gives a key no second time to the process that has it", async () => {
		const { ours } = await setUp();
		expect(await ours.take("k", NOW, LATER)).toBe(true);
		expect(await ours.take("k", NOW, LATER)).toBe(false);
	});

	it("gives it on after it was released", async () => {
		const { ours, theirs } = await setUp();
		await ours.take("k", NOW, LATER);
		await ours.release("k");
		expect(await theirs.take("k", NOW, LATER)).toBe(true);
		expect(await ours.take("k", NOW, LATER)).toBe(false);
	});

	it("gives it on when it has expired, and not a moment earlier", async () => {
		const { ours, theirs } = await setUp();
		await ours.take("k", NOW, LATER);
		expect(await theirs.take("k", LATER - 1, LATER + 60_000)).toBe(false);
		expect(await theirs.take("k", LATER, LATER + 60_000)).toBe(true);
	});

	it("gives a claim that cannot be read on when a claim's lifetime has passed since it was made", async () => {
		const { ours, theirs, files } = await setUp();
		await ours.take("k", NOW, LATER);
		const [file = ""] = await files();
		await truncate(file);
		await utimes(file, NOW / 1000, NOW / 1000);
		expect(await theirs.take("k", NOW + 59_999, NOW + 119_999)).toBe(false);
		expect(await theirs.take("k", NOW + 60_000, NOW + 120_000)).toBe(true);
	});

	it("keeps a folder of mode 0700 and files of mode 0600 that say whose they are", async () => {
		const { ours, folder, files } = await setUp();
		await ours.take("anthropic", NOW, LATER);
		const [file = ""] = await files();
		expect([(await stat(folder)).mode & 0o777, (await stat(file)).mode & 0o777]).toEqual([0o700, 0o600]);
		expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ expiresAtMs: LATER, owner: "ours", key: "anthropic" });
	});

	it("keeps at most two files for a key, however often it is taken", async () => {
		const { ours, theirs, files } = await setUp();
		for (let round = 0; round < 10; round += 1) {
			const claims = round % 2 ? ours : theirs;
			expect(await claims.take("k", NOW, LATER)).toBe(true);
			await claims.release("k");
		}
		expect((await files()).length).toBeLessThanOrEqual(2);
	});

	it("takes no notice of other files in the folder", async () => {
		const { ours, folder } = await setUp();
		await ours.take("k", NOW, LATER);
		const [name = ""] = await readdir(folder);
		await writeFile(join(folder, name.replace(".1.claim", ".x.claim")), "");
		await writeFile(join(folder, name.replace(".1.claim", ".99.claim.tmp")), "");
		await ours.release("k");
		expect(await ours.take("k", NOW, LATER)).toBe(true);
	});

	it("yields when it has acted on a view of the folder that was out of date", async () => {
		const { ours, theirs, files } = await setUp();
		for (let round = 0; round < 5; round += 1) {
			if (round > 0) await theirs.release("k");
			await theirs.take("k", NOW, LATER);
		}
		const before = await files();
		// What a process sees that looked before all of this and was held up since: claim 1 is free to be created again.
		vi.mocked(readdir).mockResolvedValueOnce([]);
		expect(await ours.take("k", NOW, LATER)).toBe(false);
		expect(await files()).toEqual(before);
	});

	it("never has two holders, however quickly it is taken, released and cleaned up", async () => {
		const { folder } = await setUp();
		const onProblem = ({ message }: Problem) => expect.unreachable(message);
		let holders = 0;
		let taken = 0;
		const contend = async (owner: string) => {
			const claims = createTrialClaims({ folder, owner, onProblem });
			for (let round = 0; round < 60; round += 1) {
				if (!(await claims.take("k", NOW, LATER))) continue;
				holders += 1;
				taken += 1;
				expect(holders).toBe(1);
				await new Promise((resolve) => setImmediate(resolve));
				holders -= 1;
				await claims.release("k");
			}
		};
		await Promise.all(["a", "b", "c", "d", "e", "f", "g", "h"].map(contend));
		expect(taken).toBeGreaterThan(8);
	});
});

describe("release", () => {
	it("frees nothing that has gone over to another process", async () => {
		const { ours, theirs } = await setUp();
		await ours.take("k", NOW, LATER);
		await theirs.take("k", LATER, LATER + 60_000);
		await ours.release("k");
		expect(await ours.take("k", LATER, LATER + 60_000)).toBe(false);
	});

	it("does nothing for a key that is not held", async () => {
		const { ours, theirs, problems } = await setUp();
		await theirs.take("k", NOW, LATER);
		await ours.release("k");
		await ours.release("other");
		expect(await ours.take("k", NOW, LATER)).toBe(false);
		expect(problems).toEqual([]);
	});
});

describe("take without a usable folder", () => {
	it("lets each process have its own trial, one at a time, and says so once", async () => {
		const folder = join(await tempFolder(), "a-file");
		await writeFile(folder, "");
		const { ours, problems } = await setUp(folder);
		expect(await ours.take("k", NOW, LATER)).toBe(true);
		expect(await ours.take("k", NOW, LATER)).toBe(false);
		expect(await ours.take("k", LATER, LATER + 1)).toBe(true);
		await ours.release("k");
		expect(await ours.take("k", LATER, LATER + 1)).toBe(true);
		expect(problems).toMatchObject([{ code: "claim-ENOTDIR", message: expect.stringContaining(folder) }]);
	});

	it("reports a claim that cannot be released", async () => {
		const { ours, problems, files } = await setUp();
		await ours.take("k", NOW, LATER);
		const [file = ""] = await files();
		await unlink(file);
		await mkdir(file);
		await ours.release("k");
		expect(problems).toMatchObject([{ code: "claim-EISDIR" }]);
	});
});

describe("take in eight processes at once", () => {
	it("lets exactly one win, fifty times for a free key and fifty times for an expired one", async () => {
		const parent = await tempFolder();
		const folder = join(parent, "claims");
		const bundle = await bundleChild(new URL("../../../test/support/claim-child.ts", import.meta.url), parent);
		const children = Array.from({ length: 8 }, (_, index) => startChild(bundle, [folder, `child-${index}`]));
		await Promise.all(children.map((child) => once(child, "message")));
		const race = async (key: string) => {
			const answers = children.map((child) => once(child, "message"));
			const atMs = Date.now() + 4;
			for (const child of children) child.send({ key, atMs, lifetimeMs: 60_000 });
			return (await Promise.all(answers)).filter(([isMine]) => isMine === true).length;
		};
		const wins: number[] = [];
		const before = createTrialClaims({
			folder,
			owner: "dead",
			onProblem: ({ message }) => expect.unreachable(message),
		});
		for (let round = 0; round < 50; round += 1) {
			wins.push(await race(`free-${round}`));
			await before.take(`expired-${round}`, Date.now() - 2, Date.now() - 1);
			wins.push(await race(`expired-${round}`));
		}
		expect(wins).toEqual(Array(100).fill(1));
	}, 20_000);
});
