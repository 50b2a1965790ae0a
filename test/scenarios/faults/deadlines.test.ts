import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { type Action, sendAll, streamHeaders } from "../../support/stand-in/timeline.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** Protocols whose bytes the router can see; for Google only whole events count. */
const WATCHED: readonly ApiName[] = APIS.filter((api) => api !== "google-generative-ai");

async function timed(api: ApiName, timeouts: object, step: Step): Promise<Scenario> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a", api, fields: { timeouts } }, { id: "two/model-b" }],
	});
	standIn.script("model-a", step);
	standIn.script("model-b", { text: "Hello from b" });
	return scenario;
}

/** Lines without content, as servers send them to keep a connection open. */
function keepAlive(times: number): Action[] {
	return Array.from({ length: times }, (): Action[] => [
		{ do: "wait", ms: 50 },
		{ do: "send", data: ": keep-alive\n\n" },
	]).flat();
}

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(WATCHED)("a target over %s may be silent for as long as bytes arrive", async (api) => {
		const scenario = await timed(
			api,
			{ firstEventMs: 700, idleMs: 700, firstOutputMs: 30_000 },
			{
				timeline: (frames) => [
					streamHeaders(),
					...keepAlive(18),
					...sendAll([...frames.handshake(), ...frames.text(["Hello from a"]), ...frames.finish("stop")]),
					{ do: "end" },
				],
			},
		);

		const { text } = await (await scenario.open(version)).ask("hi");

		expect(text).toBe("Hello from a");
		expect(standIn.requests("model-b")).toEqual([]);
	});

	it.each(WATCHED)("a target over %s that only keeps the connection open is given up", async (api) => {
		const scenario = await timed(
			api,
			{ firstOutputMs: 300 },
			{
				timeline: (frames) => [streamHeaders(), ...sendAll(frames.handshake()), ...keepAlive(100)],
			},
		);

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");
		await conversation.dispose();

		expect(text).toBe("Hello from b");
		const [failed] = (await scenario.log()).all("routing.result");
		expect(failed?.failure).toMatchObject({ kind: "stalled", source: "timer" });
		expect(failed?.failure?.message).toMatch(/^no output arrived for .*\(firstOutputMs \d+\)$/);
	});

	it("an answer may take longer than every deadline while it goes on", async () => {
		const limits = { firstEventMs: 700, firstOutputMs: 700, idleMs: 700 };
		const scenario = await timed("google-generative-ai", limits, {
			text: "a".repeat(12),
			chunks: 12,
			chunkDelayMs: 70,
		});

		const { text } = await (await scenario.open(version)).ask("hi");

		expect(text).toBe("a".repeat(12));
	});

	it("thinking may take longer than the deadline of the first output while it goes on", async () => {
		const limits = { firstEventMs: 700, firstOutputMs: 700, idleMs: 700 };
		const slowThinking: Step = { thinking: "h".repeat(12), text: "Hello from a", chunks: 12, chunkDelayMs: 70 };
		const scenario = await timed("openai-responses", limits, slowThinking);

		const { text } = await (await scenario.open(version)).ask("hi");

		expect(text).toBe("Hello from a");
		expect(standIn.requests("model-b")).toEqual([]);
	});

	it("a target that sends an error's headers and then nothing is given up", async () => {
		const scenario = await timed(
			"anthropic-messages",
			{ firstEventMs: 300, idleMs: 300 },
			{
				timeline: () => [{ do: "headers", status: 500, headers: {} }, { do: "hang" }],
			},
		);

		const { text } = await (await scenario.open(version)).ask("hi");

		expect(text).toBe("Hello from b");
	});
});
