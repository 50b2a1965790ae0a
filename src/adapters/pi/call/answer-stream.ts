import type { AnswerSink } from "../../../engine/attempt/hold-until-output.ts";
import type { AnswerMessage, StreamEvent } from "../../../engine/ports.ts";

/** The stream that pi reads: what its agent loop uses of `AssistantMessageEventStream`, made without importing pi. */
export interface AnswerStream extends AsyncIterable<StreamEvent> {
	result(): Promise<AnswerMessage>;
}

/** A stream with the side that fills it. Ends by itself with the first `done` or `error`. */
export interface Answer extends AnswerSink {
	readonly stream: AnswerStream;
}

/**
 * The event with its partial as it is now. A partial is the object a target's adapter works on; in the end that takes up
 * the provider's own error text, which nobody may see as it is.
 */
function asOfNow(event: StreamEvent): StreamEvent {
	if (!("partial" in event)) return event;
	const partial = { ...event.partial };
	if (partial.errorMessage !== undefined) {
		delete partial.errorMessage;
		partial.stopReason = "stop";
	}
	return { ...event, partial };
}

/** Makes an empty answer. Nothing pushed is lost before someone reads; nothing after the last event counts. */
export function createAnswer(): Answer {
	const queue: StreamEvent[] = [];
	let readAt = 0;
	let isOver = false;
	let hasStarted = false;
	let wake: (() => void) | undefined;
	let resolveResult: (message: AnswerMessage) => void = () => undefined;
	const result = new Promise<AnswerMessage>((resolve) => {
		resolveResult = resolve;
	});

	/** The oldest event that nobody has read. Moving an index is cheaper than shifting a long queue. */
	const take = (): StreamEvent | undefined => {
		const event = queue[readAt++];
		if (event === undefined) {
			queue.length = 0;
			readAt = 0;
		}
		return event;
	};
	async function* read(): AsyncGenerator<StreamEvent, void, undefined> {
		for (;;) {
			for (let event = take(); event; event = take()) yield event;
			if (isOver) return;
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	}

	return {
		stream: { [Symbol.asyncIterator]: read, result: () => result },
		hasStarted: () => hasStarted,
		push(event) {
			if (isOver) return;
			queue.push(asOfNow(event));
			if (event.type === "start") hasStarted = true;
			if (event.type === "done" || event.type === "error") {
				isOver = true;
				resolveResult(event.type === "done" ? event.message : event.error);
			}
			wake?.();
			wake = undefined;
		},
	};
}
