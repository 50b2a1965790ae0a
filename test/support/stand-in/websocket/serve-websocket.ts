import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import type { Channel } from "../timeline.ts";
import { webSocketChannel } from "./websocket-channel.ts";

/** What happens to a client that wants to change to a WebSocket. */
export type UpgradeStep = "accept" | "reset" | "silence" | { readonly status: number };

/** A client that wanted to change to a WebSocket. */
export interface RecordedUpgrade {
	readonly provider: string;
	/** `performance.now()`. */
	readonly at: number;
}

/** One request that came as a message. */
export interface WebSocketMessage {
	readonly incoming: IncomingMessage;
	readonly body: unknown;
	readonly channelOf: (onDone: () => void) => Channel;
	/** Calls back when the client has gone, unless the request is over. */
	readonly onGone: (callback: () => void) => void;
}

/** What serving WebSockets needs of the stand-in. */
export interface WebSocketHost {
	/** The provider of an address that speaks over WebSockets; undefined for every other. */
	readonly providerOf: (incoming: IncomingMessage) => string | undefined;
	readonly upgradeStep: (provider: string) => UpgradeStep;
	readonly onUpgrade: (upgrade: RecordedUpgrade) => void;
	readonly onMessage: (message: WebSocketMessage) => void;
}

/** What the stand-in has to do with its WebSockets at the end. */
export interface ServedWebSockets {
	close(): void;
}

function refuse(socket: Socket, status: number): void {
	socket.end(`HTTP/1.1 ${status} No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** Lets a server speak over WebSockets too: one message is one request. */
export function serveWebSockets(server: Server, host: WebSocketHost): ServedWebSockets {
	const sockets = new WebSocketServer({ noServer: true });
	const silent = new Set<Socket>();

	server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
		socket.on("error", () => undefined);
		const provider = host.providerOf(incoming);
		if (provider === undefined) return refuse(socket, 404);
		host.onUpgrade({ provider, at: performance.now() });
		const step = host.upgradeStep(provider);
		if (step === "reset") return void socket.resetAndDestroy();
		if (step === "silence") return void silent.add(socket);
		if (step !== "accept") return refuse(socket, step.status);
		sockets.handleUpgrade(incoming, socket, head, (webSocket) => {
			webSocket.on("error", () => undefined);
			webSocket.on("message", (data) => {
				host.onMessage({
					incoming,
					body: JSON.parse(String(data)),
					channelOf: (onDone) => webSocketChannel(webSocket, onDone),
					onGone: (callback) => void webSocket.once("close", callback),
				});
			});
		});
	});
	return {
		close() {
			for (const socket of silent) socket.destroy();
			for (const client of sockets.clients) client.terminate();
			sockets.close();
		},
	};
}
