import type { Rule } from "./validation/rule.ts";

/** Names of the wire protocols, as pi's `models.json` spells them. */
export type ApiName =
	| "anthropic-messages"
	| "openai-completions"
	| "openai-responses"
	| "openai-codex-responses"
	| "google-generative-ai";

/** Token counts of one answer. `inputTokens` are the ones not read from or written to a cache, in every protocol. */
export interface UsageFigures {
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheReadTokens: number;
	/** Left out of what Google sends: that protocol does not report it. */
	readonly cacheWriteTokens: number;
	/** Share of `outputTokens` spent on thinking. */
	readonly reasoningTokens: number;
}

/** Why an answer ends. "filter" is a provider's refusal for reasons of content. */
export type FinishReason = "stop" | "length" | "toolUse" | "filter";

/** A tool the model wants run. */
export interface ToolCall {
	readonly name: string;
	readonly arguments: Readonly<Record<string, unknown>>;
	/** Default: a new one for each call. */
	readonly id?: string;
}

/** What a protocol needs to know to write an error body. */
export interface HttpProblem {
	readonly status: number;
	readonly model: string;
	readonly isQuotaExhausted: boolean;
	readonly retryAfterSeconds?: number;
}

/** One wire protocol. A new one is a file that exports such a value, listed in `protocols/index.ts`. */
export interface Protocol {
	readonly api: ApiName;
	/** What a base URL has between the provider's prefix and the paths of the protocol; "" for none. */
	readonly basePath: string;
	/** The model a POST to this path (without the provider's prefix) asks for; undefined if the path is not of this protocol. */
	readonly modelOf: (path: string, body: unknown) => string | undefined;
	/** What the provider insists on before it does anything. */
	readonly rules: readonly Rule[];
	/** The JSON body the provider answers a failed request with. */
	readonly errorBody: (problem: HttpProblem) => object;
	/** The JSON body of the 400 that a broken rule is answered with. */
	readonly refusal: (message: string) => object;
	/** Begins one streamed answer. */
	readonly startFrames: (model: string, usage: UsageFigures) => FrameWriter;
}

/**
 * Writes the frames of one streamed answer, to be called in the order in which they are sent. Each string is a run of
 * whole frames; where pieces go in, one string per piece comes out. A block (thinking, text, tool call) is closed by
 * whatever comes next, so that a stream which breaks off leaves it open, as real ones do.
 */
export interface FrameWriter {
	/** What the provider sends before the model says anything; Google sends nothing. */
	handshake(): string[];
	thinking(pieces: readonly string[]): string[];
	text(pieces: readonly string[]): string[];
	toolCall(call: ToolCall): string[];
	/** Closes the answer: finish reason, usage and the protocol's last frame. */
	finish(reason: FinishReason): string[];
	/** The provider's way to report an error inside a stream that began with status 200. */
	errorFrame(): string[];
	/** A frame of the kind that carries output, with this text where JSON belongs. */
	rawFrame(data: string): string;
}
