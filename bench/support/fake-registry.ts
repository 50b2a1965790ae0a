import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { StreamEvent } from "../../src/engine/ports.ts";
import { CallCount } from "./count-calls.ts";
import { stubOf } from "./stub.ts";

/** What answers a call of the registry. */
export type Answerer = (
	model: Model<Api>,
	context: TranscriptContext,
	options: SimpleStreamOptions,
) => AsyncIterable<StreamEvent>;

/** pi's model registry without pi: any provider and model exists and is logged in. */
export interface FakeRegistry {
	readonly registry: ModelRegistry;
	/** Calls that look models up in the catalog. */
	readonly scans: CallCount;
	/** Sets what answers from now on. */
	answerWith(answerer: Answerer): void;
}

/** A model as pi's catalog has it. */
export function aModel(provider: string, id: string, fields: Partial<Model<Api>> = {}): Model<Api> {
	return {
		id,
		name: id,
		api: "anthropic-messages",
		provider,
		baseUrl: "http://127.0.0.1:9",
		reasoning: true,
		input: ["text", "image"],
		cost: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
		contextWindow: 1_000_000,
		maxTokens: 32_000,
		...fields,
	};
}

/** Makes the registry. `fieldsOf` sets what matters about a provider's models. */
export function createFakeRegistry(fieldsOf: (provider: string) => Partial<Model<Api>> = () => ({})): FakeRegistry {
	const scans = new CallCount();
	const models = new Map<string, Model<Api>>();
	let answer: Answerer = () => {
		throw new Error("nobody said what answers");
	};
	const find = (provider: string, id: string): Model<Api> => {
		const key = `${provider}/${id}`;
		const model = models.get(key) ?? aModel(provider, id, fieldsOf(provider));
		models.set(key, model);
		return model;
	};
	const counted = <A extends unknown[], R>(name: string, call: (...args: A) => R) => {
		return (...args: A): R => {
			scans.add(name);
			return call(...args);
		};
	};
	const registry = stubOf<ModelRegistry>({
		find: counted("find", find),
		getAll: counted("getAll", () => [...models.values()]),
		getAvailable: counted("getAvailable", () => [...models.values()]),
		getProvider: (id: string) => ({ id, name: id, auth: {} }),
		hasConfiguredAuth: () => true,
		isUsingOAuth: () => false,
		getProviderAuth: async () => ({ auth: { apiKey: "bench-key" } }),
		streamSimple: (model: Model<Api>, context: TranscriptContext, options: SimpleStreamOptions = {}) =>
			answer(model, context, options),
	});
	return {
		registry,
		scans,
		answerWith(answerer) {
			answer = answerer;
		},
	};
}
