import type { RecordedRequest } from "../support/stand-in/request-log.ts";
import type { Step as StandInStep } from "../support/stand-in/step.ts";
import type { Reply } from "./schedule.ts";

/** The header that tells a stand-in which call of pi a request belongs to. */
export const CALL_HEADER = "x-chaos-call";

/** One request as a stand-in saw it, and what it was scripted to say. */
export interface Said {
	readonly request: RecordedRequest;
	/** `provider/model`. */
	readonly target: string;
	/** The call of pi it belongs to; undefined for one of another process. */
	readonly callId: string | undefined;
	/** The mark of the newest prompt in it, if any. */
	readonly promptMark: string | undefined;
	readonly reply: Reply;
	/** All the text, and all the thinking, that this request may have heard; empty for none. */
	readonly text: string;
	readonly thinking: string;
}

/** What is in a prompt so that it can be found again in requests. */
export function promptMark(number: number): string {
	return `<<prompt ${number}>>`;
}

/** Answers requests as a schedule says, each with texts that no other has. */
export interface Script {
	/** What a target answers from now on. */
	set(target: string, replies: readonly Reply[]): void;
	/** For the stand-in. */
	answer(request: RecordedRequest): StandInStep;
	/** Every request so far. */
	readonly said: readonly Said[];
}

/** Makes a script without a word. */
export function createScript(): Script {
	const said: Said[] = [];
	const replies = new Map<string, Reply[]>();
	return {
		said,
		set: (target, list) => void replies.set(target, [...list]),
		answer(request) {
			const target = `${request.provider}/${request.model}`;
			const list = replies.get(target) ?? [];
			const reply = (list.length > 1 ? list.shift() : list[0]) ?? { kind: "answer", words: 5 };
			const number = said.length + 1;
			const text = textFor(reply, `${target}#${number}`);
			const thinking = isThought(reply) ? `thought#${number} ${words(6)}.` : "";
			const callId = request.headers[CALL_HEADER];
			const marks = JSON.stringify(request.body ?? "").match(/<<prompt \d+>>/g);
			said.push({
				request,
				target,
				callId: typeof callId === "string" ? callId : undefined,
				promptMark: marks?.at(-1),
				reply,
				text,
				thinking,
			});
			return toStep(reply, text, thinking);
		},
	};
}

const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

function isThought(reply: Reply): boolean {
	return ("thinks" in reply && reply.thinks === true) || (reply.kind === "fault" && /WhileThinking$/.test(reply.fault));
}

function textFor(reply: Reply, mark: string): string {
	const isSpoken =
		reply.kind === "answer" || (reply.kind === "fault" && (reply.speaks === true || /AfterText$/.test(reply.fault)));
	if (!isSpoken) return "";
	return `[${mark}] ${words(reply.kind === "answer" ? reply.words : 8)} [end of ${mark}]`;
}

function toStep(reply: Reply, text: string, thinking: string): StandInStep {
	const thought = thinking === "" ? {} : { thinking };
	switch (reply.kind) {
		case "answer":
			return { ...reply.shape, text, ...thought };
		case "empty":
			return { text: "", ...thought };
		case "fault": {
			const delay = reply.chunkDelayMs === undefined ? {} : { chunkDelayMs: reply.chunkDelayMs };
			return { fault: reply.fault, ...delay, ...(text === "" ? {} : { text }), ...thought };
		}
		case "status": {
			const { retryDateInSeconds: seconds } = reply;
			return {
				...reply.step,
				...(seconds === undefined ? {} : { retryAfterDate: new Date(Date.now() + seconds * 1_000) }),
			};
		}
	}
}
