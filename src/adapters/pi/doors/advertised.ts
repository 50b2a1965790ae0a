import { decide } from "../../../core/decide/decide.ts";
import { probeRequest } from "../../../core/decide/probe-request.ts";
import type { Snapshot } from "../../../core/decide/stage.ts";
import type { Route } from "../../../core/route.ts";
import type { PiModelGateway } from "../call/model-gateway.ts";
import type { AdvertisedRoute } from "./door.ts";

/** Shown while nothing is known about any target, so that pi neither compacts too early nor never. */
const UNKNOWN_WINDOW_TOKENS = 200_000;
const UNKNOWN_OUTPUT_TOKENS = 32_000;

/** The limits a route shows now: its own where set, else those of the target that would be picked. */
export function advertise(route: Route, gateway: PiModelGateway, snapshot: Snapshot): AdvertisedRoute {
	const candidates = route.targets.map((target, configRank) => gateway.describe(target, configRank));
	const decision = decide(probeRequest(route), route, candidates, snapshot);
	const picked = decision.order[0]?.candidate ?? candidates.find(({ facts }) => facts);
	return {
		route,
		contextWindowTokens: route.contextWindow ?? picked?.facts?.contextWindowTokens ?? UNKNOWN_WINDOW_TOKENS,
		maxOutputTokens: route.maxTokens ?? picked?.facts?.maxOutputTokens ?? UNKNOWN_OUTPUT_TOKENS,
	};
}
