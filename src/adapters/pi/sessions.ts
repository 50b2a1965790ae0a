import type { ExtensionAPI, ExtensionContext, ModelRegistry } from "@earendil-works/pi-coding-agent";

/** One open pi session, as far as the router shows things in it. */
export interface SessionHandle {
	readonly id: string;
	readonly pi: Pick<ExtensionAPI, "appendEntry">;
	readonly ctx: Pick<ExtensionContext, "ui" | "mode" | "hasUI" | "cwd">;
	readonly registry: ModelRegistry;
}

/**
 * Open sessions of this process by pi's session id. One model runtime may serve several sessions, and then the provider
 * registered last answers for all of them, so a request finds its session here and not in a closure.
 */
export interface Sessions {
	open(handle: SessionHandle): void;
	close(id: string): void;
	get(id: string | undefined): SessionHandle | undefined;
}

const KEY = Symbol.for("pi-auto-router.sessions");

type Holder = typeof globalThis & { [KEY]?: Map<string, SessionHandle> };

/** The sessions of this process; the same ones for every copy of this module. */
export function processSessions(): Sessions {
	const holder: Holder = globalThis;
	holder[KEY] ??= new Map();
	const open = holder[KEY];
	return {
		open(handle) {
			open.set(handle.id, handle);
		},
		close(id) {
			open.delete(id);
		},
		get: (id) => (id === undefined ? undefined : open.get(id)),
	};
}
