import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS } from "../faults/fault-rows.ts";
import { expectNoProblem, modelIds, NOTES, openPair, PNG, readNotes, readNothing, readPicture } from "./switching.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const PAIRS = APIS.flatMap((first) => APIS.map((second) => ({ first, second })));

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(PAIRS)("$second goes on in the middle of what $first was doing, and back", async ({ first, second }) => {
		const { conversation, scenario } = await openPair(standIn, version, [first, second]);
		const { a, b } = modelIds(first, second);
		standIn.script(a, [
			{ thinking: "a thinks first", text: "Let me look.", toolCalls: [readNotes, readPicture] },
			// Fails when it gets the results, then goes on where the second target was.
			{ status: 529 },
			{ toolCalls: [readNotes] },
			{ text: "Done by a." },
			{ status: 529 },
		]);
		standIn.script(b, [
			{ thinking: "b thinks", toolCalls: [readNothing, readNotes] },
			{ thinking: "b thinks again", text: "Done by b." },
		]);

		const one = await conversation.ask("What is there?");
		const two = await conversation.ask("And now?");
		await conversation.dispose();

		expectNoProblem(standIn.requests());
		expect([one.text, two.text]).toEqual(["Done by a.", "Done by b."]);
		expect(standIn.requests().map(({ model }) => model)).toEqual([a, a, b, a, a, a, b]);
		const sent = JSON.stringify(standIn.requests(b)[0]?.body);
		for (const kept of ["Let me look.", NOTES, PNG.data]) expect(sent).toContain(kept);
		expect(sent).not.toContain("a thinks");
		const log = await scenario.log();
		expect(log.all("routing.result").flatMap(({ failure }) => failure?.kind ?? [])).toEqual(["overload", "overload"]);
	});
});
