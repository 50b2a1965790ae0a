import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { Candidate } from "../../../core/decision.ts";
import { accountOf } from "../../../core/route.ts";
import type { CallerRequest, CallSettings, OpenCall, StreamEvent } from "../../../engine/ports.ts";
import { watchFetch } from "./fetch-evidence.ts";
import type { PiModelGateway } from "./model-gateway.ts";
import { repairPayload } from "./payload-repairs.ts";
import { withoutForeignThinking } from "./transcript.ts";

/** The parts of pi's model registry that make calls. */
export type CallRegistry = Pick<ModelRegistry, "streamSimple" | "getProviderAuth">;

/** pi's call to us, as far as it is handed on. */
export interface PiCall {
	readonly registry: CallRegistry;
	readonly gateway: PiModelGateway;
	readonly context: TranscriptContext;
	readonly options: SimpleStreamOptions;
	/** pi 0.87.1 shows the thinking of other models to a target as text; later versions drop it themselves. */
	readonly dropsForeignThinking: boolean;
}

/**
 * Protocols whose adapter takes `options.fetch`, which shows us status, headers and body. Google's adapters throw when
 * one is passed, Bedrock ignores it (pi-ai 0.87.1 and 1.5.2).
 */
const FETCH_APIS: ReadonlySet<string> = new Set([
	"anthropic-messages",
	"openai-completions",
	"openai-responses",
	"openai-codex-responses",
	"azure-openai-responses",
	"mistral-conversations",
	"pi-messages",
]);

/** Options that are not handed on: a key and an environment of the router, the agent loop's callbacks, what is set anew. */
const DROPPED_OPTIONS: ReadonlySet<string> = new Set([
	"apiKey",
	"env",
	"model",
	"convertToLlm",
	"transformContext",
	"getApiKey",
	"getSteeringMessages",
	"getFollowUpMessages",
	"toolExecution",
	"beforeToolCall",
	"afterToolCall",
	"finishTurn",
	"prepareRequest",
	"prepareNextTurn",
	"reasoning",
	"maxTokens",
]);

/** Lets pi's own listeners change the payload first, and mends what is left. */
function payloadHook(call: PiCall): NonNullable<SimpleStreamOptions["onPayload"]> {
	const { context, options } = call;
	return async (payload, model) => {
		const changed = (await options.onPayload?.(payload, model)) ?? payload;
		return repairPayload(changed, { model, context });
	};
}

function innerOptions(options: SimpleStreamOptions, candidate: Candidate, settings: CallSettings): SimpleStreamOptions {
	const inner: SimpleStreamOptions & Record<string, unknown> = {};
	for (const [name, value] of Object.entries(options)) if (!DROPPED_OPTIONS.has(name)) inner[name] = value;
	inner.signal = settings.signal;
	// Nothing inside may retry: the router is the only retry loop.
	inner.maxRetries = 0;
	if (settings.thinkingLevel !== "off") inner.reasoning = settings.thinkingLevel;
	if (settings.maxTokens !== undefined) inner.maxTokens = settings.maxTokens;
	// Over a WebSocket neither status nor reset times can be seen.
	if (candidate.facts?.api === "openai-codex-responses" && candidate.target.transport !== "auto")
		inner.transport = "sse";
	return inner;
}

async function* openWithBorrowedAuth(
	call: PiCall,
	model: Model<Api>,
	options: SimpleStreamOptions,
	account: string,
): AsyncGenerator<StreamEvent, void, undefined> {
	const borrowed = await call.registry.getProviderAuth(account);
	if (!borrowed) throw new Error(`Provider is not configured: ${account}`);
	const { apiKey, headers } = borrowed.auth;
	yield* call.registry.streamSimple(model, call.context, {
		...options,
		...(apiKey === undefined ? {} : { apiKey }),
		...(headers === undefined ? {} : { headers: { ...headers, ...options.headers } }),
	});
}

/** The key and the headers of an account, where the request itself cannot be seen. */
async function credentialsOf(registry: CallRegistry, account: string): Promise<readonly string[]> {
	const found = await registry.getProviderAuth(account).catch(() => undefined);
	const { apiKey, headers = {} } = found?.auth ?? {};
	return [...(apiKey === undefined ? [] : [apiKey]), ...Object.values(headers).filter((value) => value !== null)];
}

/** Hands a call of pi on to concrete targets. */
export function createCaller(call: PiCall): CallerRequest {
	return {
		open(candidate, settings): OpenCall {
			const { target } = candidate;
			const model = call.gateway.model(target);
			if (!model) throw new Error(`unknown model ${target.id}`);
			const options = innerOptions(call.options, candidate, settings);
			const watched = FETCH_APIS.has(model.api)
				? watchFetch(call.options.fetch ?? globalThis.fetch, settings.onActivity)
				: undefined;
			if (watched) options.fetch = watched.fetch;
			options.onPayload = payloadHook(call);
			const context = call.dropsForeignThinking ? withoutForeignThinking(call.context, model) : call.context;
			const account = target.authProvider;
			const events =
				account === undefined || account === target.provider
					? call.registry.streamSimple(model, context, options)
					: openWithBorrowedAuth({ ...call, context }, model, options, account);
			return {
				events,
				evidence: () => watched?.evidence(),
				async credentials() {
					const sent = watched?.credentials() ?? [];
					// A request over a WebSocket passes our fetch by.
					return sent.length > 0 ? sent : credentialsOf(call.registry, accountOf(target));
				},
			};
		},
	};
}
