import { join } from "node:path";
import type { AgentSessionEvent } from "@earendil-works/pi-coding-agent";
import { onTestFinished } from "vitest";
import type { Fact, RouterEventType } from "../../src/core/events.ts";
import { logEvents } from "./log-lines.ts";
import { type AgentHome, type AgentHomeOptions, createAgentHome } from "./pi/agent-home.ts";
import type { PiMessage } from "./pi/jsonl.ts";
import type { PiVersion } from "./pi/pi-package.ts";
import { type PiRpc, startPiRpc } from "./pi/pi-rpc.ts";
import { type RunOptions, type RunResult, runPi } from "./pi/run-pi.ts";
import { createSdkSession, type SdkSession, type SdkSessionOptions } from "./pi/sdk-session.ts";
import type { LaunchOptions } from "./pi/spawn-pi.ts";
import type { ModelSpec, ProviderSpec } from "./stand-in/models-json.ts";
import type { ApiName } from "./stand-in/protocol.ts";
import type { StandIn } from "./stand-in/stand-in.ts";

/** The route of a scenario, as it is selected in pi. */
export const ROUTE = "auto-router/subscription-swe";

/** A target of the route, and the provider at the stand-in that serves it. */
export interface ScenarioTarget {
	/** `provider/model`. */
	readonly id: string;
	/** Default: anthropic-messages. */
	readonly api?: ApiName;
	/** What pi knows of the model. */
	readonly model?: Omit<ModelSpec, "id">;
	readonly apiKey?: string;
	readonly unreachable?: ProviderSpec["unreachable"];
	/** More fields of the target in the routes file. */
	readonly fields?: object;
}

/** What a scenario begins with. */
export interface ScenarioOptions {
	/** In the order of the routes file. */
	readonly targets: readonly ScenarioTarget[];
	/** More fields of the route, such as `timeouts`. */
	readonly route?: object;
	/** More top-level fields of the routes file. */
	readonly config?: object;
	/** Settings, credentials and variables of the home. */
	readonly home?: Pick<AgentHomeOptions, "settings" | "authJson" | "env">;
}

/** The data of one record type of the event log. */
export type RecordData<T extends RouterEventType> = Extract<Fact, { type: T }>["data"];

/** What the event log holds. */
export interface LogView {
	/** The data of all records of one type, oldest first. */
	all<T extends RouterEventType>(type: T): readonly RecordData<T>[];
	/** The data of the only record of one type; throws when there are none or several. */
	one<T extends RouterEventType>(type: T): RecordData<T>;
	/** All records with their envelopes. */
	readonly events: readonly Fact[];
}

/** A home whose routes file has one route, in the order of its targets, over providers of a stand-in. */
export interface Scenario {
	readonly home: AgentHome;
	/** Directory of the log and the state. */
	readonly logDir: string;
	/** Opens a session of pi's SDK on the route; it is closed when the test has finished, if not before. */
	open(version: PiVersion, options?: SdkSessionOptions): Promise<Conversation>;
	/** Runs pi on the route to its end. */
	run(version: PiVersion, args: readonly string[], options?: RunOptions): Promise<RunResult>;
	/** Starts pi in RPC mode on the route; it is closed when the test has finished, if not before. */
	rpc(version: PiVersion, args?: readonly string[], options?: LaunchOptions): PiRpc;
	/** What is in the log. All requests of ended processes and closed sessions are; of others, ask `logWhen`. */
	log(): Promise<LogView>;
	/** What is in the log as soon as it fits. Rejects after `timeoutMs` (default 5000). */
	logWhen(fits: (log: LogView) => boolean, timeoutMs?: number): Promise<LogView>;
}

/** One turn: from a prompt until pi will not go on by itself. */
export interface Turn {
	/** Copies of the session's events, made as each was sent. */
	readonly events: readonly AgentSessionEvent[];
	/** Assistant messages that were completed in this turn. */
	readonly messages: readonly AssistantMessage[];
	/** Text of the last of them. */
	readonly text: string;
	readonly last: AssistantMessage | undefined;
}

/** An assistant message as tests look at it. */
export type AssistantMessage = PiMessage & { readonly api: string; readonly usage: { readonly input: number } };

/** An open session of pi's SDK. */
export interface Conversation extends SdkSession {
	ask(prompt: string): Promise<Turn>;
	/** Calls back for every event from now on, for what a test does in the middle of a turn. */
	onEvent(listener: (event: AgentSessionEvent) => void): void;
	/** Assistant messages in the session's entries: what its file would hold. */
	saved(): readonly AssistantMessage[];
}

