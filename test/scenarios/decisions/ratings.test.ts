import { afterAll, describe, expect, it } from "vitest";
import type { PiRecord } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import type { PiRpc } from "../../support/pi/pi-rpc.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** Twice bad in a row, and the provider is left alone. */
const RULE = {
	name: "no more of one",
	type: "exclude-provider",
	provider: "one",
	condition: { feedback: { minRatings: 2 }, not: { feedback: { maxConsecutiveBad: 1 } } },
};

const isNotice = ({ type, method }: PiRecord): boolean => type === "extension_ui_request" && method === "notify";

/** What a command answers with: one notification. */
async function said(pi: PiRpc, command: string): Promise<string> {
	const from = pi.events.length;
	await pi.send({ type: "prompt", message: `/auto-router ${command}` });
	return String((await pi.waitFor(isNotice, { from }))["message"]);
}

async function modelOf(pi: PiRpc, prompt: string): Promise<string | undefined> {
	await pi.prompt(prompt);
	return standIn.requests().at(-1)?.model;
}

describe.each(PI_VERSIONS)("ratings in pi %s", (version) => {
	it("turn a rule against a provider, are told by explain, and are about this session's last answer after a restart too", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", fields: { label: "Alpha" } }, { id: "two/model-b" }],
			route: { policyRules: [RULE] },
		});
		standIn.script("model-a", { text: "from a" });
		standIn.script("model-b", { text: "from b" });
		const first = scenario.rpc(version, [], { hasSession: true });
		expect(await said(first, "rate bad")).toContain("There is nothing to rate yet; nothing was recorded.");

		expect(await modelOf(first, "one")).toBe("model-a");
		expect(await said(first, 'rate bad "too verbose, sk-ant-api03-secret-of-mine" --tags style,length')).toContain(
			"Rated bad: Alpha, which answered at",
		);
		expect(await said(first, "rate bad it isn't short")).toContain("You had called it bad before");
		expect(await said(first, "explain")).toContain("Alpha: 0 good, 1 bad, 0% good.");
		expect(await modelOf(first, "two")).toBe("model-a");
		await first.close();

		const second = scenario.rpc(version, ["-c"], { hasSession: true });
		expect(JSON.parse(await said(second, "rate bad --json"))).toMatchObject({
			rated: { rating: "bad", target: "one/model-a", replaced: null },
			ratings: { good: 0, bad: 2, consecutiveBad: 2 },
		});
		expect(await said(second, "show")).toContain("rated 0 good, 2 bad, 0% good");
		expect(await modelOf(second, "three")).toBe("model-b");
		expect(await said(second, "rate good")).toContain("two/model-b: 1 good, 0 bad, 100% good");
		expect(await said(second, "explain")).toContain("You called this answer good.");

		const log = await scenario.logWhen((view) => view.all("routing.feedback").length === 4);
		const [, , third] = log.all("routing.decision");
		expect(third?.candidates).toMatchObject([{ target: "two/model-b" }, { code: "excluded-provider" }]);
		const [rated, again, other] = log.all("routing.feedback");
		expect(rated).toMatchObject({ rating: "bad", tags: ["style", "length"], provider: "one", modelId: "model-a" });
		expect(rated?.reason).toBe("too verbose, [redacted]");
		expect(again).toMatchObject({ reason: "it isn't short", ratedRequestId: rated?.ratedRequestId });
		expect(other?.ratedRequestId).not.toBe(rated?.ratedRequestId);
	});
});
