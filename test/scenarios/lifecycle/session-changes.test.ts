import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { assistantMessages, textOf } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS, type PiVersion, REPOSITORY } from "../../support/pi/pi-package.ts";
import { type PiRpc, startPiRpc } from "../../support/pi/pi-rpc.ts";
import { createScenario, ROUTE, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** Gives rpc mode the command that it lacks. */
const RELOADER = `export default function (pi) {
	pi.registerCommand("reload-all", { handler: (_args, ctx) => ctx.reload() });
}`;

interface State {
	readonly model: { readonly provider: string; readonly id: string };
	readonly thinkingLevel: string;
	readonly sessionId: string;
	readonly sessionFile: string;
}

async function dataOf<T>(pi: PiRpc, command: { type: string; [field: string]: unknown }): Promise<T> {
	const { success, data, error } = await pi.send(command);
	if (!success) throw new Error(`pi refused ${command.type}: ${error}`);
	return data as T;
}

const stateOf = (pi: PiRpc): Promise<State> => dataOf(pi, { type: "get_state" });

async function ask(pi: PiRpc, prompt: string): Promise<string> {
	return assistantMessages(await pi.prompt(prompt))
		.map(textOf)
		.join();
}

/** The route is selected with the thinking level that was set, and it answers in this session. */
async function expectRouted(pi: PiRpc, scenario: Scenario, prompt: string): Promise<void> {
	const { model, thinkingLevel, sessionId } = await stateOf(pi);
	expect(`${model.provider}/${model.id}`).toBe(ROUTE);
	expect(thinkingLevel).toBe("high");
	expect(await ask(pi, prompt)).toBe(`answer to ${prompt}`);
	const log = await scenario.logWhen(({ events }) =>
		events.some((event) => event.type === "routing.final" && event.sessionId === sessionId),
	);
	expect(log.all("routing.final").every(({ outcome }) => outcome === "success")).toBe(true);
}

interface Started {
	readonly scenario: Scenario;
	readonly pi: PiRpc;
}

async function prepare(): Promise<Scenario> {
	const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", model: { reasoning: false } }] });
	standIn.script("model-a", ({ body }) => ({ text: `answer to ${lastPrompt(body)}` }));
	await scenario.home.write("reloader.ts", RELOADER);
	return scenario;
}

/** Starts pi with the router and the reloader, and with a session that is kept. */
function launch(version: PiVersion, { home }: Scenario, args: readonly string[]): PiRpc {
	const extensions = ["-e", REPOSITORY, "-e", `${home.agentDir}/reloader.ts`];
	const pi = startPiRpc(version, home, [...extensions, ...args], { extension: false, hasSession: true });
	onTestFinished(async () => void (await pi.close()));
	return pi;
}

type Selection = readonly [how: string, start: (version: PiVersion) => Promise<Started>];

/** Two ways to the route: by options, and by choosing it in a session that began with another model. */
const SELECTIONS: [Selection, Selection] = [
	[
		"selected on the command line",
		async (version) => {
			const scenario = await prepare();
			return { scenario, pi: launch(version, scenario, ["--model", ROUTE, "--thinking", "high"]) };
		},
	],
	[
		"selected in the session",
		async (version) => {
			const scenario = await prepare();
			await scenario.home.write("settings.json", { defaultProvider: "one", defaultModel: "model-a" });
			const pi = launch(version, scenario, []);
			await select(pi);
			return { scenario, pi };
		},
	],
];

async function select(pi: PiRpc): Promise<void> {
	const [provider, modelId] = ROUTE.split("/");
	await dataOf(pi, { type: "set_model", provider, modelId });
	await dataOf(pi, { type: "set_thinking_level", level: "high" });
}

/** The newest user text in a request to the stand-in. */
function lastPrompt(body: unknown): string | undefined {
	return [...JSON.stringify(body).matchAll(/question-\w+/g)].at(-1)?.[0];
}

describe.each(PI_VERSIONS)("in one pi %s", (version) => {
	it("a reload leaves the route selected, registers everything once and routes on", async () => {
		const [[, start]] = SELECTIONS;
		const { scenario, pi } = await start(version);
		await expectRouted(pi, scenario, "question-one");

		for (const round of ["two", "three"]) {
			await dataOf(pi, { type: "prompt", message: "/reload-all" });
			await expectRouted(pi, scenario, `question-${round}`);
		}

		const { commands } = await dataOf<{ commands: { name: string }[] }>(pi, { type: "get_commands" });
		expect(commands.filter(({ name }) => name.startsWith("auto-router"))).toHaveLength(1);
		const { models } = await dataOf<{ models: { provider: string }[] }>(pi, { type: "get_available_models" });
		expect(models.filter(({ provider }) => provider === "auto-router")).toHaveLength(1);
		expect(standIn.requests()).toHaveLength(3);
		expect(await pi.close()).toMatchObject({ code: 0 });
		expect((await scenario.log()).all("routing.decision")).toHaveLength(3);
		expect(pi.events.filter(({ type }) => type === "extension_error")).toEqual([]);
	});

	describe.each(SELECTIONS)("with the route %s", (how, start) => {
		it("a new session, a fork, a clone and the way back leave the route selected", async () => {
			const { scenario, pi } = await start(version);
			await expectRouted(pi, scenario, "question-one");
			await expectRouted(pi, scenario, "question-two");
			const first = await stateOf(pi);

			await dataOf(pi, { type: "new_session" });
			// pi begins a new session with the model of its settings.
			if (how.endsWith("session")) await select(pi);
			await expectRouted(pi, scenario, "question-new");

			await dataOf(pi, { type: "switch_session", sessionPath: first.sessionFile });
			await expectRouted(pi, scenario, "question-back");

			const { messages } = await dataOf<{ messages: { entryId: string }[] }>(pi, { type: "get_fork_messages" });
			await dataOf(pi, { type: "fork", entryId: messages[1]?.entryId });
			await expectRouted(pi, scenario, "question-fork");

			await dataOf(pi, { type: "clone" });
			await expectRouted(pi, scenario, "question-clone");

			expect(standIn.requests()).toHaveLength(6);
			expect(await pi.close()).toMatchObject({ code: 0 });
			expect((await scenario.log()).all("routing.final")).toHaveLength(6);
			expect(pi.events.filter(({ type }) => type === "extension_error")).toEqual([]);
		});
	});
});

const PAIRS = PI_VERSIONS.flatMap((writer) =>
	PI_VERSIONS.map((reader) => ({ writer, reader, option: writer === reader ? "-c" : "--session" })),
);

it.each(PAIRS)(
	"a session of pi $writer has its route and thinking level again in pi $reader with $option",
	async (pair) => {
		const scenario = await prepare();
		await scenario.home.write("settings.json", { defaultProvider: "one", defaultModel: "model-a" });
		const first = launch(pair.writer, scenario, []);
		await select(first);
		await expectRouted(first, scenario, "question-one");
		const { sessionId, sessionFile } = await stateOf(first);
		await first.close();

		const second = launch(pair.reader, scenario, pair.option === "-c" ? ["-c"] : ["--session", sessionFile]);
		await expectRouted(second, scenario, "question-two");

		expect((await stateOf(second)).sessionId).toBe(sessionId);
		expect(JSON.stringify(standIn.requests()[1]?.body)).toContain("answer to question-one");
		await second.close();
		const records = (await scenario.log()).events.filter(({ type }) => type === "routing.final");
		expect(records.map((event) => event.sessionId)).toEqual([sessionId, sessionId]);
	},
);
