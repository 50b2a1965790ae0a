import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import type { PromptReport } from "../../../core/reports/prompt-report.ts";
import { type AnswerStream, createAnswer } from "./answer-stream.ts";
import type { PiRequest, RequestServer, ServeDeps } from "./serve-request.ts";
import { problemEvent } from "./terminal-event.ts";

/** pi's call to a provider. */
export type StreamSimple = (
	model: Model<Api>,
	context: TranscriptContext,
	options?: SimpleStreamOptions,
) => AnswerStream;

/** The one stream function behind both doors. */
export interface RouterStream {
	/** Returns at once and never throws. */
	readonly streamSimple: StreamSimple;
	/** Loads what carries requests out; after an update of the package its files may be gone. Rejects for a bug. */
	preload(): Promise<void>;
	/** Tells of a prompt that pi is about to send; nothing is done before `preload` has ended. */
	announce(sessionId: string, prompt: string): void;
	/** Says what a prompt would be taken for in a session, and why; nothing is sent. */
	readPrompt(prompt: string, sessionId: string | undefined): Promise<PromptReport>;
}

/** Makes the stream. What carries a request out is loaded apart, so that pi's start does not wait for it. */
export function createRouterStream(deps: ServeDeps): RouterStream {
	let loading: Promise<RequestServer> | undefined;
	let server: RequestServer | undefined;
	const load = (): Promise<RequestServer> => {
		loading ??= import("./serve-request.ts").then(({ createRequestServer }) => {
			server = createRequestServer(deps);
			return server;
		});
		return loading;
	};
	const serve = async (request: PiRequest): Promise<void> => (server ?? (await load())).serve(request);
	const streamSimple: StreamSimple = (model, context, options = {}) => {
		const answer = createAnswer();
		serve({ answer, model, context, options }).catch((error: unknown) => {
			deps.onBug(error);
			const reason = error instanceof Error ? error.message : String(error);
			answer.push(problemEvent(`internal error in auto-router: ${reason}`, model, deps.clock.now()));
		});
		return answer.stream;
	};
	const preload = async (): Promise<void> => void (await load());
	return {
		streamSimple,
		preload,
		announce: (sessionId, prompt) => server?.announce(sessionId, prompt),
		readPrompt: async (prompt, sessionId) => (await load()).readPrompt(prompt, sessionId),
	};
}
