import type { PolicyRule } from "./config/rule-schema.ts";
import type { Billing, ThinkingLevel } from "./model.ts";

/** Deadlines of one attempt, in milliseconds. There is no limit on the whole answer: a long answer is not a fault. */
export interface Timeouts {
	/** From the call until anything at all arrives (headers, bytes or the first event). */
	readonly firstEventMs: number;
	/** From the call until the first output; grows with the prompt and the reasoning level (see `deadlines`). */
	readonly firstOutputMs: number;
	/** The longest silence once the first event has arrived. */
	readonly idleMs: number;
}

/** One configured provider and model (and account) that a route may send to. */
export interface Target {
	/** Stable over routes and restarts: `provider/modelId`, plus `@account` where the credential is borrowed. */
	readonly id: string;
	readonly provider: string;
	readonly modelId: string;
	readonly label: string;
	/** A smaller rank comes first whatever its latency and cost. Absent: equal to every other unranked target. */
	readonly rank?: number;
	/** Provider whose credential is used instead of the target's own. */
	readonly authProvider?: string;
	readonly billing: Billing;
	readonly balanceEndpoint?: string;
	readonly timeouts?: Partial<Timeouts>;
	/** Cap on the output of this target, in tokens. */
	readonly maxTokens?: number;
	/** Thinking level to use on this target instead of the one the user asked for. */
	readonly thinkingLevel?: ThinkingLevel;
	/** `auto` gives pi's own choice of transport back; the default asks for SSE, whose status and headers can be seen. */
	readonly transport?: "sse" | "auto";
}

/** A named virtual model that the user picks: an ordered list of targets and how to choose among them. */
export interface Route {
	readonly id: string;
	readonly name: string;
	readonly reasoning: boolean;
	readonly input: readonly ("text" | "image")[];
	/** Context window to advertise, in tokens. Absent: that of the target which would be picked now. */
	readonly contextWindow?: number;
	/** Cap on the output of every target, in tokens. */
	readonly maxTokens?: number;
	readonly sortBy: "adaptive" | "config" | "latency" | "cost";
	readonly affinity: "session" | "turn" | "off";
	/** What ends failover: the first text or tool call, or already the first thinking. */
	readonly commitOn: "output" | "thinking";
	readonly onRefusal: "stop" | "failover";
	readonly whenAllRejected: "earliest-recovery" | "fail";
	readonly timeouts: Partial<Timeouts>;
	readonly targets: readonly Target[];
	readonly policyRules: readonly PolicyRule[];
}

/** The account that pays for a target: the provider, or the one whose credential it borrows. */
export function accountOf(target: Pick<Target, "provider" | "authProvider">): string {
	return target.authProvider ?? target.provider;
}

/** Stable id of a target. Two accounts of one model are two targets. */
export function targetId(provider: string, modelId: string, authProvider?: string): string {
	const suffix = authProvider && authProvider !== provider ? `@${authProvider}` : "";
	return `${provider}/${modelId}${suffix}`;
}
