import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { ThinkingLevel } from "../../../core/model.ts";
import type { Route } from "../../../core/route.ts";

/** What a route shows of itself in pi: its own limits, or those of the target that would be picked now. */
export interface AdvertisedRoute {
	readonly route: Route;
	readonly contextWindowTokens: number;
	readonly maxOutputTokens: number;
}

/** The parts of pi's model registry that tell who has registered what. */
export type DoorRegistry = Pick<
	ModelRegistry,
	"find" | "getRegisteredProviderConfig" | "hasConfiguredAuth" | "refresh"
>;

/** One way into pi. Opening again with other routes replaces what was registered. */
export interface Door {
	/** Registers exactly these routes; does nothing when nothing changed. */
	open(routes: readonly AdvertisedRoute[]): void;
	/** Registers the same routes again, for when the router that answered for them in a shared runtime is gone. */
	reopen(): void;
	/** True when another extension has registered the provider id after us, so that requests go there. */
	isTaken(registry: DoorRegistry): boolean;
}

/** Levels a route offers: all of them, or none for a route without reasoning. Targets clamp what they cannot do. */
export function offeredLevels(route: Route): readonly ThinkingLevel[] {
	return route.reasoning ? ["off", "minimal", "low", "medium", "high", "xhigh", "max"] : ["off"];
}

/** True when registering `next` would show nothing new. */
export function isSame(previous: readonly AdvertisedRoute[], next: readonly AdvertisedRoute[]): boolean {
	return (
		previous.length === next.length &&
		previous.every((one, i) => {
			const other = next[i];
			return (
				other !== undefined &&
				one.route === other.route &&
				one.contextWindowTokens === other.contextWindowTokens &&
				one.maxOutputTokens === other.maxOutputTokens
			);
		})
	);
}
