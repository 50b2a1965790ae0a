import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { callModel } from "./call-model.ts";
import type { ApiName } from "./protocol.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import type { FaultName } from "./step.ts";

const APIS = Object.keys(PROTOCOLS) as ApiName[];

let standIn: StandIn;
beforeAll(async () => {
	standIn = await startStandIn();
});
beforeEach(() => {
	standIn.clear();
	// OpenAI's client prints every frame it cannot parse.
	vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterAll(() => standIn.close());

/** How far a stream got before its terminal event. */
type Reach = "nothing" | "start" | "text" | "thinking";

function reachOf(events: readonly string[]): Reach {
	if (events.includes("text_delta")) return "text";
	if (events.includes("thinking_delta")) return "thinking";
	return events.includes("start") ? "start" : "nothing";
}

/** Messages in the order of the protocols: Anthropic, OpenAI's completions and responses, Google, Codex. */
type Messages = readonly [string, string, string, string, string];

const all = (message: string): Messages => [message, message, message, message, message];

const NO_CONNECTION: Messages = [
	"Connection error.",
	"Connection error.",
	"Connection error.",
	"fetch failed",
	"fetch failed",
];
const ENDED_EARLY: Messages = [
	"Anthropic stream ended without a stop reason",
	"Stream ended without finish_reason",
	"OpenAI Responses stream ended before a terminal response event",
	"Google stream ended without a finish reason",
	"OpenAI Responses stream ended before a terminal response event",
];
const TRUNCATED: Messages = [
	"Anthropic stream ended before message_stop",
	ENDED_EARLY[1],
	ENDED_EARLY[2],
	ENDED_EARLY[3],
	ENDED_EARLY[4],
];
const IN_STREAM_ERROR: Messages = [
	'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
	"The server had an error while processing your request. Sorry about that!",
	"server_error: The server had an error while processing your request.",
	// Google's adapter does not look at error frames.
	"Google stream ended without a finish reason",
	"The server had an error while processing your request.",
];
const BAD_JSON = "Expected double-quoted property name in JSON at position 16";

describe.each(APIS.map((api, index) => ({ api, index: index as 0 | 1 | 2 | 3 | 4 })))(
	"a fault over $api",
	({ api, index }) => {
		it.each<[FaultName, Reach, Messages]>([
			["resetBeforeHeaders", "nothing", NO_CONNECTION],
			["empty200", "start", ENDED_EARLY],
			["errorFrame", "start", IN_STREAM_ERROR],
			["errorFrameAfterText", "text", IN_STREAM_ERROR],
			["droppedBeforeOutput", "start", all("terminated")],
			["endsBeforeOutput", "start", TRUNCATED],
			["droppedAfterText", "text", all("terminated")],
			["endsAfterText", "text", TRUNCATED],
			["droppedWhileThinking", "thinking", all("terminated")],
			["endsWhileThinking", "thinking", TRUNCATED],
			[
				"garbageFrame",
				"start",
				[
					`Could not parse Anthropic SSE event content_block_delta: ${BAD_JSON}`,
					BAD_JSON,
					BAD_JSON,
					BAD_JSON,
					`Invalid Codex SSE JSON: ${BAD_JSON}`,
				],
			],
			[
				"halfJson",
				"start",
				[
					"Could not parse Anthropic SSE event content_block_delta: Unterminated string in JSON",
					ENDED_EARLY[1],
					ENDED_EARLY[2],
					"Incomplete JSON segment at the end",
					"Invalid Codex SSE JSON: Unterminated string in JSON",
				],
			],
		])("%s gets as far as %s and fails", async (fault, reach, messages) => {
			standIn.script("model-a", { fault });

			const { events, message } = await callModel(standIn, api);

			expect(message.errorMessage).toContain(messages[index]);
			expect(message.stopReason).toBe("error");
			expect(reachOf(events)).toBe(reach);
			expect(standIn.requests()).toHaveLength(1);
			expect(standIn.requests()[0]?.isAborted).toBe(false);
		});

		it.each<[FaultName, Reach]>([
			["hangBeforeHeaders", "nothing"],
			["headersThenSilence", "start"],
			["silenceBeforeOutput", "start"],
			["silenceAfterText", "text"],
			["silenceWhileThinking", "thinking"],
		])("%s gets as far as %s and stays silent until the client leaves", async (fault, reach) => {
			standIn.script("model-a", { fault });

			const { events, message } = await callModel(standIn, api, { timeoutMs: 150 });
			const request = await standIn.waitForAbort();

			expect(message.stopReason).toBe("aborted");
			expect(reachOf(events)).toBe(reach);
			expect((request.closedAt ?? 0) - request.at).toBeGreaterThan(50);
		});

		it("speaks before it breaks if it is given text", async () => {
			standIn.script("model-a", { fault: "garbageFrame", text: "So far so good" });

			const { message } = await callModel(standIn, api);

			expect(message.content).toMatchObject([{ type: "text", text: "So far so good" }]);
			expect(message.errorMessage).toContain(BAD_JSON);
		});

		it("is a refused connection at the closed port", async () => {
			const baseUrl = standIn.baseUrl("acme", api).replace(standIn.url, `http://127.0.0.1:${standIn.closedPort}`);

			const { message } = await callModel(standIn, api, { baseUrl });

			expect(message.errorMessage).toBe(NO_CONNECTION[index]);
			expect(standIn.requests()).toEqual([]);
		});
	},
);