/** Prepares pi's home and the routes file, and clears the stand-in. Everything is undone when the running test has finished. */
export async function createScenario(standIn: StandIn, options: ScenarioOptions): Promise<Scenario> {
	standIn.clear();
	const home = await createAgentHome({
		...options.home,
		modelsJson: standIn.modelsJson(...providersOf(options.targets)),
		routes: routesFile(options),
	});
	onTestFinished(() => home.dispose());
	const logDir = join(home.agentDir, "extensions");
	const log = async () => viewLog(await logEvents(join(logDir, "auto-router.events.jsonl")));
	return {
		home,
		logDir,
		log,
		async open(version, sessionOptions) {
			const sdk = await createSdkSession(version, home, { model: ROUTE, ...sessionOptions });
			onTestFinished(() => sdk.dispose());
			return converse(sdk);
		},
		run: (version, args, runOptions) => runPi(version, home, ["--model", ROUTE, ...args], runOptions),
		rpc(version, args = [], launchOptions = {}) {
			const pi = startPiRpc(version, home, ["--model", ROUTE, ...args], launchOptions);
			onTestFinished(async () => void (await pi.close()));
			return pi;
		},
		async logWhen(fits, timeoutMs = 5000) {
			const giveUpAt = performance.now() + timeoutMs;
			for (;;) {
				const view = await log();
				if (fits(view)) return view;
				if (performance.now() > giveUpAt) {
					throw new Error(`The log did not become so: ${JSON.stringify(view.events.slice(-5), null, "\t")}`);
				}
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
		},
	};
}

/** `provider/model`, taken apart at the first slash. */
function nameOf({ id }: ScenarioTarget): { readonly provider: string; readonly modelId: string } {
	const slash = id.indexOf("/");
	return { provider: id.slice(0, slash), modelId: id.slice(slash + 1) };
}

function providersOf(targets: readonly ScenarioTarget[]): ProviderSpec[] {
	const providers = new Map<string, ProviderSpec>();
	for (const target of targets) {
		const { provider, modelId } = nameOf(target);
		const { api = "anthropic-messages", model, apiKey, unreachable } = target;
		const models = [...(providers.get(provider)?.models ?? []), { id: modelId, reasoning: true, ...model }];
		const key = apiKey === undefined ? {} : { apiKey };
		providers.set(provider, {
			id: provider,
			api,
			models,
			...key,
			...(unreachable === undefined ? {} : { unreachable }),
		});
	}
	return [...providers.values()];
}

function routesFile({ targets, route, config }: ScenarioOptions): object {
	const entries = targets.map((target) => ({ ...nameOf(target), ...target.fields }));
	const name = ROUTE.slice(ROUTE.indexOf("/") + 1);
	return { version: 1, ...config, routes: { [name]: { sortBy: "config", ...route, targets: entries } } };
}

function viewLog(events: readonly Fact[]): LogView {
	const all = <T extends RouterEventType>(type: T): RecordData<T>[] =>
		events.flatMap((event) => (event.type === type ? [event.data as RecordData<T>] : []));
	return {
		events,
		all,
		one(type) {
			const [found, ...more] = all(type);
			if (found === undefined || more.length > 0)
				throw new Error(`The log has ${more.length + (found ? 1 : 0)} ${type}.`);
			return found;
		},
	};
}

function converse(sdk: SdkSession): Conversation {
	const { session } = sdk;
	return {
		...sdk,
		async ask(prompt) {
			const events: AgentSessionEvent[] = [];
			// Messages of running events go on changing, so what was said at the time is kept as a copy.
			const stop = session.subscribe((event) => void events.push(JSON.parse(JSON.stringify(event))));
			await session.prompt(prompt).finally(stop);
			return turnOf(events);
		},
		onEvent: (listener) => void session.subscribe(listener),
		saved: () =>
			session.sessionManager
				.getEntries()
				.flatMap((entry) => (entry.type === "message" ? assistantMessage(entry.message) : [])),
	};
}

function assistantMessage(message: object): AssistantMessage[] {
	return "role" in message && message.role === "assistant" ? [message as unknown as AssistantMessage] : [];
}

function turnOf(events: readonly AgentSessionEvent[]): Turn {
	const messages = events.flatMap((event) => (event.type === "message_end" ? assistantMessage(event.message) : []));
	const last = messages.at(-1);
	const text = (last?.content ?? []).map((block) => (block.type === "text" ? (block.text ?? "") : "")).join("");
	return { events, messages, text, last };
}
