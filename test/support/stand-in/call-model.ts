import type { Api, AssistantMessage, Model, SimpleStreamOptions, Tool } from "@earendil-works/pi-ai";
import { streamSimple } from "@earendil-works/pi-ai/compat";
import { keyFor } from "./models-json.ts";
import type { ApiName } from "./protocol.ts";
import type { StandIn } from "./stand-in.ts";

/** What pi-ai made of one reply of the stand-in. */
export interface ModelReply {
	/** Types of the stream's events in order, runs of equal ones as one. */
	readonly events: readonly string[];
	readonly message: AssistantMessage;
}

/** Settings of one call. */
export interface ModelCall {
	/** Default "model-a". */
	readonly model?: string;
	/** Default "acme". */
	readonly provider?: string;
	readonly options?: SimpleStreamOptions;
	/** Default: the stand-in's. */
	readonly baseUrl?: string;
	/** Default 4000. When it is over the call is aborted. */
	readonly timeoutMs?: number;
}

const WEATHER_TOOL: Tool = {
	name: "weather",
	description: "Tells the weather",
	parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

/** Calls the stand-in once through pi-ai's own adapter for a protocol. */
export async function callModel(standIn: StandIn, api: ApiName, call: ModelCall = {}): Promise<ModelReply> {
	const { model = "model-a", provider = "acme", timeoutMs = 4000, baseUrl = standIn.baseUrl(provider, api) } = call;
	const signals = [
		AbortSignal.timeout(timeoutMs),
		...(call.options?.signal === undefined ? [] : [call.options.signal]),
	];
	const stream = streamSimple(
		aModel({ id: model, api, provider, baseUrl }),
		{
			systemPrompt: "You are a test.",
			messages: [{ role: "user", content: "hi", timestamp: 0 }],
			tools: [WEATHER_TOOL],
		},
		{ apiKey: keyFor(api), transport: "sse", ...call.options, signal: AbortSignal.any(signals) },
	);
	const events: string[] = [];
	for await (const { type } of stream) if (events.at(-1) !== type) events.push(type);
	return { events, message: await stream.result() };
}

function aModel(fields: { id: string; api: Api; provider: string; baseUrl: string }): Model<Api> {
	return {
		...fields,
		name: fields.id,
		reasoning: true,
		input: ["text"],
		cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25 },
		contextWindow: 200_000,
		maxTokens: 8000,
	};
}
