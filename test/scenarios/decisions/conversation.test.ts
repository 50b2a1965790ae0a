import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createApp } from "../../../src/app/create-app.ts";
import type { RouterEvent } from "../../../src/core/events.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { type RequestStory, tellStories } from "../../../src/core/reports/request-story.ts";
import { createJumpableClock } from "../../chaos/jumpable-clock.ts";
import { PI_VERSIONS, REPOSITORY } from "../../support/pi/pi-package.ts";
import { createScenario, type LogView } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** One red pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const image = { type: "image", data: PIXEL, mimeType: "image/png" } as const;
const readNote = [{ name: "read", arguments: { path: "note.txt" } }];

/** What explain says of the newest request. */
function explained({ events }: LogView): string {
	const stories = (events as RouterEvent[]).reduce<readonly RequestStory[]>(tellStories, []);
	const story = stories.at(-1);
	if (!story) throw new Error("there was no request");
	const { sections } = explain(story, { nowMs: story.atMs, timeZone: "UTC" });
	return sections.flatMap(({ heading, points }) => [heading, ...points.map(({ text }) => text)]).join("\n");
}

describe.each(PI_VERSIONS)("a conversation of ten turns, in pi %s", (version) => {
	it("keeps its target, moves when that rests, returns when its cache is cold, and does as it is asked", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", model: { input: ["text"] }, fields: { rank: 1 } },
				{ id: "two/model-b", model: { input: ["text", "image"] }, fields: { rank: 2 } },
				{ id: "three/model-c", model: { input: ["text", "image"] }, fields: { rank: 3 } },
			],
			route: { sortBy: "adaptive" },
			config: {
				aliases: { third: ["three/model-c"] },
				policyRules: [{ name: "no models of four", type: "exclude-provider", provider: "four" }],
			},
		});
		await writeFile(join(scenario.home.cwd, "note.txt"), "buy milk");
		const clock = createJumpableClock();
		const conversation = await scenario.open(version, {
			hasTools: true,
			extension: async (pi) => void (await createApp(pi, pathToFileURL(`${REPOSITORY}/`), clock)),
		});
		const { session } = conversation;
		let requests = 0;
		/** Models that were asked in a turn. */
		const turn = async (prompt: string, images: readonly (typeof image)[] = []): Promise<string[]> => {
			requests = standIn.requests().length;
			await session.prompt(prompt, images.length === 0 ? {} : { images: [...images] });
			return standIn
				.requests()
				.slice(requests)
				.map(({ model }) => model);
		};
		const said = async (count: number): Promise<string> =>
			explained(await scenario.logWhen((log) => log.all("routing.final").length === count));
		standIn.script("model-a", [
			{ text: "Reading.", toolCalls: readNote },
			{ text: "It says buy milk." },
			{ text: "Two." },
			{ status: 429, retryAfterSeconds: 30 },
			{ text: "Back again." },
		]);
		standIn.script("model-b", [
			{ text: "Four." },
			{ text: "Five." },
			{ text: "Reading.", toolCalls: readNote },
			{ text: "Six." },
			{ text: "A red pixel." },
			{ text: "Eight." },
			{ text: "Ten." },
		]);
		standIn.script("model-c", { text: "Nine." });

		expect(await turn("read note.txt and tell me what it says")).toEqual(["model-a", "model-a"]);
		expect(await said(2)).toMatch(
			/to go on after tool results[\s\S]*1\. one\/model-a: it answered earlier in this turn/,
		);
		expect(await turn("fix the typo in it")).toEqual(["model-a"]);
		expect(await said(3)).toMatch(/1\. one\/model-a: .*prompt cache is presumably warm/);

		// The fourth request of model-a is refused.
		expect(await turn("now fix the other typo")).toEqual(["model-a", "model-b"]);
		expect(await said(4)).toMatch(/one\/model-a failed.*rate-limited/);
		clock.jump(MINUTE);
		expect(await turn("fix the heading as well")).toEqual(["model-b"]);
		expect(await said(5)).toMatch(/1\. two\/model-b: .*prompt cache is presumably warm[\s\S]*2\. one\/model-a/);
		expect(await turn("read note.txt again and fix the list")).toEqual(["model-b", "model-b"]);
		expect(await said(7)).toMatch(/1\. two\/model-b: it answered earlier in this turn/);

		clock.jump(6 * MINUTE);
		expect(await turn("fix the last line of the file")).toEqual(["model-a"]);
		expect(await said(8)).toMatch(/1\. one\/model-a: rank 1/);

		expect(await turn("@vision what colour is this?", [image])).toEqual(["model-b"]);
		expect(await said(9)).toMatch(
			/Tier vision, asked for with @vision[\s\S]*one\/model-a: the conversation holds images/,
		);
		const seen = JSON.stringify(standIn.requests("model-b").at(-1)?.body);
		expect(seen).toContain("what colour is this?");
		expect(seen).not.toContain("@vision");

		expect(await turn("fix that in the code")).toEqual(["model-b"]);
		expect(await said(10)).toMatch(/one\/model-a: the conversation holds images/);
		expect(await turn("@third what do you think?")).toEqual(["model-c"]);
		const last = await said(11);
		expect(last).toMatch(/Only @third was to be asked[\s\S]*two\/model-b: the prompt asks for @third/);
		expect(last).toContain("no models of four applies");
		// What earlier turns sent stays as it was sent.
		const sent = JSON.stringify(standIn.requests("model-c").at(-1)?.body);
		expect(sent).toContain("what colour is this?");
		expect(sent).not.toMatch(/@vision|@third/);
		// A name counts for one turn.
		expect(await turn("fix it like that")).toEqual(["model-b"]);
		await conversation.dispose();
	});
});
