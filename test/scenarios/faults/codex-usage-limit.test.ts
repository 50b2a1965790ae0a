import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { StatusStep } from "../../support/stand-in/step.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const BODY_SECONDS = 4321;
const HEADER_SECONDS = 9876;

/** The body of a used-up window; the end of it is left out where only the headers know it. */
function body(resetsInSeconds?: number): object {
	const error = { type: "usage_limit_reached", message: "The usage limit has been reached", plan_type: "plus" };
	if (resetsInSeconds === undefined) return { error };
	return { error: { ...error, resets_at: epochSeconds() + resetsInSeconds, resets_in_seconds: resetsInSeconds } };
}

/** The windows of the plan: the short one is used up, the week is not. Source: openai/codex codex-api rate_limits (2026-09). */
function headers(resetAfterSeconds: number): Readonly<Record<string, string>> {
	return {
		"x-codex-plan-type": "plus",
		"x-codex-primary-used-percent": "100",
		"x-codex-primary-window-minutes": "300",
		"x-codex-primary-reset-after-seconds": `${resetAfterSeconds}`,
		"x-codex-primary-reset-at": `${epochSeconds() + resetAfterSeconds}`,
		"x-codex-secondary-used-percent": "19",
		"x-codex-secondary-window-minutes": "10080",
		"x-codex-secondary-reset-after-seconds": "187681",
		"x-codex-secondary-reset-at": `${epochSeconds() + 187_681}`,
	};
}

const epochSeconds = (): number => Math.floor(Date.now() / 1000);

interface Limit {
	readonly where: string;
	readonly step: () => StatusStep;
	readonly seconds: number;
}

const LIMITS: readonly Limit[] = [
	{ where: "the body", step: () => ({ status: 429, body: body(BODY_SECONDS) }), seconds: BODY_SECONDS },
	{
		where: "the headers",
		step: () => ({ status: 429, body: body(), headers: headers(HEADER_SECONDS) }),
		seconds: HEADER_SECONDS,
	},
	{
		where: "the headers, when the body names an earlier one",
		step: () => ({ status: 429, body: body(BODY_SECONDS), headers: headers(HEADER_SECONDS) }),
		seconds: HEADER_SECONDS,
	},
];

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(LIMITS)("a used-up window of a ChatGPT plan rests the account until the reset in $where", async (limit) => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", api: "openai-codex-responses" },
				{ id: "one/model-b", api: "openai-codex-responses" },
				{ id: "two/model-c" },
			],
		});
		let resetsAt = 0;
		standIn.script("model-a", () => {
			resetsAt = epochSeconds() + limit.seconds;
			return limit.step();
		});
		standIn.script("model-c", { text: "Hello from c" });

		const conversation = await scenario.open(version);
		const texts = [await conversation.ask("one"), await conversation.ask("two")].map(({ text }) => text);
		await conversation.dispose();

		expect(texts).toEqual(["Hello from c", "Hello from c"]);
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-c", "model-c"]);
		const { until, ...rest } = (await scenario.log()).one("cooldown.set");
		expect(rest).toMatchObject({ scope: "account", key: "one", kind: "window" });
		// One second is added, since clocks differ; "resets_in_seconds" counts from now and not from a whole second.
		const lateSeconds = Date.parse(until) / 1000 - resetsAt;
		expect(lateSeconds).toBeGreaterThanOrEqual(1);
		expect(lateSeconds).toBeLessThan(3);
	});
});
