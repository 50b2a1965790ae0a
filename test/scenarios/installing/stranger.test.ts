import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { createAgentHome } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS, REPOSITORY } from "../../support/pi/pi-package.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { openPiTerminal } from "../../support/terminal/pi-terminal.ts";
import { createPackageSources, packageCommands } from "./pi-packages.ts";

const standIn = await startStandIn();
const sources = await createPackageSources();
const readme = await readFile(join(REPOSITORY, "README.md"), "utf8");
afterAll(async () => {
	await sources.close();
	await standIn.close();
});

/** What a code block of the README's part about installing says to type, line by line. */
function typed(language: string): string[] {
	const [, part = ""] = readme.split("\n## Install\n");
	const [, block = ""] = new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``).exec(part) ?? [];
	return block.split("\n");
}

/** Somebody with two keys and nothing else, whose best model is not there for them. */
async function createStranger() {
	standIn.clear();
	standIn.script("claude-opus-5-5", { text: "Hello, stranger." });
	const home = await createAgentHome({
		modelsJson: standIn.modelsJson({ id: "anthropic", api: "anthropic-messages", models: ["claude-opus-5-5"] }),
	});
	onTestFinished(() => home.dispose());
	return home;
}

describe.each(PI_VERSIONS)("somebody who does what the README says, in pi %s", (version) => {
	it("has a routed answer after the install, and sees what would be tried and what was", async () => {
		const home = await createStranger();
		const pi = await openPiTerminal(version, home, [], {
			extension: false,
			hasInstalled: true,
			size: { columns: 110, rows: 60 },
		});
		const [install = ""] = typed("sh");
		const [list = "", prompt = "", explain = ""] = typed("text");

		await packageCommands(version, home, sources.registry)(...install.split(" ").slice(1));
		await pi.send("/reload");
		await pi.waitFor("pi-auto-router");
		await pi.send("/model");
		await pi.waitFor("Model catalogs refreshed.");
		pi.type("swe");
		await pi.waitFor(/→ +subscription-swe/);
		pi.press("enter");
		await pi.waitFor(/^swe → anthropic/m);
		await pi.send(list);
		await pi.waitFor(/anthropic\/claude-opus-5-5 +ready/);
		await pi.send(prompt);
		await pi.waitFor("Hello, stranger.");
		await pi.send(explain);
		const told = await pi.waitFor(/Outcome\n +anthropic\/claude-opus-5-5 answered/);

		expect(told).toContain("not serving this model");
		expect([list, prompt, explain]).toEqual(["/auto-router list", "say hello", "/auto-router explain"]);
	});
});
