import type { ExtensionAPI, ExtensionContext, ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { FailoverNotice } from "../../../engine/failover.ts";
import type { RoutedRequest } from "../../../engine/router.ts";

/** One open pi session, as far as the router shows things in it. */
export interface SessionHandle {
	readonly id: string;
	readonly pi: Pick<ExtensionAPI, "appendEntry">;
	readonly ctx: Pick<ExtensionContext, "ui" | "mode" | "hasUI" | "cwd">;
	readonly registry: ModelRegistry;
	/** The router of the extension start that this session belongs to. */
	readonly router: SessionRouter;
}

/** What surfaces hear of a running router. */
export interface RouterListener {
	/** A session is open or its model changed; `model` is what the user has selected. */
	onModel(session: SessionHandle, model: { readonly provider: string; readonly id: string } | undefined): void;
	onFailover(session: SessionHandle, notice: FailoverNotice): void;
	/** A request was carried out; its last event is not shown yet. */
	onRouted(session: SessionHandle, routed: RoutedRequest): void;
	/** Routes, problems or rests changed outside of a request. */
	onChange(session: SessionHandle): void;
}

/** What one router of this process may ask of another one, with which it may share a model runtime. */
export interface SessionRouter {
	/** Who shows things in the router's sessions. */
	readonly listeners: readonly RouterListener[];
	/** Answers for the routes again, because the router that did it is gone. */
	takeOver(): void;
}

/**
 * Open sessions of this process by pi's session id. One model runtime may serve several sessions, and then the provider
 * registered last answers for all of them, so a request finds its session here and not in a closure.
 */
export interface Sessions {
	open(handle: SessionHandle): void;
	close(id: string): void;
	get(id: string | undefined): SessionHandle | undefined;
	/** Routers with an open session. */
	routers(): ReadonlySet<SessionRouter>;
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
		routers: () => new Set([...open.values()].map(({ router }) => router)),
	};
}
