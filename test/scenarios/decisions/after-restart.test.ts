import { afterAll, describe, expect, it } from "vitest";
import type { PiRecord } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const isAnswer = ({ type, method }: PiRecord): boolean => type === "extension_ui_request" && method === "notify";

describe.each(PI_VERSIONS)("pi %s", (version) => {
	it("explains a request that an earlier process has made", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", { status: 429, retryAfterSeconds: 600 });
		standIn.script("model-b", { text: "Hello from b" });
		await scenario.run(version, ["-p", "hi"]);
		const requestId = (await scenario.log()).events.find(({ type }) => type === "routing.final")?.requestId ?? "";

		const pi = scenario.rpc(version);
		await pi.send({ type: "prompt", message: `/auto-router explain ${requestId.slice(0, 8)} --json` });
		const { message } = await pi.waitFor(isAnswer);

		expect(JSON.parse(String(message))).toMatchObject({
			results: [{ failure: { kind: "rate" } }, { outcome: "success" }],
			final: { outcome: "success", failedOver: true, target: "two/model-b" },
		});
	});
});
