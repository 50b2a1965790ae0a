import type { ResponseEvidence } from "../../src/core/classify/evidence.ts";
import type { Candidate } from "../../src/core/decision.ts";
import type {
	AnswerMessage,
	CallerRequest,
	CallSettings,
	Clock,
	OpenCall,
	StreamEvent,
} from "../../src/engine/ports.ts";

type Content = AnswerMessage["content"][number];

/** One thing a target does when it is called. What it says grows one live message, as pi-ai's adapters do it. */
export type Step =
	| { readonly does: "start" }
	| { readonly does: "think"; readonly text: string }
	| { readonly does: "say"; readonly text: string }
	/** A text block opens and nothing follows in it. */
	| { readonly does: "openText" }
	/** The message grows without an event that says so. */
	| { readonly does: "fill"; readonly text: string }
	| { readonly does: "useTool"; readonly name: string }
	| { readonly does: "report"; readonly input: number; readonly output: number }
	| { readonly does: "bytes" }
	/** Status and headers arrive. */
	| { readonly does: "respond"; readonly evidence: ResponseEvidence }
	| { readonly does: "wait"; readonly ms: number }
	/** Silent for so long, even when the call is aborted. */
	| { readonly does: "pause"; readonly ms: number }
	/** Silent until the call is aborted. */
	| { readonly does: "hang" }
	/** Silent whatever happens. */
	| { readonly does: "playDead" }
	| { readonly does: "done"; readonly reason?: "stop" | "length" | "toolUse" | "deferred" }
	| { readonly does: "fail"; readonly message: string; readonly evidence?: ResponseEvidence }
	| { readonly does: "throw"; readonly message: string; readonly evidence?: ResponseEvidence }
	/** Runs something in the test, at this point of the answer. */
	| { readonly does: "run"; readonly action: () => void };

/** Steps by name, so that a script reads as a story. A script that runs out ends without a last event. */
export const start: Step = { does: "start" };
export const openText: Step = { does: "openText" };
export const bytes: Step = { does: "bytes" };
export const hang: Step = { does: "hang" };
export const playDead: Step = { does: "playDead" };
export const done: Step = { does: "done" };
export const think = (text: string): Step => ({ does: "think", text });
export const say = (text: string): Step => ({ does: "say", text });
export const fill = (text: string): Step => ({ does: "fill", text });
export const useTool = (name: string): Step => ({ does: "useTool", name });
export const report = (input: number, output: number): Step => ({ does: "report", input, output });
export const respond = (headers: Readonly<Record<string, string>>): Step => ({
	does: "respond",
	evidence: { status: 200, headers },
});
export const wait = (ms: number): Step => ({ does: "wait", ms });
export const pause = (ms: number): Step => ({ does: "pause", ms });
export const doneWith = (reason: "length" | "toolUse" | "deferred"): Step => ({ does: "done", reason });
export const fail = (message: string, evidence?: ResponseEvidence): Step => ({
	does: "fail",
	message,
	...(evidence === undefined ? {} : { evidence }),
});
export const throws = (message: string, evidence?: ResponseEvidence): Step => ({
	does: "throw",
	message,
	...(evidence === undefined ? {} : { evidence }),
});
export const run = (action: () => void): Step => ({ does: "run", action });

/** Failures as the classifier knows them. */
export const overloaded = fail("529 Overloaded", { status: 529, body: '{"error":{"type":"overloaded_error"}}' });
export const serverError = fail("500 internal server error", { status: 500, body: "internal server error" });
export const rateLimited = fail("429 Too many requests", { status: 429, body: "Too many requests" });
export const unauthorized = fail("401 invalid api key", { status: 401, body: "invalid x-api-key" });
export const refusedConnection = fail("Connection error.", { connectionError: "ECONNREFUSED" });
export const noSuchHost = fail("Connection error.", { connectionError: "ENOTFOUND" });
export const tooLong = fail("prompt is too long: 250000 tokens > 200000 maximum", {
	status: 400,
	body: '{"error":{"type":"invalid_request_error","message":"prompt is too long: 250000 tokens > 200000 maximum"}}',
});
export const malformed = fail("400 invalid request", {
	status: 400,
	body: '{"error":{"type":"invalid_request_error","message":"messages.0: unexpected field"}}',
});

/** One call that was opened. */
export interface OpenedCall {
	readonly targetId: string;
	readonly settings: CallSettings;
	/** The message that the target filled, by reference. */
	readonly message: AnswerMessage;
}

/** A caller that needs no network. */
export interface ScriptedCaller extends CallerRequest {
	readonly opened: readonly OpenedCall[];
	/** Ids of the targets in the order they were called. */
	readonly order: () => readonly string[];
}

/** What each target does, by its id: one script per call, the last one for every further call. */
export type Scripts = Readonly<Record<string, readonly (readonly Step[])[]>>;

const NO_USAGE = (): AnswerMessage["usage"] => ({
	input: 0,
	output: 0,
	cacheRead: 0,
	cacheWrite: 0,
	totalTokens: 0,
	cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
});

/** What a target has said before it says anything. */
export function anEmptyMessage({ target, facts }: Candidate, nowMs: number): AnswerMessage {
	return {
		role: "assistant",
		content: [],
		api: facts?.api ?? "unknown",
		provider: target.provider,
		model: target.modelId,
		usage: NO_USAGE(),
		stopReason: "pending",
		timestamp: nowMs,
	};
}

