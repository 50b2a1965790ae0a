import type { Candidate } from "../../decision.ts";
import { FAILURE_RULES } from "../../failure.ts";
import { availability } from "../../resilience/availability.ts";
import { accountOf } from "../../route.ts";
import { formatDuration } from "../../text/format.ts";
import type { DecideInput, Snapshot } from "../stage.ts";
import { rejectWhen, type Verdict } from "./reject.ts";

function judge(candidate: Candidate, { snapshot }: DecideInput): Verdict {
	const { target, facts } = candidate;
	if (facts && !facts.hasCredentials) {
		return { code: "no-credentials", detail: `pi has no login or key for ${accountOf(target)}` };
	}
	return whyResting(candidate, snapshot);
}

/** Why a target must not be tried at this moment; undefined when it may. */
export function whyResting(
	{ target }: Candidate,
	{ state: router, nowMs: now }: Pick<Snapshot, "state" | "nowMs">,
): Verdict {
	const state = availability(router, target, now);
	switch (state.kind) {
		case "free":
		case "trial":
			return undefined;
		case "cooling": {
			const who = state.scope === "target" ? target.label : state.key;
			const { untilMs, kind } = state.cooldown;
			const left = formatDuration(untilMs - now);
			return {
				code: "cooling",
				detail: `${who} is ${FAILURE_RULES[kind].phrase}; ${left} left`,
				recoversAtMs: untilMs,
			};
		}
		case "circuit-open":
			return {
				code: "circuit-open",
				detail: `${target.provider} failed ${state.failures} times in a minute; next trial in ${formatDuration(state.untilMs - now)}`,
				recoversAtMs: state.untilMs,
			};
		case "trial-taken":
			return {
				code: "circuit-trial-taken",
				detail: `another request is trying ${target.provider} again right now`,
				recoversAtMs: state.untilMs,
			};
	}
}

/** Removes targets without credentials and targets that rest. */
export const rejectUnavailable = rejectWhen("unavailable", judge);
