import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { assistantMessages, type PiRecord, textOf } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import type { PiRpc } from "../../support/pi/pi-rpc.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { createEarlierHome } from "./earlier-home.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const noticesOf = ({ events }: PiRpc): string[] =>
	events.flatMap(({ type, method, message }) =>
		type === "extension_ui_request" && method === "notify" ? [String(message)] : [],
	);

async function report(pi: PiRpc, command: string): Promise<string> {
	const from = pi.events.length;
	await pi.send({ type: "prompt", message: `/auto-router ${command}` });
	const event = await pi.waitFor(({ method }) => method === "notify", { from });
	return String(event["message"]);
}

const isTakenOver = ({ message }: PiRecord): boolean =>
	String(message).includes("taken over from the earlier extension");

describe.each(PI_VERSIONS)("a home of the earlier extension in pi %s", (version) => {
	it("goes on with its routes, limits, spend and ratings, says so once, and loses nothing", async () => {
		const { scenario, files, read } = await createEarlierHome(standIn);
		standIn.script("deepseek-chat", { text: "Hello from deepseek" });

		const first = scenario.rpc(version);
		const notice = String((await first.waitFor(isTakenOver))["message"]);
		const status = await report(first, "status");
		const answers = assistantMessages(await first.prompt("hi")).map(textOf);
		const budget = await report(first, "budget show");
		await first.close();
		const second = scenario.rpc(version);
		await second.prompt("and again");
		const budgetAgain = await report(second, "budget show");
		await second.close();
		expect(answers).toEqual(["Hello from deepseek"]);
		expect(status).toContain("Next    L2: V3");
		expect(status).toContain('use "anthropic" instead');
		expect(notice).toContain("2 limits, 2 days of spend, ");
		expect(notice).toContain(", 2 ratings. ");
		for (const shown of [budget, budgetAgain]) {
			expect(shown).toMatch(/deepseek +daily +\$0\.50 +\$2\.00/);
			expect(shown).toMatch(/monthly +\$5\.50 +\$20\.00/);
		}
		expect(JSON.parse((await read("auto-router.ratings.json")) ?? "")).toMatchObject({
			models: { "deepseek/deepseek-chat": { good: 0, bad: 1 }, "google/gemini-2.5-pro": { good: 1, bad: 0 } },
		});
		expect(noticesOf(first).filter((message) => message.includes("earlier extension"))).toHaveLength(1);
		expect(noticesOf(second).filter((message) => message.includes("earlier extension"))).toEqual([]);
		for (const name of ["routes.json", "decisions.jsonl"]) {
			expect(await read(`auto-router.${name}`)).toBe(files[`auto-router.${name}`]);
		}
		for (const name of ["stats.json", "latency.json", "ratings.json", "events.jsonl"]) {
			const backup = `auto-router.${name}.v1.bak`;
			expect(notice).toContain(backup);
			expect(await read(backup)).toBe(files[`auto-router.${name}`]);
			expect((await stat(join(scenario.logDir, backup))).mode & 0o077).toBe(0);
		}
		const { events } = await scenario.log();
		expect(events.filter(({ type }) => type === "routing.final")).toHaveLength(2);
	});
});
