import type { AgentSessionEvent } from "@earendil-works/pi-coding-agent";
import { afterAll, describe, expect, it } from "vitest";
import { assistantMessages, parseRecords } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { FaultName } from "../../support/stand-in/step.ts";
import { APIS, SHORT_IDLE } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const FAULTS: readonly FaultName[] = ["droppedWhileThinking", "endsWhileThinking", "silenceWhileThinking"];

interface Block {
	readonly type: string;
	readonly text?: string;
	readonly thinking?: string;
}

/** What was on the screen after each update: thinking in parentheses, then text. Repetitions are left out. */
function screens(events: readonly AgentSessionEvent[]): string[] {
	const shown = events.flatMap((event) => {
		if (event.type !== "message_update" || event.message.role !== "assistant") return [];
		return [show(event.message.content as readonly Block[])];
	});
	return shown.filter((screen, index) => screen !== "" && screen !== shown[index - 1]);
}

const show = (content: readonly Block[]): string =>
	content.map(({ text, thinking }) => (thinking ? `(${thinking})` : (text ?? ""))).join("");

async function thinkingThenFault(api: ApiName, fault: FaultName, route: object = {}): Promise<Scenario> {
	const second = APIS[(APIS.indexOf(api) + 1) % APIS.length] ?? api;
	const scenario = await createScenario(standIn, {
		targets: [
			{ id: "one/model-a", api, fields: { timeouts: SHORT_IDLE } },
			{ id: "two/model-b", api: second },
		],
		route,
	});
	standIn.script("model-a", { fault, thinking: "a a a", chunkDelayMs: 10 });
	standIn.script("model-b", { thinking: "b b", text: "Hello", chunks: 2 });
	return scenario;
}

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(APIS)("thinking over %s", (api) => {
		it.each(FAULTS)("is shown live and replaced by the second target after %s", async (fault) => {
			const scenario = await thinkingThenFault(api, fault);

			const conversation = await scenario.open(version);
			const { events, messages, last } = await conversation.ask("hi");

			const seen = screens(events);
			const ofFirst = seen.filter((screen) => screen.includes("a"));
			expect(ofFirst.length).toBeGreaterThan(1);
			expect(ofFirst.at(-1)).toBe("(a a a)");
			// From the first word of the second target on, nothing of the first is left.
			expect(seen.slice(ofFirst.length).join("")).not.toContain("a");
			expect(seen.at(-1)).toBe("(b b)Hello");
			const starts = events.filter(
				({ type, ...event }) => type === "message_start" && JSON.stringify(event).includes('"assistant"'),
			);
			expect(starts).toHaveLength(1);
			expect(messages).toHaveLength(1);
			expect(show(last?.content ?? [])).toBe("(b b)Hello");
			expect(JSON.stringify(conversation.saved())).not.toContain("a a");
		});
	});

	it("--mode json ends with the second target's message alone", async () => {
		const scenario = await thinkingThenFault("anthropic-messages", "droppedWhileThinking");

		const { code, stdout } = await scenario.run(version, ["--mode", "json", "hi"]);

		expect(code).toBe(0);
		const [message, ...more] = assistantMessages(parseRecords(stdout));
		expect(more).toEqual([]);
		expect(show(message?.content ?? [])).toBe("(b b)Hello");
	});

	it("ends failover where the route commits on thinking", async () => {
		const scenario = await thinkingThenFault("anthropic-messages", "droppedWhileThinking", { commitOn: "thinking" });

		const conversation = await scenario.open(version);
		const { last } = await conversation.ask("hi");

		expect(last).toMatchObject({ stopReason: "error", provider: "one", model: "model-a" });
		expect(show(last?.content ?? [])).toBe("(a a a)");
		expect(standIn.requests("model-b")).toEqual([]);
	});
});
