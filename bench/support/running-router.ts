import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import type { ExtensionAPI, ModelRegistry, ProviderConfig } from "@earendil-works/pi-coding-agent";
import type { StreamSimple } from "../../src/adapters/pi/call/provider.ts";
import activate from "../../src/extension.ts";
import { type AgentHome, createAgentHome } from "../../test/support/pi/agent-home.ts";
import { enterEnvironment } from "../../test/support/pi/process-environment.ts";
import { aModel } from "./fake-registry.ts";
import { stubOf } from "./stub.ts";

/** The whole router as pi 0.87.1 has it, with its files in a throw-away home, but without pi. */
export interface RunningRouter {
	readonly home: AgentHome;
	/** Calls a route as pi's agent loop does. */
	call(routeId: string, context: TranscriptContext, options?: SimpleStreamOptions): ReturnType<StreamSimple>;
	/** Tells the router what pi tells it before each prompt; resolves when pi would go on. */
	prompt(text: string): Promise<void>;
	/** Ends the session as pi does. */
	endSession(): Promise<void>;
	/** Ends the session if it is open still, and removes the home. */
	close(): Promise<void>;
}

type Handler = (event: object, ctx: object) => unknown;

/** Id of the session that is open. */
export const SESSION_ID = "bench-session";
const IN_SESSION: SimpleStreamOptions = { sessionId: SESSION_ID };

/** Starts the router with a routes file and opens a session. One at a time, since it lives in this process's environment. */
export async function startRouter(routes: object, registry: ModelRegistry): Promise<RunningRouter> {
	const home = await createAgentHome({ routes });
	const leaveEnvironment = enterEnvironment(home.env);
	const handlers = new Map<string, Handler[]>();
	let provider: ProviderConfig | undefined;
	const pi = stubOf<ExtensionAPI>({
		on: (name: string, handler: Handler) => void handlers.set(name, [...(handlers.get(name) ?? []), handler]),
		getCommands: () => [],
		registerProvider: (_id: string, config: ProviderConfig) => {
			provider = config;
		},
	});
	const ctx = {
		cwd: home.cwd,
		hasUI: false,
		mode: "print",
		model: undefined,
		modelRegistry: registry,
		sessionManager: stubOf({ getSessionId: () => SESSION_ID, getBranch: () => [], getEntries: () => [] }),
		ui: stubOf({}),
	};
	const emit = async (name: string, event: object = {}): Promise<void> => {
		for (const handler of handlers.get(name) ?? []) await handler({ type: name, ...event }, stubOf(ctx));
	};
	await activate(pi);
	await emit("session_start", { reason: "startup" });
	let isOpen = true;
	const endSession = async (): Promise<void> => {
		if (isOpen) await emit("session_shutdown", { reason: "quit" });
		isOpen = false;
	};
	return {
		home,
		call(routeId, context, options) {
			const streamSimple = provider?.streamSimple as unknown as StreamSimple;
			return streamSimple(routeModel(routeId), context, options ? { ...IN_SESSION, ...options } : IN_SESSION);
		},
		prompt: (text) => emit("before_agent_start", { prompt: text }),
		endSession,
		async close() {
			await endSession();
			leaveEnvironment();
			await home.dispose();
		},
	};
}

const routeModels = new Map<string, Model<Api>>();

/** pi has its models ready; making one is not to be timed. */
function routeModel(routeId: string): Model<Api> {
	const model = routeModels.get(routeId) ?? aModel("auto-router", routeId, { api: "auto-router" });
	routeModels.set(routeId, model);
	return model;
}

/** Reads an answer to its end. */
export async function drain(stream: AsyncIterable<{ readonly type: string }>): Promise<string> {
	let last = "";
	for await (const { type } of stream) last = type;
	return last;
}
