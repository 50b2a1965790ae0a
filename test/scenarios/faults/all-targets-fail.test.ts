import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { runPi } from "../../support/pi/run-pi.ts";
import { createScenario, type Scenario, type ScenarioTarget } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const RETRY = { enabled: true, maxRetries: 2, baseDelayMs: 10 };
const TARGETS: readonly ScenarioTarget[] = [
	{ id: "one/model-a", api: "anthropic-messages" },
	{ id: "two/model-b", api: "openai-completions" },
];
const MALFORMED: Step = {
	status: 400,
	body: { error: { message: "tools.0: bad schema", type: "invalid_request_error" } },
};
const INVITATION = "  service unavailable for the moment; pi repeats the request.";
const END = "  pi does not repeat this by itself: everything rests, refuses or has its quota exceeded.";

async function scripted(first: Step | Step[], second: Step | Step[]): Promise<Scenario> {
	const scenario = await createScenario(standIn, { targets: TARGETS, home: { settings: { retry: RETRY } } });
	standIn.script("model-a", first);
	standIn.script("model-b", second);
	return scenario;
}

const asked = () => standIn.requests().map(({ model }) => model);

describe.each(PI_VERSIONS)("when every target fails, pi %s", (version) => {
	it.each<[string, Step, Step, RegExp[]]>([
		["were overloaded once", { status: 529 }, { status: 500 }, [/one\/model-a: overloaded$/, /two\/model-b: failing$/]],
		[
			"name a time within 15 seconds",
			{ status: 429, retryAfterSeconds: 9 },
			{ status: 429, retryAfterSeconds: 60 },
			[/one\/model-a: rate-limited until \d\d:\d\d$/, /two\/model-b: rate-limited until \d\d:\d\d$/],
		],
		[
			"could not be reached",
			{ fault: "resetBeforeHeaders" },
			{ fault: "resetBeforeHeaders" },
			[/one\/model-a: unreachable$/, /two\/model-b: unreachable$/],
		],
	])("repeats the request when they %s, and the one that is back answers", async (_case, first, second, lines) => {
		// A connection that breaks before headers is tried twice, so the first failure takes two steps of the script.
		const failures = "fault" in first ? [first, first] : [first];
		const scenario = await scripted([...failures, { text: "a is back" }], second);

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		const { messages, text } = await conversation.ask("hi");
		await conversation.dispose();

		expect(text).toBe("a is back");
		expect(messages.map(({ stopReason }) => stopReason)).toEqual(["error", "stop"]);
		const [head, ...rest] = messages[0]?.errorMessage?.split("\n") ?? [];
		expect(head).toMatch(
			/^auto-router\/subscription-swe: no (?:target could answer\.|provider could be reached; are you offline\?)$/,
		);
		expect(rest).toEqual([...lines.map((line) => expect.stringMatching(line)), INVITATION]);
		const log = await scenario.log();
		expect(log.all("routing.final").map(({ outcome }) => outcome)).toEqual(["exhausted", "success"]);
		expect(log.all("routing.decision").map(({ facts }) => facts.reason)).toEqual(["user", "retry"]);
	});

	it.each<[string, Step, Step, RegExp[]]>([
		[
			"reject the login",
			{ status: 401 },
			{ status: 401 },
			[
				/one\/model-a: not accepting the login or key until .*; add a key for one/,
				/two\/model-b: .*; add a key for two/,
			],
		],
		[
			"rest for longer than pi waits",
			{ status: 429, retryAfterSeconds: 40 },
			{ status: 402 },
			[/one\/model-a: rate-limited until \d\d:\d\d$/, /two\/model-b: out of credit until \d\d:\d\d$/],
		],
		[
			"do not have the model",
			{ status: 404 },
			{ status: 404 },
			[/one\/model-a: .*check modelId "model-a"/, /two\/model-b: .*check modelId "model-b"/],
		],
	])("sends nothing more when they %s", async (_case, first, second, lines) => {
		const scenario = await scripted(first, second);

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		const { messages, last } = await conversation.ask("hi");

		expect(messages).toHaveLength(1);
		expect(asked()).toEqual(["model-a", "model-b"]);
		const text = last?.errorMessage?.split("\n") ?? [];
		expect(text.slice(1, 3)).toEqual(lines.map((line) => expect.stringMatching(line)));
		expect(text.at(-1)).toBe(END);
	});

	it("names the targets that were passed over because their account rests now", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "one/model-b" }] });
		standIn.script("model-a", { status: 402 });

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		const { last } = await conversation.ask("hi");

		expect(asked()).toEqual(["model-a"]);
		expect(last?.errorMessage?.split("\n").slice(1, 3)).toEqual([
			expect.stringMatching(/^ {2}one\/model-a: out of credit until \d\d:\d\d$/),
			expect.stringMatching(/^ {2}one\/model-b: one is out of credit; \d+m\d*s? left$/),
		]);
	});

	it("asks one target of another protocol and stops when a request is malformed", async () => {
		const scenario = await scripted(MALFORMED, MALFORMED);

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		const { messages, last } = await conversation.ask("hi");
		await conversation.dispose();

		expect(messages).toHaveLength(1);
		expect(asked()).toEqual(["model-a", "model-b"]);
		expect(last?.errorMessage).toMatch(/^one\/model-a is rejecting the request/);
		expect((await scenario.log()).one("routing.final").outcome).toBe("terminal_error");
	});

	it("-p repeats, prints the answer and ends", async () => {
		const scenario = await scripted([{ status: 529 }, { text: "a is back" }], { status: 529 });

		const result = await scenario.run(version, ["-p", "hi"]);

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stdout: "a is back\n" });
		expect(asked()).toEqual(["model-a", "model-b", "model-a"]);
	});

	it("-p prints one line for each target and ends with exit code 1", async () => {
		const scenario = await scripted({ status: 401 }, { status: 402 });

		const { code, isTimedOut, stdout, stderr } = await scenario.run(version, ["-p", "hi"]);

		expect({ code, isTimedOut, stdout }).toEqual({ code: 1, isTimedOut: false, stdout: "" });
		expect(stderr).toMatch(/no target could answer\.\n {2}one\/model-a: .*\n {2}two\/model-b: .*\n/);
		expect(asked()).toEqual(["model-a", "model-b"]);
	});

	it("-p says which login or key is missing for each target when there are no credentials", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", fields: { provider: "anthropic", modelId: "claude-opus-4-5" } },
				{ id: "two/model-b", fields: { provider: "openai", modelId: "gpt-5" } },
				{ id: "acme/model-c", apiKey: "$NOT_SET" },
			],
		});

		const { code, stderr } = await scenario.run(version, ["-p", "hi"]);

		expect(code).toBe(1);
		expect(stderr.split("\n").slice(1, 4)).toEqual([
			"  anthropic: run /login anthropic or set ANTHROPIC_API_KEY (anthropic/claude-opus-4-5)",
			"  openai: set OPENAI_API_KEY (openai/gpt-5)",
			"  acme: add a key for acme with /login or in models.json (acme/model-c)",
		]);
		expect(standIn.requests()).toEqual([]);
		expect((await scenario.log()).one("routing.final")).toMatchObject({ outcome: "exhausted", attempts: 0 });
	});

	it("goes on with the other targets when a model id is unknown, and the decision says so", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", fields: { modelId: "model-aa" } },
				{ id: "two/model-b", api: "openai-completions" },
			],
		});
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");
		await conversation.dispose();

		expect(text).toBe("Hello from b");
		expect(asked()).toEqual(["model-b"]);
		expect((await scenario.log()).one("routing.decision").candidates).toMatchObject([
			{ target: "two/model-b", status: "selected" },
			{
				target: "one/model-aa",
				status: "rejected",
				code: "unknown-model",
				detail: 'one has no model "model-aa"; nearest ids: model-a',
			},
		]);
	});

	it("-p names the route that does not exist and ends with exit code 1", async () => {
		const scenario = await scripted({ text: "never asked" }, { text: "never asked" });

		const { code, stdout, stderr } = await runPi(version, scenario.home, [
			"--model",
			"auto-router/subscription-swee",
			"-p",
			"hi",
		]);

		expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
		// Where pi has virtual models it refuses by itself, before the router is asked.
		expect(stderr).toContain(
			version === "0.87.1"
				? 'no route "subscription-swee"; did you mean subscription-swe?'
				: "auto-router/subscription-swee is not registered",
		);
		expect(standIn.requests()).toEqual([]);
	});
});
