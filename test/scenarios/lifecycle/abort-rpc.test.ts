import { afterAll, describe, expect, it } from "vitest";
import { assistantMessages, textOf } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("the abort command of rpc mode with pi %s", (version) => {
	it("ends the answer, stands in the session file, and the next prompt is answered", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", [{ fault: "silenceAfterText", text: "half of it" }, { text: "all of it" }]);
		const pi = scenario.rpc(version, [], { hasSession: true });

		await pi.send({ type: "prompt", message: "hi" });
		await pi.waitFor((event) => event.type === "message_update" && JSON.stringify(event).includes("text_delta"));
		await pi.send({ type: "abort" });
		await pi.waitFor(({ type }) => type === "agent_settled");
		await standIn.waitForAbort();
		const next = await pi.prompt("again");

		expect(assistantMessages(pi.events).map(({ stopReason }) => stopReason)).toEqual(["aborted", "stop"]);
		expect(assistantMessages(next).map(textOf)).toEqual(["all of it"]);
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-a"]);
		expect(await pi.close()).toMatchObject({ code: 0 });
		const log = await scenario.log();
		expect(log.all("routing.final").map(({ outcome }) => outcome)).toEqual(["aborted", "success"]);
		expect(log.all("cooldown.set")).toEqual([]);

		const resumed = scenario.rpc(version, ["-c"], { hasSession: true });
		const { data } = await resumed.send({ type: "get_messages" });
		expect(JSON.stringify(data)).toMatch(/half of it.*"stopReason":"aborted".*all of it/s);
	});
});
