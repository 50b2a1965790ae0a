import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const PAIRS = APIS.flatMap((first) => APIS.filter((api) => api !== first).map((second) => ({ first, second })));

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(PAIRS)(
		"a turn that began over $first with a tool call is finished over $second",
		async ({ first, second }) => {
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api: first },
					{ id: "two/model-b", api: second },
				],
			});
			await writeFile(join(scenario.home.cwd, "note.txt"), "the content of the note");
			const toolCalls = [{ name: "read", arguments: { path: "note.txt" } }];
			standIn.script("model-a", [{ thinking: "secret thoughts", text: "Let me look.", toolCalls }, { status: 529 }]);
			standIn.script("model-b", { text: "It says something." });

			const conversation = await scenario.open(version, { hasTools: true });
			const { events, messages, text } = await conversation.ask("what does the note say?");
			await conversation.dispose();

			expect(text).toBe("It says something.");
			expect(messages.map(({ provider, stopReason }) => [provider, stopReason])).toEqual([
				["one", "toolUse"],
				["two", "stop"],
			]);
			expect(events.filter(({ type }) => type === "tool_execution_end")).toHaveLength(1);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-a", "model-b"]);
			const sent = JSON.stringify(standIn.requests("model-b")[0]?.body);
			expect(sent).toContain("Let me look.");
			expect(sent).toContain("the content of the note");
			// What another model thought means nothing to this one, and its signatures would be refused.
			expect(sent).not.toContain("secret thoughts");
			const reasons = (await scenario.log()).all("routing.decision").map(({ facts }) => facts.reason);
			expect(reasons).toEqual(["user", "continuation"]);
		},
	);
});
