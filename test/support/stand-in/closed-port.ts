import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** A loopback port that refuses connections for as long as it is held. */
export interface ClosedPort {
	readonly port: number;
	release(): Promise<void>;
}

/**
 * Holds a port that refuses connections: the local end of an open connection. Nothing listens on it, and as it is in
 * use nobody else can be given it, as could happen to a port that was merely opened and closed again.
 */
export async function holdClosedPort(): Promise<ClosedPort> {
	const listener = createServer();
	listener.listen(0, "127.0.0.1");
	await once(listener, "listening");
	const accepted = once(listener, "connection");
	const holder = connect((listener.address() as AddressInfo).port, "127.0.0.1");
	await Promise.all([accepted, once(holder, "connect")]);
	return {
		port: (holder.address() as AddressInfo).port,
		async release() {
			const closed = once(listener, "close");
			listener.close();
			holder.destroy();
			await closed;
		},
	};
}
