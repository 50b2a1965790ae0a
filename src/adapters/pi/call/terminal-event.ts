import type { Api, AssistantMessage, Model } from "@earendil-works/pi-ai";
import { whyResting } from "../../../core/decide/stages/reject-unavailable.ts";
import type { Candidate, Decision, Rejection } from "../../../core/decision.ts";
import { availability } from "../../../core/resilience/availability.ts";
import type { RouterState } from "../../../core/state.ts";
import { brokenMessage, exhaustedMessage, stoppedMessage } from "../../../core/wording/final-message.ts";
import type { DoneEvent } from "../../../engine/attempt/attempt.ts";
import { outputLimit } from "../../../engine/attempt/output-limit.ts";
import type { FailedAttempt, RequestOutcome } from "../../../engine/failover.ts";
import type { AnswerMessage, StreamEvent } from "../../../engine/ports.ts";
import type { RoutedRequest } from "../../../engine/router.ts";

/** What the last event of an answer depends on besides the outcome. */
export interface TerminalContext {
	/** The model pi called: the route's own. */
	readonly model: Model<Api>;
	readonly state: RouterState;
	readonly nowMs: number;
	readonly timeZone?: string;
	/** pi 0.87.1 compacts only when the overflowing message names the selected (virtual) model. */
	readonly needsVirtualOverflow: boolean;
}

type Identity = Pick<AssistantMessage, "api" | "provider" | "model">;

const NO_USAGE: AssistantMessage["usage"] = {
	input: 0,
	output: 0,
	cacheRead: 0,
	cacheWrite: 0,
	totalTokens: 0,
	cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};

const virtualIdentity = ({ api, provider, id }: Model<Api>): Identity => ({ api, provider, model: id });

function physicalIdentity({ target, facts }: Candidate, context: TerminalContext): Identity {
	return { api: facts?.api ?? context.model.api, provider: target.provider, model: target.modelId };
}

/** An answer in which nobody has said anything yet. */
function blank(identity: Identity, timestamp: number): Omit<AnswerMessage, "stopReason"> {
	return { role: "assistant", content: [], usage: NO_USAGE, timestamp, ...identity };
}

/** Provider texts belong here and not into the message, whose words steer pi. */
function diagnostics(failures: readonly FailedAttempt[], nowMs: number): NonNullable<AssistantMessage["diagnostics"]> {
	return failures.map(({ candidate, failure }) => ({
		type: "auto-router.failed-attempt",
		timestamp: nowMs,
		error: { message: failure.message },
		details: {
			target: candidate.target.id,
			kind: failure.kind,
			...(failure.status === undefined ? {} : { status: failure.status }),
		},
	}));
}

function errorEvent(
	base: Partial<AnswerMessage> & Identity,
	text: string,
	context: TerminalContext,
	failures: readonly FailedAttempt[],
): StreamEvent {
	const { nowMs } = context;
	const error: AnswerMessage = {
		...blank(base, nowMs),
		...base,
		stopReason: "error",
		errorMessage: text,
		diagnostics: [...(base.diagnostics ?? []), ...diagnostics(failures, nowMs)],
	};
	return { type: "error", reason: "error", error };
}

/** Candidates that were passed over for what was learnt during the request, such as that their account rests. */
function passedOver({ decision, failures }: RoutedRequest, { state, nowMs }: TerminalContext): Rejection[] {
	const tried = new Set(failures.map(({ candidate }) => candidate.target.id));
	return decision.order.flatMap(({ candidate }): Rejection[] => {
		const why = tried.has(candidate.target.id) ? undefined : whyResting(candidate, { state, nowMs });
		return why === undefined ? [] : [{ candidate, stage: "unavailable", ...why }];
	});
}

