import type { CooldownScope } from "../events.ts";
import { accountOf, type Target } from "../route.ts";
import type { RouterState } from "../state.ts";
import { viewCircuit } from "./circuit-breaker.ts";
import { type Cooldown, cooldownKey } from "./cooldown.ts";

/** May this target be tried now; if not, why and until when. */
export type Availability =
	| { readonly kind: "free" }
	/** The circuit is open but due: exactly one request may go through. */
	| { readonly kind: "trial"; readonly failures: number }
	| { readonly kind: "cooling"; readonly scope: CooldownScope; readonly key: string; readonly cooldown: Cooldown }
	| { readonly kind: "circuit-open"; readonly untilMs: number; readonly failures: number }
	| { readonly kind: "trial-taken"; readonly untilMs: number; readonly failures: number };

/** What a cooldown is kept under. */
export interface RestingPlace {
	readonly scope: CooldownScope;
	readonly key: string;
}

/** Where a rest would keep this target from being tried: itself, its account, the resting families it belongs to. */
export function restingPlaces(state: RouterState, target: Target): readonly RestingPlace[] {
	const account = accountOf(target);
	const families = state.restingFamilies.filter((family) => {
		const slash = family.indexOf("/");
		return family.slice(0, slash) === account && target.modelId.includes(family.slice(slash + 1));
	});
	return [
		{ scope: "target", key: target.id },
		{ scope: "account", key: account },
		...families.map((key): RestingPlace => ({ scope: "family", key })),
	];
}

function longestCooldown(state: RouterState, target: Target, nowMs: number): Availability | undefined {
	let longest: (Availability & { kind: "cooling" }) | undefined;
	for (const { scope, key } of restingPlaces(state, target)) {
		const cooldown = state.cooldowns.get(cooldownKey(scope, key));
		if (!cooldown || cooldown.untilMs <= nowMs) continue;
		if (!longest || cooldown.untilMs > longest.cooldown.untilMs) longest = { kind: "cooling", scope, key, cooldown };
	}
	return longest;
}

/** Looks up whether a target may be tried. Never changes anything. */
export function availability(state: RouterState, target: Target, nowMs: number): Availability {
	if (state.cooldowns.size > 0) {
		const cooling = longestCooldown(state, target, nowMs);
		if (cooling) return cooling;
	}
	const view = viewCircuit(state.circuits.get(target.provider), nowMs);
	switch (view.kind) {
		case "closed":
			return { kind: "free" };
		case "open":
			return { kind: "circuit-open", untilMs: view.untilMs, failures: view.failures };
		default:
			return view;
	}
}
