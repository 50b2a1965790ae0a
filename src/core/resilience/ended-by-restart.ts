import type { Fact } from "../events.ts";
import { FAILURE_RULES } from "../failure.ts";
import type { RouterState } from "../state.ts";
import { splitCooldownKey } from "./cooldown.ts";

/** The facts that end the cooldowns which a restart or a reload ends, because the user may have mended their cause. */
export function endedByRestart(state: RouterState, nowMs: number): readonly Fact[] {
	const facts: Fact[] = [];
	for (const [id, { kind, untilMs }] of state.cooldowns) {
		if (!FAILURE_RULES[kind].endsAtRestart || untilMs <= nowMs) continue;
		const data = { ...splitCooldownKey(id), reason: "restart or reload" };
		facts.push({ type: "cooldown.cleared", atMs: nowMs, data });
	}
	return facts;
}