function exhaustedEvent(routed: RoutedRequest, context: TerminalContext): StreamEvent {
	const { decision, failures } = routed;
	const { nowMs, state, timeZone } = context;
	const tried = failures.map(({ candidate, failure }) => {
		const now = availability(state, candidate.target, nowMs);
		const until = now.kind === "cooling" ? now.cooldown.untilMs : now.kind === "circuit-open" ? now.untilMs : undefined;
		return { candidate, failure, ...(until === undefined ? {} : { restsUntilMs: until }) };
	});
	const { text, compactsFor } = exhaustedMessage({
		routeName: `auto-router/${decision.route.id}`,
		tried,
		rejections: [...passedOver(routed, context), ...decision.rejections],
		nowMs,
		...(timeZone === undefined ? {} : { timeZone }),
	});
	const named = compactsFor ?? failures.at(-1)?.candidate;
	const isVirtual = named === undefined || (compactsFor !== undefined && context.needsVirtualOverflow);
	const identity = isVirtual ? virtualIdentity(context.model) : physicalIdentity(named, context);
	return errorEvent(identity, text, context, failures);
}

/** An answer that ended for its length before the limit that was asked for: the window left no room for more. */
function isCutByWindow({ message, reason }: DoneEvent, limit: number | undefined): boolean {
	const { output } = message.usage;
	return reason === "length" && output > 0 && limit !== undefined && output < limit;
}

/** pi 0.87.1 compacts and asks again for an answer cut by the window only when it names the selected (virtual) model. */
function completedEvent(
	{ candidate, done }: Extract<RequestOutcome, { kind: "completed" }>,
	{ request, route }: Decision,
	context: TerminalContext,
): DoneEvent {
	const limit = outputLimit(candidate, request, route) ?? candidate.facts?.maxOutputTokens;
	if (!context.needsVirtualOverflow || !isCutByWindow(done, limit)) return done;
	return { ...done, message: { ...done.message, ...virtualIdentity(context.model) } };
}

function abortedEvent(identity: Identity, nowMs: number, message?: AnswerMessage): StreamEvent {
	const error: AnswerMessage = {
		...blank(identity, nowMs),
		...message,
		stopReason: "aborted",
		errorMessage: "Request was aborted",
	};
	return { type: "error", reason: "aborted", error };
}

/** The last event of a request that the user aborted before it was routed. */
export function unroutedAbortEvent(model: Model<Api>, nowMs: number): StreamEvent {
	return abortedEvent(virtualIdentity(model), nowMs);
}

/** The last event of a routed request, worded so that pi does what is right next. */
export function terminalEvent(routed: RoutedRequest, context: TerminalContext): StreamEvent {
	const { outcome, failures } = routed;
	switch (outcome.kind) {
		case "completed":
			return completedEvent(outcome, routed.decision, context);
		case "exhausted":
			return exhaustedEvent(routed, context);
		case "stopped": {
			const { text } = stoppedMessage(outcome.candidate, outcome.failure);
			return errorEvent(physicalIdentity(outcome.candidate, context), text, context, failures);
		}
		case "broken": {
			const { text, compactsFor } = brokenMessage(outcome.candidate, outcome.failure);
			const physical = { ...physicalIdentity(outcome.candidate, context), ...outcome.message };
			const isVirtual = compactsFor !== undefined && context.needsVirtualOverflow;
			const base = isVirtual ? { ...physical, ...virtualIdentity(context.model) } : physical;
			return errorEvent(base, text, context, failures);
		}
		case "aborted": {
			const { candidate, message } = outcome;
			const identity = candidate ? physicalIdentity(candidate, context) : virtualIdentity(context.model);
			return abortedEvent(identity, context.nowMs, message);
		}
	}
}

/** The last event of a request that could not be routed at all, with a text for the user. */
export function problemEvent(text: string, model: Model<Api>, nowMs: number): StreamEvent {
	const error: AnswerMessage = {
		...blank(virtualIdentity(model), nowMs),
		stopReason: "error",
		errorMessage: text,
	};
	return { type: "error", reason: "error", error };
}
