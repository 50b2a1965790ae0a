import type { Said } from "../said.ts";
import type { WatchedCall } from "../watched-call.ts";
import type { SessionMessage, World } from "../world.ts";
import { callsOfStep, type Finding, type Invariant } from "./invariant.ts";

interface Shown {
	readonly text: string;
	readonly thinking: string;
}

/** Over OpenAI's Responses protocol pi puts an empty line behind each thought. */
const fits = (said: Said, { text, thinking }: Shown): boolean =>
	said.text.startsWith(text) && said.thinking.startsWith(thinking.trimEnd());

const isNothing = ({ text, thinking }: Shown): boolean => text === "" && thinking === "";

/** All that was scripted for a call, for the report. */
const scripted = (said: readonly Said[]): string =>
	said.map(({ target, text, thinking }) => `${target}: ${JSON.stringify([thinking, text])}`).join("; ") || "nothing";

function saidTo({ script }: World, call: WatchedCall): readonly Said[] {
	return script.said.filter(({ callId }) => callId === call.id);
}

function* inStream(world: World, call: WatchedCall): Generator<Finding> {
	const said = saidTo(world, call);
	const expected = `the words of one target, from their beginning; scripted were ${scripted(said)}`;
	const strange = call.seen.find((shown) => !isNothing(shown) && !said.some((one) => fits(one, shown)));
	if (strange)
		yield { where: `${call.id}, ${strange.type}`, expected, seen: JSON.stringify([strange.thinking, strange.text]) };
	const text = call.seen.map(({ delta }) => delta).join("");
	if (text !== "" && !said.some((one) => one.text.startsWith(text))) {
		yield { where: `${call.id}, all pieces of text`, expected, seen: JSON.stringify(text) };
	}
	const last = call.seen.at(-1);
	if (last?.type === "done" && !said.some((one) => one.text === last.text)) {
		yield {
			where: `${call.id}, done`,
			expected: `a whole text; scripted were ${scripted(said)}`,
			seen: JSON.stringify(last.text),
		};
	}
}

function shownIn({ content }: SessionMessage): Shown {
	const joined = (name: "text" | "thinking") =>
		content.map((block) => (block.type === name ? (block[name] ?? "") : "")).join("");
	return { text: joined("text"), thinking: joined("thinking") };
}

/** A message of a session: a whole text if it ended well, else the beginning of one. */
function isSaid(world: World, message: SessionMessage): boolean {
	const shown = shownIn(message);
	if (isNothing(shown)) return true;
	const isWhole = message.stopReason === "stop" || message.stopReason === "length";
	return world.script.said.some((said) => fits(said, shown) && (!isWhole || said.text === shown.text));
}

function* inSessions(world: World, entries: "messages" | "entries"): Generator<Finding> {
	for (const { sdk, messages } of [...world.sessions, ...world.closedSessions]) {
		const kept =
			entries === "messages"
				? messages.flatMap(({ type, step, message }) => (type === "end" && step === world.step ? [message] : []))
				: assistantEntries(sdk.session.sessionManager.getEntries());
		for (const message of kept) {
			if (isSaid(world, message)) continue;
			const where = `session ${sdk.session.sessionId}, ${entries}`;
			yield {
				where,
				expected: "the words of one target",
				seen: JSON.stringify([message.stopReason, shownIn(message)]),
			};
		}
	}
}

function assistantEntries(entries: readonly object[]): SessionMessage[] {
	return entries.flatMap((entry) => {
		const message = "message" in entry ? (entry.message as SessionMessage) : undefined;
		return message?.role === "assistant" ? [message] : [];
	});
}

/** What another process printed, if it ended well: one text of one target. */
function* inProcesses(world: World): Generator<Finding> {
	for (const { stdout, promptMark, step } of world.children) {
		const said = world.script.said.filter((one) => one.promptMark === promptMark);
		if (step !== world.step || stdout === "" || said.some(({ text }) => `${text}\n` === stdout)) continue;
		yield {
			where: `process of ${promptMark}`,
			expected: `one text; scripted were ${scripted(said)}`,
			seen: JSON.stringify(stdout),
		};
	}
}

/** 2: texts of two targets are never joined, wherever they are seen or kept. */
export const oneText: Invariant = {
	name: "what is shown and kept are the words of one target",
	afterStep: (world) => [
		...callsOfStep(world).flatMap((call) => [...inStream(world, call)]),
		...inSessions(world, "messages"),
		...inProcesses(world),
	],
	atEnd: (world) => [...inSessions(world, "entries")],
};
