import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { PiVersion } from "../../support/pi/pi-package.ts";
import { type Conversation, createScenario, type Scenario, type ScenarioTarget } from "../../support/scenario.ts";
import type { ApiName, ToolCall } from "../../support/stand-in/protocol.ts";
import type { RecordedRequest } from "../../support/stand-in/request-log.ts";
import type { StandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { sendAll, streamHeaders } from "../../support/stand-in/timeline.ts";

/** A picture of one pixel. */
export const PNG = {
	type: "image" as const,
	mimeType: "image/png",
	data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
};

/** What `notes.txt` holds. */
export const NOTES = "the notes of the project";

export const readNotes: ToolCall = { name: "read", arguments: { path: "notes.txt" } };
export const readPicture: ToolCall = { name: "read", arguments: { path: "dot.png" } };
export const readNothing: ToolCall = { name: "read", arguments: { path: "missing.txt" } };

/** The models of a pair. Google's are of the family that insists on signed calls. */
export function modelIds(first: ApiName, second: ApiName): { readonly a: string; readonly b: string } {
	const id = (api: ApiName, letter: string): string =>
		api === "google-generative-ai" ? `gemini-3-${letter}` : `model-${letter}`;
	return { a: id(first, "a"), b: id(second, "b") };
}

/** A conversation whose first target speaks one protocol and whose second another, with files to read. */
export async function openPair(
	standIn: StandIn,
	version: PiVersion,
	[first, second]: readonly [ApiName, ApiName],
	ids: Partial<ReturnType<typeof modelIds>> = {},
): Promise<{ readonly scenario: Scenario; readonly conversation: Conversation }> {
	const { a, b } = { ...modelIds(first, second), ...ids };
	const model: ScenarioTarget["model"] = { input: ["text", "image"], reasoning: true, contextWindow: 400_000 };
	const scenario = await createScenario(standIn, {
		targets: [
			{ id: `one/${a}`, api: first, model },
			{ id: `two/${b}`, api: second, model },
		],
		route: { affinity: "off" },
	});
	await mkdir(scenario.home.cwd, { recursive: true });
	await writeFile(join(scenario.home.cwd, "notes.txt"), NOTES);
	await writeFile(join(scenario.home.cwd, "dot.png"), Buffer.from(PNG.data, "base64"));
	const conversation = await scenario.open(version, { hasTools: true });
	conversation.session.setThinkingLevel("high");
	return { scenario, conversation };
}

/** Thinks and then says nothing more until the client leaves. */
export const thinksForEver: Step = {
	timeline: (frames) => [
		streamHeaders(),
		...sendAll([...frames.handshake(), ...frames.thinking(["a thinks", " of nothing"])]),
		{ do: "hang" },
	],
};

/** Begins a tool call and stops in the middle of its arguments until the client leaves. */
export const callsForEver: Step = {
	timeline: (frames) => [
		streamHeaders(),
		...sendAll([...frames.handshake(), ...frames.thinking(["a thinks of reading"])]),
		...sendAll(frames.toolCall(readNotes).slice(0, 2)),
		{ do: "hang" },
	],
};

/** Asks, and gives up as soon as the model has said something of this kind. */
export async function askAndAbort(
	{ session }: Conversation,
	prompt: string,
	begun: "thinking" | "toolCall",
): Promise<void> {
	const stop = session.subscribe((event) => {
		if (event.type !== "message_update" || event.message.role !== "assistant") return;
		if (event.message.content.some(({ type }) => type === begun)) session.abort().catch(() => undefined);
	});
	await session.prompt(prompt).finally(stop);
}

/** The list of messages in a request, in its protocol's words, without marks that move along with a prompt cache. */
export function historyOf({ body }: RecordedRequest): readonly string[] {
	const fields = body as Readonly<Record<string, unknown>>;
	const list = fields["messages"] ?? fields["input"] ?? fields["contents"];
	if (!Array.isArray(list)) throw new Error(`A request without messages: ${JSON.stringify(body).slice(0, 200)}`);
	const withoutMarks = (key: string, value: unknown): unknown => (key === "cache_control" ? undefined : value);
	return list.map((message) => JSON.stringify(message, withoutMarks));
}

/** No service had anything against what it was sent. */
export function expectNoProblem(requests: readonly RecordedRequest[]): void {
	expect(requests.flatMap(({ model, problem }) => (problem === undefined ? [] : [`${model}: ${problem}`]))).toEqual([]);
}
