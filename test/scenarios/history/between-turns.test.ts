import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { sign } from "../../support/stand-in/validation/sign.ts";
import { APIS } from "../faults/fault-rows.ts";
import {
	askAndAbort,
	callsForEver,
	expectNoProblem,
	historyOf,
	modelIds,
	NOTES,
	openPair,
	PNG,
	readNotes,
	readNothing,
	readPicture,
	thinksForEver,
} from "./switching.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const PAIRS = APIS.flatMap((first) => APIS.map((second) => ({ first, second })));

/** What comes back of a first target's own thinking, by protocol: what its service knows it by. */
const OWN_THINKING: Partial<Record<(typeof APIS)[number], (model: string) => string>> = {
	"anthropic-messages": (model) => sign("anthropic", model, "a thinks first"),
	"openai-responses": (model) => sign("openai", model, "a thinks first"),
	"openai-codex-responses": (model) => sign("openai", model, "a thinks first"),
	"google-generative-ai": (model) => sign("google", model, JSON.stringify([readNotes.name, readNotes.arguments])),
};

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(PAIRS)("a conversation of $first goes on with $second, and back", async ({ first, second }) => {
		const { conversation } = await openPair(standIn, version, [first, second]);
		const { a, b } = modelIds(first, second);
		standIn.script(a, [
			{ thinking: "a thinks first", text: "Let me look.", toolCalls: [readNotes, readPicture] },
			{ thinking: "a thinks again", toolCalls: [readNothing] },
			{ thinking: "a thinks last", text: "First answer of a." },
			{ text: "A dot." },
			thinksForEver,
			callsForEver,
			{ status: 529 },
			{ thinking: "a is back", text: "Last answer of a." },
		]);
		standIn.script(b, { thinking: "b thinks", text: "Answer of b." });

		await conversation.ask("What do you see?");
		await conversation.session.prompt("And here?", { images: [PNG] });
		await askAndAbort(conversation, "Think.", "thinking");
		await askAndAbort(conversation, "Read.", "toolCall");
		const ofB = await conversation.ask("Go on.");
		const ofA = await conversation.ask("And back.");

		expectNoProblem(standIn.requests());
		expect([ofB.text, ofA.text]).toEqual(["Answer of b.", "Last answer of a."]);
		const [toB] = standIn.requests(b);
		const sent = JSON.stringify(toB?.body);
		for (const kept of ["Let me look.", NOTES, "missing.txt", "First answer of a.", "A dot.", "Go on."]) {
			expect(sent).toContain(kept);
		}
		expect(sent.split(PNG.data)).toHaveLength(3);
		for (const lost of ["a thinks", "Half", OWN_THINKING[first]?.(a) ?? "a thinks"]) expect(sent).not.toContain(lost);
		// Back at the first: everything it had seen comes first, byte for byte, with its own thinking and without the other's.
		const ofFirst = standIn.requests(a);
		const [before, after] = [ofFirst[3], ofFirst.at(-1)].map((request) => (request ? historyOf(request) : []));
		expect(after?.slice(0, before?.length)).toEqual(before);
		const back = JSON.stringify(ofFirst.at(-1)?.body);
		expect(back).toContain(OWN_THINKING[first]?.(a) ?? "Let me look.");
		expect(back).toContain("Answer of b.");
		expect(back).not.toContain("b thinks");
	});
});
