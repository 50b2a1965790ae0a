import type { FrameWriter } from "./protocol.ts";
import { splitText } from "./sse.ts";
import type { FaultName, FaultStep } from "./step.ts";
import { type Action, sendAll, streamHeaders } from "./timeline.ts";

const HANG: Action = { do: "hang" };
const END: Action = { do: "end" };
const RESET: Action = { do: "reset" };

/** Some systems drop what they have received but not yet read when a reset comes in, so the reader is given a moment. */
const DROP: readonly Action[] = [{ do: "wait", ms: 20 }, RESET];

const NOT_JSON = '{"type":"oops", this is not json}';
const HALF_OF_A_FRAME = '{"type":"content_bl';

/** The phrases the faults are composed of, already in the words of one protocol. */
interface Phrases {
	/** Headers and the protocol's opening frames. */
	readonly opening: readonly Action[];
	/** Text, if the step has any. */
	readonly maybeText: readonly Action[];
	readonly text: readonly Action[];
	readonly thinking: readonly Action[];
	readonly errorFrame: readonly Action[];
	readonly frames: FrameWriter;
}

const FAULTS: Readonly<Record<FaultName, (say: Phrases) => readonly Action[]>> = {
	resetBeforeHeaders: () => [RESET],
	hangBeforeHeaders: () => [HANG],
	headersThenSilence: () => [streamHeaders(), HANG],
	empty200: () => [streamHeaders(), END],
	errorFrame: (say) => [...say.opening, ...say.errorFrame, END],
	errorFrameAfterText: (say) => [...say.opening, ...say.text, ...say.errorFrame, END],
	droppedBeforeOutput: (say) => [...say.opening, ...DROP],
	endsBeforeOutput: (say) => [...say.opening, END],
	silenceBeforeOutput: (say) => [...say.opening, HANG],
	droppedAfterText: (say) => [...say.opening, ...say.text, ...DROP],
	endsAfterText: (say) => [...say.opening, ...say.text, END],
	silenceAfterText: (say) => [...say.opening, ...say.text, HANG],
	droppedWhileThinking: (say) => [...say.opening, ...say.thinking, ...DROP],
	endsWhileThinking: (say) => [...say.opening, ...say.thinking, END],
	silenceWhileThinking: (say) => [...say.opening, ...say.thinking, HANG],
	garbageFrame: (say) => [...say.opening, ...say.maybeText, ...sendAll([say.frames.rawFrame(NOT_JSON)]), END],
	halfJson: (say) => [
		...say.opening,
		...say.maybeText,
		...sendAll([say.frames.rawFrame(HALF_OF_A_FRAME).trimEnd()]),
		END,
	],
};

/** The timeline of a named fault. */
export function planFault({ fault, text, thinking, chunkDelayMs }: FaultStep, frames: FrameWriter): readonly Action[] {
	// Frames are stateful, so each phrase is written when the fault's row asks for it, in the order it is sent.
	return FAULTS[fault]({
		frames,
		get opening() {
			return [streamHeaders(), ...sendAll(frames.handshake())];
		},
		get maybeText() {
			return text === undefined ? [] : sendAll(frames.text(splitText(text, 3)), chunkDelayMs);
		},
		get text() {
			return sendAll(frames.text(splitText(text ?? "Half of an answer", 3)), chunkDelayMs);
		},
		get thinking() {
			return sendAll(frames.thinking(splitText(thinking ?? "Half of a thought", 3)), chunkDelayMs);
		},
		get errorFrame() {
			return sendAll(frames.errorFrame());
		},
	});
}
