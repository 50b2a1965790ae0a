import type { ApiName } from "./protocol.ts";
import { fakeChatGptToken } from "./protocols/openai-codex-responses.ts";

/** A provider that pi should know and reach at the stand-in. */
export interface ProviderSpec {
	readonly id: string;
	readonly api: ApiName;
	/** A model's id alone when nothing about it matters. */
	readonly models: readonly (string | ModelSpec)[];
	/** A literal, `$NAME` or `!command`, as in `models.json`. Default: a key that means nothing. */
	readonly apiKey?: string;
	/** Where the provider cannot be reached: its address refuses connections, or its host has no address at all. */
	readonly unreachable?: "refused" | "no-such-host";
}

/** A model of such a provider. What is left out gets pi's defaults. */
export interface ModelSpec {
	readonly id: string;
	readonly name?: string;
	readonly contextWindow?: number;
	readonly maxTokens?: number;
	readonly input?: readonly ("text" | "image")[];
	readonly reasoning?: boolean;
	/** US dollars per million tokens; cache prices default to 0. */
	readonly cost?: {
		readonly input: number;
		readonly output: number;
		readonly cacheRead?: number;
		readonly cacheWrite?: number;
	};
}

/** The content of pi's `models.json`, as far as it is written here. */
export interface ModelsJson {
	readonly providers: Readonly<Record<string, ProviderJson>>;
}

/** One provider in `models.json`. */
export interface ProviderJson {
	readonly api: ApiName;
	readonly baseUrl: string;
	readonly apiKey: string;
	readonly models: readonly ModelSpec[];
}

/** A key that pi accepts for a protocol, made from one that means nothing. What pi looks up by itself stays as it is. */
export function keyFor(api: ApiName, key = "stand-in-key"): string {
	return api === "openai-codex-responses" && !/^[$!]/.test(key) ? fakeChatGptToken(key) : key;
}

/** Writes `models.json` for these providers. The format is the same in all supported versions of pi. */
export function buildModelsJson(
	providers: readonly ProviderSpec[],
	baseUrlOf: (provider: ProviderSpec) => string,
): ModelsJson {
	const entries = providers.map((provider): [string, ProviderJson] => [
		provider.id,
		{
			api: provider.api,
			baseUrl: baseUrlOf(provider),
			apiKey: keyFor(provider.api, provider.apiKey),
			models: provider.models.map(modelJson),
		},
	]);
	return { providers: Object.fromEntries(entries) };
}

function modelJson(model: string | ModelSpec): ModelSpec {
	if (typeof model === "string") return { id: model };
	if (model.cost === undefined) return model;
	return { ...model, cost: { cacheRead: 0, cacheWrite: 0, ...model.cost } };
}
