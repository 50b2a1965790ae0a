import type { AnswerMessage, StreamEvent } from "../ports.ts";

/** Where events that may be seen go. */
export interface AnswerSink {
	push(event: StreamEvent): void;
	/** True once a `start` was pushed by any attempt of this request. */
	hasStarted(): boolean;
}

/** What an event did: it was kept back, shown as thinking that can still be replaced, or shown for good. */
export type HoldState = "held" | "live" | "committed";

/** Keeps the events of one attempt back until its first output. */
export interface Hold {
	/** Takes the next event that is not terminal. */
	accept(event: StreamEvent): HoldState;
	/** Shows what is still held, for an answer that ends before any delta was seen. */
	commit(): void;
	isCommitted(): boolean;
}

type PartialEvent = Extract<StreamEvent, { partial: AnswerMessage }>;

/** An uncommitted partial is replaced by the next attempt, so it must not go on growing on the screen. */
function frozen<E extends PartialEvent>(event: E): E {
	const content = event.partial.content.map((block) => ({ ...block }));
	return { ...event, partial: { ...event.partial, content } };
}

/** The first text or tool call: what a user could see or a tool could do. */
export function isOutput(event: StreamEvent): boolean {
	switch (event.type) {
		case "text_delta":
			return event.delta !== "";
		case "text_end":
			return event.content !== "";
		case "toolcall_start":
		case "toolcall_delta":
		case "toolcall_end":
			return true;
		default:
			return false;
	}
}

const isThinking = (event: StreamEvent): boolean =>
	event.type === "thinking_start" || event.type === "thinking_delta" || event.type === "thinking_end";

/**
 * Makes the hold of one attempt. Thinking is shown live without ending failover: a later attempt goes on without a
 * second `start`, with a new partial whose content begins again at index 0. Never pushes a second `start`.
 */
export function createHold(sink: AnswerSink, commitOn: "output" | "thinking"): Hold {
	let isCommitted = false;
	let start: StreamEvent | undefined;
	const held: StreamEvent[] = [];

	const pushStart = (freeze: boolean): void => {
		if (!start) return;
		if (!sink.hasStarted()) sink.push(freeze && "partial" in start ? frozen(start) : start);
		start = undefined;
	};
	const commit = (): void => {
		if (isCommitted) return;
		isCommitted = true;
		pushStart(false);
		for (const event of held) sink.push(event);
		held.length = 0;
	};
	const commits = (event: StreamEvent): boolean =>
		isOutput(event) || (commitOn === "thinking" && event.type === "thinking_delta" && event.delta !== "");

	return {
		accept(event) {
			if (isCommitted) {
				if (event.type !== "start") sink.push(event);
				return "committed";
			}
			if (commits(event)) {
				commit();
				sink.push(event);
				return "committed";
			}
			if (event.type === "start") {
				start = event;
				return "held";
			}
			if (isThinking(event) && held.length === 0 && "partial" in event) {
				pushStart(true);
				sink.push(frozen(event));
				return "live";
			}
			held.push(event);
			return "held";
		},
		commit,
		isCommitted: () => isCommitted,
	};
}
