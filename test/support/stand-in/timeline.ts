import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** One thing done to a response. A timeline is a list of them, played in order. */
export type Action =
	| { readonly do: "headers"; readonly status: number; readonly headers: Readonly<Record<string, string>> }
	| { readonly do: "send"; readonly data: string }
	| { readonly do: "wait"; readonly ms: number }
	/** Waits for something the test settles, such as a promise of its own. */
	| { readonly do: "until"; readonly settled: Promise<unknown> }
	/** Says nothing more until the client goes away or the server is closed. */
	| { readonly do: "hang" }
	/** Ends the response as a complete one. */
	| { readonly do: "end" }
	/** Ends the connection with a TCP reset. */
	| { readonly do: "reset" };

/** A way to the client: an HTTP response or a WebSocket. */
export interface Channel {
	open(status: number, headers: Readonly<Record<string, string>>): void;
	/** Resolves when the data has been handed on, so that a reset that follows cannot overtake it. */
	send(data: string): Promise<void>;
	end(): void;
	reset(): void;
}

/** The way through an HTTP response. */
export function httpChannel(response: ServerResponse): Channel {
	return {
		open(status, headers) {
			response.writeHead(status, headers);
			response.flushHeaders();
		},
		send: (data) => new Promise((resolve) => response.write(data, () => resolve())),
		end: () => void response.end(),
		reset: () => void response.socket?.resetAndDestroy(),
	};
}

/** What `play` acts on. */
export interface Stage {
	readonly channel: Channel;
	/** Fires when the response is over, whoever ended it. */
	readonly gone: AbortSignal;
	/** Set when the connection was reset from this side. */
	hasReset: boolean;
}

/** Headers of a stream that begins well, with extra ones if any. */
export function streamHeaders(extra: Readonly<Record<string, string>> = {}): Action {
	const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", ...extra };
	return { do: "headers", status: 200, headers };
}

/** Frames as actions, with a pause before each but the first. */
export function sendAll(frames: readonly string[], pauseMs = 0): Action[] {
	return frames.flatMap((data, index): Action[] =>
		pauseMs > 0 && index > 0
			? [
					{ do: "wait", ms: pauseMs },
					{ do: "send", data },
				]
			: [{ do: "send", data }],
	);
}

/** Plays a timeline; stops early when the client has gone. */
export async function play(actions: readonly Action[], stage: Stage): Promise<void> {
	for (const action of actions) {
		if (stage.gone.aborted) return;
		await perform(action, stage);
	}
}

async function perform(action: Action, stage: Stage): Promise<void> {
	const { channel, gone } = stage;
	const whenGone = gone.aborted ? Promise.resolve() : once(gone, "abort");
	switch (action.do) {
		case "headers":
			channel.open(action.status, action.headers);
			return;
		case "send":
			await Promise.race([channel.send(action.data), whenGone]);
			return;
		case "wait":
			await sleep(action.ms, undefined, { signal: gone }).catch(() => undefined);
			return;
		case "until":
			await Promise.race([action.settled, whenGone]);
			return;
		case "hang":
			await whenGone;
			return;
		case "end":
			channel.end();
			return;
		case "reset":
			stage.hasReset = true;
			channel.reset();
			return;
	}
}
