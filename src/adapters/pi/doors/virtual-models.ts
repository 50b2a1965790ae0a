import type { Api, Model, Provider } from "@earendil-works/pi-ai";
import type { ExtensionAPI, ExtensionContext } from "@earendil-works/pi-coding-agent";
import type { ThinkingLevel } from "../../../core/model.ts";
import type { RequestReason } from "../../../core/request.ts";
import type { StreamSimple } from "../call/provider.ts";
import { type AdvertisedRoute, type Door, type DoorRegistry, isSame, offeredLevels } from "./door.ts";
import { ENGINE_PROVIDER, NOWHERE, ROUTER_API, ROUTER_PROVIDER } from "./own-ids.ts";

/** What pi says about a request before it is made (docs/virtual-models.md of pi 1.5.2). */
interface ModelRouteRequest {
	readonly reason: RequestReason;
	readonly thinkingLevel: ThinkingLevel;
	readonly signal?: AbortSignal;
}

interface VirtualModel {
	readonly provider: string;
	readonly id: string;
	readonly name: string;
	readonly thinkingLevels: readonly ThinkingLevel[];
	readonly contextWindow?: number;
	readonly maxTokens?: number;
	readonly input: readonly ("text" | "image")[];
	route(
		request: ModelRouteRequest,
		ctx: ExtensionContext,
	): Promise<{ model: Model<Api>; thinkingLevel: ThinkingLevel }>;
}

/** The additions of pi 0.99 and later that 0.87.1 lacks. */
export interface VirtualModelApi {
	registerVirtualModel(model: VirtualModel): void;
	unregisterVirtualModel(provider: string, id: string): void;
}

/** Protocol id that pi gives to every virtual model. */
const VIRTUAL_API = "pi-virtual";

/** True where pi has virtual models. */
export function hasVirtualModels(pi: object): pi is VirtualModelApi {
	return "registerVirtualModel" in pi && typeof pi.registerVirtualModel === "function";
}

function engineModel({ route, contextWindowTokens, maxOutputTokens }: AdvertisedRoute): Model<Api> {
	return {
		id: route.id,
		name: route.name,
		api: ROUTER_API,
		provider: ENGINE_PROVIDER,
		baseUrl: NOWHERE,
		reasoning: true,
		thinkingLevelMap: { xhigh: "xhigh", max: "max" },
		input: ["text", "image"],
		cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
		contextWindow: contextWindowTokens,
		maxTokens: maxOutputTokens,
	};
}

function keylessProvider(
	id: string,
	name: string,
	models: () => readonly Model<Api>[],
	streamSimple: StreamSimple,
): Provider {
	// pi uses only iteration and `result()` of the stream; its own class cannot be imported without loading pi-ai again.
	const stream = streamSimple as unknown as Provider["streamSimple"] & Provider["stream"];
	return {
		id,
		name,
		baseUrl: NOWHERE,
		auth: {
			apiKey: {
				name: "no key needed",
				check: async () => ({ type: "api_key", source: "auto-router" }),
				resolve: async () => ({ auth: {}, source: "auto-router" }),
			},
		},
		getModels: models,
		// Nothing of it is listed; virtual models are, and they route here.
		filterModels: () => [],
		stream,
		streamSimple: stream,
	};
}

/** What one call to the door is made from. */
export interface VirtualModelDoorInput {
	readonly pi: VirtualModelApi & Pick<ExtensionAPI, "registerProvider">;
	readonly streamSimple: StreamSimple;
	/** That of the last session; pi's context may belong to a session of a shared runtime that is gone. */
	readonly registry: () => DoorRegistry | undefined;
	/** Remembers why pi makes the request that carries this signal. */
	readonly onReason: (signal: AbortSignal | undefined, reason: RequestReason) => void;
}

/** The door into pi versions with virtual models: each route is one, and routes to a hidden engine model of ours. */
export function createVirtualModelDoor({ pi, streamSimple, registry, onReason }: VirtualModelDoorInput): Door {
	let open: readonly AdvertisedRoute[] = [];
	let models: readonly Model<Api>[] = [];
	let isEngineOpen = false;

	const registerProviders = (): void => {
		if (isEngineOpen) return;
		isEngineOpen = true;
		// With a key of any kind pi takes the id for configured at once; a session that is resumed meanwhile would lose its route.
		pi.registerProvider(ROUTER_PROVIDER, { name: "Auto Router", baseUrl: NOWHERE, apiKey: "unused" });
		// A complete provider replaces that one, and with it what the earlier extension has registered under this id: pi refuses
		// to start when a virtual model has the name of one of the other's models.
		pi.registerProvider(keylessProvider(ROUTER_PROVIDER, "Auto Router", () => [], streamSimple));
		pi.registerProvider(keylessProvider(ENGINE_PROVIDER, "Auto Router engine", () => models, streamSimple));
	};
	const register = (advertised: AdvertisedRoute): void => {
		const { route, contextWindowTokens, maxOutputTokens } = advertised;
		pi.registerVirtualModel({
			provider: ROUTER_PROVIDER,
			id: route.id,
			name: route.name,
			thinkingLevels: offeredLevels(route),
			contextWindow: contextWindowTokens,
			maxTokens: maxOutputTokens,
			input: route.input,
			async route({ reason, thinkingLevel, signal }, ctx) {
				const modelRegistry = registry() ?? ctx.modelRegistry;
				const model = models.find(({ id }) => id === route.id) ?? engineModel(advertised);
				// pi finds out asynchronously that a provider without a key is configured; early requests would be refused.
				if (!modelRegistry.hasConfiguredAuth(model)) {
					await modelRegistry.refresh({ allowNetwork: false, providers: [ENGINE_PROVIDER] });
				}
				onReason(signal, reason);
				return { model, thinkingLevel };
			},
		});
	};

	return {
		open(routes) {
			if (isSame(open, routes)) return;
			models = routes.map(engineModel);
			registerProviders();
			const kept = new Set(routes.map(({ route }) => route.id));
			for (const { route } of open) if (!kept.has(route.id)) pi.unregisterVirtualModel(ROUTER_PROVIDER, route.id);
			for (const advertised of routes) if (!open.includes(advertised)) register(advertised);
			open = routes;
		},
		reopen() {
			isEngineOpen = false;
			registerProviders();
			for (const advertised of open) register(advertised);
		},
		isTaken: (current) => open.some(({ route }) => current.find(ROUTER_PROVIDER, route.id)?.api !== VIRTUAL_API),
	};
}