interface Scene {
	readonly clock: Clock;
	readonly message: AnswerMessage;
	readonly settings: CallSettings;
	evidence: ResponseEvidence | undefined;
}

class Aborted extends Error {}

function waiting(scene: Scene, ms: number | undefined): Promise<void> {
	const { signal } = scene.settings;
	return new Promise((resolve, reject) => {
		const cancel = ms === undefined ? () => undefined : scene.clock.after(ms, resolve);
		const onAbort = () => {
			cancel();
			reject(new Aborted("Request was aborted"));
		};
		if (signal.aborted) onAbort();
		else signal.addEventListener("abort", onAbort, { once: true });
	});
}

function open(partial: AnswerMessage, block: Content): number {
	partial.content.push(block);
	return partial.content.length - 1;
}

function* thinking(partial: AnswerMessage, text: string): Generator<StreamEvent> {
	const block = { type: "thinking" as const, thinking: "" };
	const contentIndex = open(partial, block);
	yield { type: "thinking_start", contentIndex, partial };
	for (const delta of text.split(/(?<= )/)) {
		block.thinking += delta;
		yield { type: "thinking_delta", contentIndex, delta, partial };
	}
	yield { type: "thinking_end", contentIndex, content: text, partial };
}

function* saying(partial: AnswerMessage, text: string): Generator<StreamEvent> {
	const block = { type: "text" as const, text: "" };
	const contentIndex = open(partial, block);
	yield { type: "text_start", contentIndex, partial };
	for (const delta of text.split(/(?<= )/)) {
		block.text += delta;
		yield { type: "text_delta", contentIndex, delta, partial };
	}
	yield { type: "text_end", contentIndex, content: text, partial };
}

function* usingTool(partial: AnswerMessage, name: string): Generator<StreamEvent> {
	const toolCall = { type: "toolCall" as const, id: "call-1", name, arguments: { path: "a.ts" } };
	const contentIndex = open(partial, toolCall);
	yield { type: "toolcall_start", contentIndex, partial };
	yield { type: "toolcall_delta", contentIndex, delta: '{"path":"a.ts"}', partial };
	yield { type: "toolcall_end", contentIndex, toolCall, partial };
}

function* eventsOf(step: Step, { message }: Scene): Generator<StreamEvent> {
	switch (step.does) {
		case "start":
			yield { type: "start", partial: message };
			break;
		case "think":
			yield* thinking(message, step.text);
			break;
		case "say":
			yield* saying(message, step.text);
			break;
		case "openText":
			yield { type: "text_start", contentIndex: open(message, { type: "text", text: "" }), partial: message };
			break;
		case "useTool":
			yield* usingTool(message, step.name);
			break;
		case "done": {
			const reason = step.reason ?? "stop";
			message.stopReason = reason;
			yield { type: "done", reason, message };
			break;
		}
		case "fail":
			message.stopReason = "error";
			message.errorMessage = step.message;
			yield { type: "error", reason: "error", error: message };
			break;
		default:
			break;
	}
}

/** What a step does besides saying something. */
async function act(step: Step, scene: Scene): Promise<void> {
	switch (step.does) {
		case "fill":
			scene.message.content.push({ type: "text", text: step.text });
			break;
		case "report":
			Object.assign(scene.message.usage, { input: step.input, output: step.output });
			break;
		case "bytes":
			scene.settings.onActivity();
			break;
		case "wait":
			return waiting(scene, step.ms);
		case "pause":
			return new Promise((resolve) => scene.clock.after(step.ms, resolve));
		case "hang":
			return waiting(scene, undefined);
		case "playDead":
			return new Promise(() => undefined);
		case "fail":
			scene.evidence = step.evidence ?? scene.evidence;
			break;
		case "respond":
			scene.evidence = step.evidence;
			break;
		case "throw":
			scene.evidence = step.evidence;
			throw new Error(step.message);
		case "run":
			step.action();
			break;
		default:
			break;
	}
}

/** Plays a script. As in pi-ai, an abort ends it with an `error` event of reason `aborted` that carries the usage so far. */
async function* play(steps: readonly Step[], scene: Scene): AsyncGenerator<StreamEvent, void, undefined> {
	try {
		for (const step of steps) {
			await act(step, scene);
			yield* eventsOf(step, scene);
		}
	} catch (error) {
		if (!(error instanceof Aborted)) throw error;
		const { message } = scene;
		message.stopReason = "aborted";
		message.errorMessage = error.message;
		yield { type: "error", reason: "aborted", error: message };
	}
}

/** Makes a caller that plays scripts. A target without one must not be called. */
export function createScriptedCaller(clock: Clock, scripts: Scripts): ScriptedCaller {
	const opened: OpenedCall[] = [];
	return {
		opened,
		order: () => opened.map(({ targetId }) => targetId),
		open(candidate, settings): OpenCall {
			const targetId = candidate.target.id;
			const nth = opened.filter((call) => call.targetId === targetId).length;
			const message = anEmptyMessage(candidate, clock.now());
			opened.push({ targetId, settings, message });
			const ofTarget = scripts[targetId];
			if (!ofTarget) throw new Error(`${targetId} was called and has no script`);
			const steps = ofTarget[nth] ?? ofTarget.at(-1) ?? [];
			const scene: Scene = { clock, message, settings, evidence: undefined };
			return { events: play(steps, scene), evidence: () => scene.evidence };
		},
	};
}
