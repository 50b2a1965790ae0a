import { FAILURE_RULES } from "../../core/failure.ts";
import type { Availability } from "../../core/resilience/availability.ts";
import { accountOf } from "../../core/route.ts";
import { formatDuration } from "../../core/text/format.ts";
import { remedy } from "../../core/wording/final-message.ts";
import { loginHelp } from "../../core/wording/login-help.ts";
import type { TargetReport } from "../../engine/control.ts";
import type { Role } from "./line.ts";

/** Whether a target could be used now, in words. */
export interface TargetState {
	readonly kind: "no-model" | "no-login" | "rejected" | Availability["kind"];
	/** A phrase such as "rate-limited, 4m10s left". */
	readonly text: string;
	readonly role: Role;
	/** When it ends by itself, epoch milliseconds. */
	readonly untilMs?: number;
	/** What the user can do about it. */
	readonly help?: string;
}

type Cooling = Availability & { readonly kind: "cooling" };

function coolingState({ scope, key, cooldown }: Cooling, report: TargetReport, nowMs: number): TargetState {
	const { kind, untilMs, reason } = cooldown;
	const who = scope === "target" ? "" : `${key} `;
	const help = remedy(report.candidate, { kind, scope, message: reason, source: "message" });
	return {
		kind: "cooling",
		text: `${who}${FAILURE_RULES[kind].phrase}, ${formatDuration(untilMs - nowMs)} left`,
		role: "warning",
		untilMs,
		...(help === undefined ? {} : { help }),
	};
}

function availabilityState(report: TargetReport, nowMs: number): TargetState {
	const { availability, rejection } = report;
	switch (availability.kind) {
		case "cooling":
			return coolingState(availability, report, nowMs);
		case "circuit-open": {
			const { kind, untilMs } = availability;
			return { kind, text: `circuit open, trial in ${formatDuration(untilMs - nowMs)}`, role: "error", untilMs };
		}
		case "trial-taken":
			return { kind: "trial-taken", text: "circuit half-open, on trial right now", role: "warning" };
		case "trial":
			return { kind: "trial", text: "circuit half-open, the next request is its trial", role: "warning" };
		case "free":
			return rejection === undefined
				? { kind: "free", text: "ready", role: "success" }
				: { kind: "rejected", text: rejection, role: "warning" };
	}
}

/** Says whether a target could be used now; if not, why, until when and what helps. */
export function targetState(report: TargetReport, nowMs: number): TargetState {
	const { target, facts, nearestModelIds = [] } = report.candidate;
	if (!facts) {
		const nearest = nearestModelIds.length === 0 ? "" : `; nearest: ${nearestModelIds.join(", ")}`;
		return {
			kind: "no-model",
			text: `no such model${nearest}`,
			role: "error",
			help: `correct modelId "${target.modelId}" in the routes file`,
		};
	}
	if (!facts.hasCredentials) {
		const help = loginHelp(accountOf(target));
		// The first way is enough for a table; all of them are in `help`.
		return { kind: "no-login", text: `no login: ${help.split(" or ", 1)[0]}`, role: "dim", help };
	}
	return availabilityState(report, nowMs);
}
