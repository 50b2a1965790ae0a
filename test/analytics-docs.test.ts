import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPORT_SCHEMAS, reportJsonSchema } from "../scripts/report-schemas.ts";
import { sampleLog } from "./support/log/sample-log.ts";
import { runInside } from "./support/run-inside.ts";
import { tempFolder } from "./support/temp-folder.ts";

const PAGE = new URL("../docs/analytics.md", import.meta.url);
const blocks = async (language: string): Promise<string[]> => {
	const fence = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g");
	return [...(await readFile(PAGE, "utf8")).matchAll(fence)].map(([, block = ""]) => block.trimEnd());
};

/** The arguments of a command as a page shows it, up to a pipe or a redirection. */
function argsOf(command: string): string[] {
	const [, text = ""] = /^pi-auto-router ([^|>]*)/.exec(command) ?? [];
	return text.trim().split(/\s+/);
}

/** A home directory in which the router has written the sample. */
async function aHome(): Promise<string> {
	const home = await tempFolder();
	await mkdir(join(home, ".pi", "agent", "extensions"), { recursive: true });
	await writeFile(join(home, ".pi", "agent", "extensions", "auto-router.events.jsonl"), sampleLog());
	return home;
}

describe("docs/analytics.md", () => {
	it("shows commands that work", async () => {
		const homeDir = await aHome();
		const commands = (await blocks("sh")).flatMap((block) => block.split("\n"));

		expect(commands.length).toBeGreaterThan(5);
		for (const command of commands)
			expect([command, (await runInside(argsOf(command), { homeDir })).code]).toEqual([command, 0]);
	});

	it("shows what they print", async () => {
		const homeDir = await aHome();
		const examples = await blocks("text");

		expect(examples.length).toBeGreaterThan(0);
		for (const example of examples) {
			const [command = "", ...lines] = example.split("\n");
			const { stdout } = await runInside(argsOf(command.replace("$ ", "")), { homeDir });
			const printed = stdout.split("\n");
			expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
		}
	});
});

describe("reportJsonSchema", () => {
	it.each(Object.keys(REPORT_SCHEMAS) as (keyof typeof REPORT_SCHEMAS)[])(
		"is what schema/%s.schema.json holds; `node scripts/schema.ts` brings it up to date",
		async (name) => {
			const published = new URL(`../schema/${name}.schema.json`, import.meta.url);

			expect(await readFile(published, "utf8")).toBe(reportJsonSchema(name));
		},
	);

	it("forbids no field that a later release may add", () => {
		expect(reportJsonSchema("stats")).not.toContain("additionalProperties");
	});
});
