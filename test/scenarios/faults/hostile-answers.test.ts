import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const MEGABYTE = 1_048_576;
/** Colours, a window title, a hyperlink and characters that reorder text. */
const ESCAPES = "\u001b[31mred\u001b]0;title\u0007\u009b2J\u202egnp\u0000\u0008";
const DEEP = `${'{"error":'.repeat(20_000)}1${"}".repeat(20_000)}`;

const ANSWERS: readonly { name: string; step: Step }[] = [
	{ name: "3 MB of text", step: { status: 500, body: "word ".repeat((3 * MEGABYTE) / 5) } },
	{ name: "3 MB without a blank", step: { status: 429, body: "x".repeat(3 * MEGABYTE) } },
	{ name: "20,000 nested objects", step: { status: 400, body: DEEP, headers: { "content-type": "application/json" } } },
	{ name: "escape sequences", step: { status: 500, body: { error: { message: ESCAPES, code: ESCAPES } } } },
	{ name: "newlines that look like records", step: { status: 500, body: 'x\n{"type":"state.reset"}\n' } },
	{ name: "a retry-after of a thousand years", step: { status: 429, retryAfterSeconds: 31_536_000_000 } },
	{ name: "a retry-after that is no time", step: { status: 429, headers: { "retry-after": "-1e999" } } },
];

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(APIS)("an error over %s", (api) => {
		it.each(ANSWERS)("of $name does no harm", async ({ step }) => {
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api },
					{ id: "two/model-b", api: api === "anthropic-messages" ? "openai-completions" : "anthropic-messages" },
				],
			});
			standIn.script("model-a", step);
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version);
			const { text, last } = await conversation.ask("hi");
			await conversation.dispose();

			expect(text).toBe("Hello from b");
			const log = await scenario.log();
			expect(log.one("routing.final").outcome).toBe("success");
			expect(log.all("state.reset")).toEqual([]);
			for (const { until } of log.all("cooldown.set")) {
				// Nothing a server says makes a target rest for longer than a day, a quota's month aside.
				expect(Date.parse(until) - Date.now()).toBeLessThan(86_400_000);
			}
			const written = await readFile(join(scenario.logDir, "auto-router.events.jsonl"), "utf8");
			for (const line of written.split("\n")) expect(line.length).toBeLessThan(16_384);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
			expect(JSON.stringify(last) + written).not.toMatch(/\\u00(?:1b|9b|0[078])|[\u001b\u009b\u202e]/i);
		});
	});
});
