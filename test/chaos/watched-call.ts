import { AsyncLocalStorage } from "node:async_hooks";
import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import type { ExtensionAPI, ProviderConfig } from "@earendil-works/pi-coding-agent";
import type { StreamSimple } from "../../src/adapters/pi/call/provider.ts";
import type { AnswerMessage, StreamEvent } from "../../src/engine/ports.ts";
import { CALL_HEADER } from "./said.ts";

/** What pi had been shown after one event of an answer. */
export interface SeenEvent {
	readonly type: StreamEvent["type"];
	readonly atMs: number;
	/** The partial, or the message of a terminal event. */
	readonly text: string;
	readonly thinking: string;
	/** What this event alone added to the text. */
	readonly delta: string;
}

/** One call of pi to the router, from outside. Times are those of `performance.now()`. */
export interface WatchedCall {
	readonly id: string;
	/** Which start of the extension was called. */
	readonly app: number;
	readonly sessionId: string | undefined;
	readonly step: number;
	readonly startedAtMs: number;
	readonly seen: SeenEvent[];
	abortedAtMs: number | undefined;
	terminal: AnswerMessage | undefined;
	/** The answer was read to its end, past the terminal event. */
	isOver: boolean;
	/** What reading the answer threw. */
	broke: unknown;
}

/** Something that records may be made on behalf of: a call of pi, or a command that looks. */
export type Origin = { readonly call: WatchedCall } | { readonly look: string };

/** On behalf of whom the code runs at the moment. */
export const origin = new AsyncLocalStorage<Origin>();

const blocks = (message: AnswerMessage, type: "text" | "thinking"): string =>
	message.content
		.map((block) => {
			if (type === "text") return block.type === "text" ? block.text : "";
			return block.type === "thinking" ? block.thinking : "";
		})
		.join("");

function seen(event: StreamEvent): SeenEvent {
	const message = event.type === "done" ? event.message : event.type === "error" ? event.error : event.partial;
	return {
		type: event.type,
		atMs: performance.now(),
		text: blocks(message, "text"),
		thinking: blocks(message, "thinking"),
		delta: event.type === "text_delta" ? event.delta : "",
	};
}

/** Reads an answer to its very end, whether pi does or not, and hands on what pi reads. */
async function pump(call: WatchedCall, answer: AsyncIterable<StreamEvent>, emit: (event: StreamEvent) => void) {
	try {
		for await (const event of answer) {
			call.seen.push(seen(event));
			if (event.type === "done") call.terminal ??= event.message;
			if (event.type === "error") call.terminal ??= event.error;
			emit(event);
		}
	} catch (error) {
		call.broke = error;
	}
	call.isOver = true;
}

function watchAnswer(call: WatchedCall, answer: ReturnType<StreamSimple>): ReturnType<StreamSimple> {
	const queue: StreamEvent[] = [];
	let wake: () => void = () => undefined;
	const done = pump(call, answer, (event) => {
		queue.push(event);
		wake();
	});
	void done.then(() => wake());
	async function* read(): AsyncGenerator<StreamEvent, void, undefined> {
		for (;;) {
			for (let event = queue.shift(); event; event = queue.shift()) yield event;
			if (call.isOver) return;
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	}
	return { [Symbol.asyncIterator]: read, result: () => answer.result() };
}

/** Who is told of a new call, and makes its record. */
export type OnCall = (facts: Pick<WatchedCall, "sessionId">) => WatchedCall;

function watchStream(stream: StreamSimple, onCall: OnCall): StreamSimple {
	return (model: Model<Api>, context: TranscriptContext, options: SimpleStreamOptions = {}) => {
		const call = onCall({ sessionId: options.sessionId });
		const onAbort = () => {
			call.abortedAtMs ??= performance.now();
		};
		if (options.signal?.aborted) onAbort();
		options.signal?.addEventListener("abort", onAbort, { once: true });
		const headers = { ...options.headers, [CALL_HEADER]: call.id };
		return origin.run({ call }, () => watchAnswer(call, stream(model, context, { ...options, headers })));
	};
}

/** pi's interface for one start of the extension, through which every call to the router is seen. */
export function watchPi(pi: ExtensionAPI, onCall: OnCall): ExtensionAPI {
	const watch = <T extends object>(config: T): T => {
		const streams = Object.entries(config).filter(([name]) => name === "streamSimple" || name === "stream");
		const watched = streams.map(([name, stream]) => [name, watchStream(stream as StreamSimple, onCall)]);
		return { ...config, ...Object.fromEntries(watched) };
	};
	const registerProvider = (first: string | object, config?: ProviderConfig) => {
		const register = pi.registerProvider.bind(pi) as (...args: unknown[]) => void;
		if (typeof first === "string") register(first, config && watch(config));
		else register(watch(first));
	};
	return new Proxy(pi, {
		get(target, name) {
			if (name === "registerProvider") return registerProvider;
			const value: unknown = Reflect.get(target, name);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
