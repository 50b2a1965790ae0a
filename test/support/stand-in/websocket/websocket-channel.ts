import type { WebSocket } from "ws";
import type { Channel } from "../timeline.ts";

/** What a backend that refuses a request says over an open WebSocket, where there is no status line. */
function errorMessage(status: number, body: string): string {
	const parsed: unknown = body.startsWith("{") ? JSON.parse(body) : { error: { message: body } };
	return JSON.stringify({ type: "error", status, ...(typeof parsed === "object" ? parsed : {}) });
}

/** The JSON in a run of server-sent events; what is no whole event is passed on as it is. */
function messagesOf(frames: string): readonly string[] {
	return frames.split("\n\n").flatMap((frame) => {
		const data = frame.split("\n").flatMap((line) => (line.startsWith("data:") ? [line.slice(5).trim()] : []));
		return data.length === 0 || data[0] === "[DONE]" ? [] : [data.join("\n")];
	});
}

const LAST_EVENTS = ["response.completed", "response.incomplete", "response.done"];

/**
 * The way through a WebSocket: each event of a stream becomes a message. An HTTP error becomes an error event; after a
 * complete answer the connection stays open for the next request, after anything else it is closed.
 */
export function webSocketChannel(socket: WebSocket, onDone: () => void): Channel {
	let errorStatus: number | undefined;
	let isComplete = false;
	const sendOne = (text: string): Promise<void> => new Promise((resolve) => socket.send(text, () => resolve()));
	return {
		open(status) {
			if (status >= 400) errorStatus = status;
		},
		async send(data) {
			if (errorStatus !== undefined) return sendOne(errorMessage(errorStatus, data));
			for (const message of messagesOf(data)) {
				if (LAST_EVENTS.some((type) => message.includes(`"type":"${type}"`))) isComplete = true;
				await sendOne(message);
			}
		},
		end() {
			if (!isComplete && errorStatus === undefined) socket.close(1000);
			onDone();
		},
		reset() {
			socket.terminate();
			onDone();
		},
	};
}
