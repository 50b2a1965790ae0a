import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS } from "../faults/fault-rows.ts";
import { expectNoProblem, modelIds, NOTES, openPair, readNotes, readPicture } from "./switching.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(APIS)(
		"a server that numbers the calls of each answer from the beginning is followed by %s",
		async (second) => {
			const first = "openai-completions";
			const { conversation } = await openPair(standIn, version, [first, second]);
			const { a, b } = modelIds(first, second);
			const numbered = [
				{ ...readNotes, id: "call_0" },
				{ ...readPicture, id: "call_1" },
			];
			standIn.script(a, [{ toolCalls: numbered }, { toolCalls: numbered }, { text: "Answer of a." }, { status: 529 }]);
			standIn.script(b, { text: "Answer of b." });

			await conversation.ask("Read it twice.");
			const { text } = await conversation.ask("Go on.");

			expectNoProblem(standIn.requests());
			expect(text).toBe("Answer of b.");
			expect(JSON.stringify(standIn.requests(b)[0]?.body).split(NOTES)).toHaveLength(3);
		},
	);

	it("Gemini before 3 gets a picture between two results after both", async () => {
		const a = "gemini-2.5-a";
		const { conversation } = await openPair(standIn, version, ["google-generative-ai", "openai-completions"], { a });
		standIn.script(a, [{ toolCalls: [readPicture, readNotes] }, { text: "A dot." }]);

		const { text } = await conversation.ask("What do you see?");

		expectNoProblem(standIn.requests());
		expect(text).toBe("A dot.");
	});
});
