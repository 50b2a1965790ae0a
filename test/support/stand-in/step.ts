import type { FinishReason, FrameWriter, ToolCall, UsageFigures } from "./protocol.ts";
import type { RecordedRequest } from "./request-log.ts";
import type { Action } from "./timeline.ts";

/** One scripted reply: an answer, an HTTP error, a named fault of the stream, a hand-written timeline, or a function that chooses. */
export type Step = AnswerStep | StatusStep | FaultStep | TimelineStep | ChosenStep;

/** A complete streamed answer: thinking first, then text, then tool calls. `{ text: "" }` is an answer without output. */
export interface AnswerStep {
	readonly text?: string;
	readonly thinking?: string;
	readonly toolCalls?: readonly ToolCall[];
	/** What is left out keeps its plausible default. */
	readonly usage?: Partial<UsageFigures>;
	/** Default: "toolUse" when there are tool calls, otherwise "stop". */
	readonly finish?: FinishReason;
	/** Into how many frames text and thinking are cut (at most one per character), or the pieces of the text. Default 8. */
	readonly chunks?: number | readonly string[];
	/** Pause before every frame with output but the first. */
	readonly chunkDelayMs?: number;
	readonly headersDelayMs?: number;
	/** Pause between the protocol's opening frames and the first output. */
	readonly firstOutputDelayMs?: number;
	/** Extra response headers, for example a provider's rate limit figures. */
	readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTP status with the body this protocol's provider sends with it, unless `body` or `variant` says otherwise. */
export interface StatusStep {
	readonly status: number;
	/**
	 * "quota": the plan's allowance is used up (429). "html": a proxy's error page (default for 502 and 504).
	 * "text": a proxy's plain line. "empty": no body.
	 */
	readonly variant?: "quota" | "html" | "text" | "empty";
	readonly body?: string | object;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as `retry-after` in seconds; Google's body carries it too. */
	readonly retryAfterSeconds?: number;
	/** Sent as `retry-after-ms`. */
	readonly retryAfterMs?: number;
	/** Sent as `retry-after` in the form of an HTTP date. */
	readonly retryAfterDate?: Date;
	readonly headersDelayMs?: number;
}

/** A fault below HTTP or inside a stream; what each name does is the table in `faults.ts`. */
export interface FaultStep {
	readonly fault: FaultName;
	/** What is said before an "…AfterText" fault; with the others that can speak, nothing unless given. */
	readonly text?: string;
	/** What is thought before a "…WhileThinking" fault. */
	readonly thinking?: string;
	readonly chunkDelayMs?: number;
}

/** Names of the faults a step can ask for. That a provider cannot be reached is a property of it: see `ProviderSpec.unreachable`. */
export type FaultName =
	| "resetBeforeHeaders"
	| "hangBeforeHeaders"
	| "headersThenSilence"
	| "empty200"
	| "errorFrame"
	| "errorFrameAfterText"
	| "droppedBeforeOutput"
	| "endsBeforeOutput"
	| "silenceBeforeOutput"
	| "droppedAfterText"
	| "endsAfterText"
	| "silenceAfterText"
	| "droppedWhileThinking"
	| "endsWhileThinking"
	| "silenceWhileThinking"
	| "garbageFrame"
	| "halfJson";

/** A reply written by hand, for what the other steps cannot say. */
export interface TimelineStep {
	readonly timeline: (frames: FrameWriter) => readonly Action[];
}

/** Chooses the step when the request has arrived. A promise holds the request until the test settles it. */
export type ChosenStep = (request: RecordedRequest) => Step | Promise<Step>;
