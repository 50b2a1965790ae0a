import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** What happens to a client that wants to reach a host: a way to this port, a refusal, or a cut connection. */
export type Passage = { readonly port: number } | { readonly status: number } | "reset" | "silence";

/** A proxy on loopback that knows hosts which exist nowhere else, and whose network a test takes down and up. */
export interface Tunnel {
	/** For `HTTP_PROXY` and `HTTPS_PROXY`. */
	readonly url: string;
	/** Hosts that clients asked for, in order. */
	readonly asked: readonly string[];
	/** Sets what happens from now on to clients that ask for a host. */
	lead(host: string, passage: Passage): void;
	/** Ends all connections and refuses new ones. */
	goDown(): Promise<void>;
	/** Listens again, on the same port. */
	comeUp(): Promise<void>;
	close(): Promise<void>;
}

interface Open {
	readonly sockets: Set<Socket>;
	keep(socket: Socket): void;
}

function openSockets(): Open {
	const sockets = new Set<Socket>();
	return {
		sockets,
		keep(socket) {
			sockets.add(socket);
			// A cut connection is what these tests are about.
			socket.on("error", () => undefined);
			socket.once("close", () => sockets.delete(socket));
		},
	};
}

function pass(client: Socket, passage: Passage, open: Open): void {
	open.keep(client);
	if (passage === "silence") return;
	if (passage === "reset") {
		client.resetAndDestroy();
		return;
	}
	if ("status" in passage) {
		client.end(`HTTP/1.1 ${passage.status} No\r\ncontent-length: 0\r\n\r\n`);
		return;
	}
	const upstream = connect(passage.port, "127.0.0.1", () => {
		client.write("HTTP/1.1 200 Connection established\r\n\r\n");
		client.pipe(upstream);
		upstream.pipe(client);
	});
	open.keep(upstream);
	upstream.once("close", () => client.destroy());
	client.once("close", () => upstream.destroy());
}

async function listen(server: Server, port: number): Promise<number> {
	server.listen(port, "127.0.0.1");
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
}

/** Starts a tunnel on a free port of 127.0.0.1. Hosts that nothing was said about do not exist: 502. */
export async function startTunnel(): Promise<Tunnel> {
	const passages = new Map<string, Passage>();
	const asked: string[] = [];
	const open = openSockets();
	const create = (): Server =>
		createServer().on("connect", ({ url = "" }: IncomingMessage, client: Socket) => {
			const host = url.replace(/:\d+$/, "");
			asked.push(host);
			pass(client, passages.get(host) ?? { status: 502 }, open);
		});
	let server: Server | undefined = create();
	const port = await listen(server, 0);

	const goDown = async (): Promise<void> => {
		if (!server) return;
		const closed = once(server, "close");
		server.close();
		server.closeAllConnections();
		for (const socket of open.sockets) socket.destroy();
		server = undefined;
		await closed;
	};
	return {
		url: `http://127.0.0.1:${port}`,
		asked,
		lead: (host, passage) => void passages.set(host, passage),
		goDown,
		async comeUp() {
			server ??= create();
			if (!server.listening) await listen(server, port);
		},
		close: goDown,
	};
}
