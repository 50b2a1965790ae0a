import type { ExtensionAPI, ExtensionContext, ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { ThinkingLevel } from "../../../core/model.ts";
import { ROUTER_PROVIDER } from "../doors/own-ids.ts";
import { reselection } from "./reselect-route.ts";
import type { SessionHandle, SessionRouter, Sessions } from "./sessions.ts";

/** What the app does when a session comes and goes. */
export interface SessionHooks {
	/** A session is open. The registry is the one to ask from now on. */
	onOpen(handle: SessionHandle): void;
	/** A prompt is about to be sent: logins and models may have changed since. */
	onPrompt(handle: SessionHandle, prompt: string): Promise<void>;
	/** The model was changed by the user or by pi. */
	onModel(handle: SessionHandle, model: { readonly provider: string; readonly id: string } | undefined): void;
	/** The session is gone: no timer, socket or file handle may be left afterwards. */
	onClose(handle: SessionHandle): Promise<void>;
}

export interface BindInput {
	readonly pi: ExtensionAPI;
	readonly sessions: Sessions;
	readonly hooks: SessionHooks;
	readonly router: SessionRouter;
	/** True where the route that was selected has to be selected again: pi 0.87.1 loses it on resume. */
	readonly losesSelection: () => boolean;
	readonly argv: readonly string[];
}

async function reselect({ pi, argv }: BindInput, ctx: ExtensionContext, registry: ModelRegistry): Promise<void> {
	const wanted = reselection(ctx.sessionManager.getBranch(), ctx.model?.provider, argv);
	const model = wanted && registry.find(ROUTER_PROVIDER, wanted.routeId);
	if (!model || !(await pi.setModel(model))) return;
	// Restoring a physical model that does not reason has clamped the level to off.
	if (wanted.thinkingLevel !== undefined) pi.setThinkingLevel(wanted.thinkingLevel as ThinkingLevel);
}

/** Listens to pi's session events. Nothing is started before the first of them. */
export function bindSession(input: BindInput): void {
	const { pi, sessions, hooks, router, losesSelection } = input;
	const handleOf = (ctx: ExtensionContext): SessionHandle => {
		const id = ctx.sessionManager.getSessionId();
		const known = sessions.get(id);
		if (known && known.pi === pi) return known;
		const handle: SessionHandle = { id, pi, ctx, registry: ctx.modelRegistry, router };
		sessions.open(handle);
		hooks.onOpen(handle);
		return handle;
	};

	pi.on("session_start", async (event, ctx) => {
		const handle = handleOf(ctx);
		const isOldSession = event.reason === "startup" || event.reason === "resume" || event.reason === "fork";
		if (isOldSession && losesSelection()) await reselect(input, ctx, ctx.modelRegistry);
		hooks.onModel(handle, ctx.model);
	});
	// Hosts that never bind the extension to a session send no session_start.
	pi.on("before_agent_start", (event, ctx) => hooks.onPrompt(handleOf(ctx), event.prompt));
	pi.on("model_select", (event, ctx) => hooks.onModel(handleOf(ctx), event.model));
	pi.on("session_shutdown", async (_event, ctx) => {
		const handle = sessions.get(ctx.sessionManager.getSessionId());
		if (handle?.pi !== pi) return;
		sessions.close(handle.id);
		await hooks.onClose(handle);
	});
}
