import type { ExtensionAPI, ProviderConfig, ProviderModelConfig } from "@earendil-works/pi-coding-agent";
import type { StreamSimple } from "../call/provider.ts";
import { type AdvertisedRoute, type Door, isSame } from "./door.ts";
import { NOWHERE, ROUTER_API, ROUTER_PROVIDER } from "./own-ids.ts";

function modelOf({ route, contextWindowTokens, maxOutputTokens }: AdvertisedRoute): ProviderModelConfig {
	return {
		id: route.id,
		name: route.name,
		reasoning: route.reasoning,
		// pi offers the two strongest levels only to models that name them.
		thinkingLevelMap: { xhigh: "xhigh", max: "max" },
		input: [...route.input],
		cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
		contextWindow: contextWindowTokens,
		maxTokens: maxOutputTokens,
	};
}

/** The door into pi versions without virtual models (0.87.1): a provider whose models are the routes. */
export function createPlainProviderDoor(pi: Pick<ExtensionAPI, "registerProvider">, streamSimple: StreamSimple): Door {
	let open: readonly AdvertisedRoute[] = [];
	const register = (): void => {
		// pi uses only iteration and `result()` of the stream; its own class cannot be imported without loading pi-ai again.
		const stream = streamSimple as unknown as NonNullable<ProviderConfig["streamSimple"]>;
		pi.registerProvider(ROUTER_PROVIDER, {
			name: "Auto Router",
			baseUrl: NOWHERE,
			// Any literal makes pi list the routes without a key; it is dropped before a target is called.
			apiKey: "unused",
			api: ROUTER_API,
			models: open.map(modelOf),
			streamSimple: stream,
		});
	};
	return {
		open(routes) {
			if (isSame(open, routes)) return;
			open = routes;
			register();
		},
		reopen: register,
		isTaken(registry) {
			const registered = registry.getRegisteredProviderConfig(ROUTER_PROVIDER);
			return registered !== undefined && registered.api !== ROUTER_API;
		},
	};
}
