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

function longestCooldown(state: RouterState, target: Target, nowMs: number): Availability | undefined {
	let longest: (Availability & { kind: "cooling" }) | undefined;
	const consider = (scope: CooldownScope, key: string): void => {
		const cooldown = state.cooldowns.get(cooldownKey(scope, key));
		if (!cooldown || cooldown.untilMs <= nowMs) return;
		if (!longest || cooldown.untilMs > longest.cooldown.untilMs) longest = { kind: "cooling", scope, key, cooldown };
	};
	const account = accountOf(target);
	consider("target", target.id);
	consider("account", account);
	for (const family of state.restingFamilies) {
		const slash = family.indexOf("/");
		const isOfTarget = family.slice(0, slash) === account && target.modelId.includes(family.slice(slash + 1));
		if (isOfTarget) consider("family", family);
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
