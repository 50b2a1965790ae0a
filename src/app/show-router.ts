import type { ExtensionAPI, ExtensionCommandContext } from "@earendil-works/pi-coding-agent";
import { ROUTER_PROVIDER } from "../adapters/pi/doors/own-ids.ts";
import type { PiRouter } from "../adapters/pi/pi-router.ts";
import { processSessions, type RouterListener, type SessionHandle } from "../adapters/pi/session/sessions.ts";
import { isStale } from "../adapters/pi/session/stale.ts";
import type { Tier } from "../core/request.ts";
import { accountOf } from "../core/route.ts";
import type { FailoverNotice } from "../engine/failover.ts";
import type { Clock } from "../engine/ports.ts";
import type { Recorder } from "../engine/recorder.ts";
import type { CommandContext } from "../surfaces/commands/command.ts";
import { registerCommands } from "../surfaces/commands/register.ts";
import { withShortcuts } from "../surfaces/editor/shortcut-completion.ts";
import { FAILOVER_ENTRY, registerFailoverEntry } from "../surfaces/entries/failover-entry.ts";
import { type FailoverEntry, failoverLine } from "../surfaces/views/failover-line.ts";
import { plainText, themedText } from "../surfaces/views/line.ts";
import { type StatusLineInput, statusLine } from "../surfaces/views/status-line.ts";
import { statusMoney } from "../surfaces/views/status-money.ts";
import { createChangeFollower } from "./change-follower.ts";

/** Key of the router's line in pi's footer. */
const STATUS_KEY = "auto-router";
/** Columns where the terminal does not say. */
const USUAL_COLUMNS = 80;

interface ShowInput {
	readonly pi: ExtensionAPI;
	readonly router: PiRouter;
	/** Prints where pi has no UI. */
	readonly write: (text: string) => void;
	readonly clock: Pick<Clock, "after">;
	readonly recorder: Pick<Recorder, "subscribe">;
	/** Width of the terminal, where there is one. */
	readonly columns: () => number | undefined;
}

function commandContext(
	{ pi, router, columns }: ShowInput,
	ctx: ExtensionCommandContext,
): Omit<CommandContext, "json"> {
	return {
		control: router.control,
		sessionId: ctx.sessionManager.getSessionId(),
		...(ctx.model ? { currentModel: { provider: ctx.model.provider, id: ctx.model.id } } : {}),
		thinking: pi.getThinkingLevel(),
		async switchModel(provider, modelId) {
			const model = ctx.modelRegistry.find(provider, modelId);
			if (!model) return "unknown-model";
			return (await pi.setModel(model)) ? "switched" : "no-credentials";
		},
		confirm: (title, question) => (ctx.hasUI ? ctx.ui.confirm(title, question) : Promise.resolve(true)),
		width: columns() ?? USUAL_COLUMNS,
	};
}

function failoverEntry({ from, failure, to }: FailoverNotice, router: PiRouter): FailoverEntry {
	const now = router.control.now();
	const account = accountOf(from.target);
	const places = [from.target.id, account, ...(failure.family === undefined ? [] : [`${account}/${failure.family}`])];
	const rest = router.control.cooldowns().findLast(({ key }) => places.includes(key));
	return {
		from: rest?.scope === "account" ? account : from.target.label,
		kind: failure.kind,
		atMs: now,
		...(rest === undefined ? {} : { untilMs: rest.untilMs }),
		to: to.target.label,
	};
}

/** What the footer says of the selected route. */
class StatusLine {
	readonly #router: PiRouter;
	readonly #columns: ShowInput["columns"];
	#routeId: string | undefined;
	#answered: { readonly label: string; readonly tier: Tier } | undefined;
	/** What is shown, and where: the same text is not sent again. */
	#last: { readonly ui: SessionHandle["ctx"]["ui"]; readonly text: string | undefined } | undefined;

	constructor({ router, columns }: ShowInput) {
		this.#router = router;
		this.#columns = columns;
	}

	select(routeId: string | undefined): void {
		this.#routeId = routeId;
		this.#answered = undefined;
		this.#last = undefined;
	}

	isActive(): boolean {
		return this.#routeId !== undefined;
	}

	answered(label: string, tier: Tier): void {
		this.#answered = { label, tier };
	}

	show({ ctx }: SessionHandle, trying?: string): void {
		if (!ctx.hasUI) return;
		// Who shows it in another mode has a width of its own.
		const columns = ctx.mode === "tui" ? this.#columns() : undefined;
		const shown = this.#routeId === undefined ? undefined : this.#shown(this.#routeId, trying);
		const line = shown && statusLine(shown, columns);
		const text = line && (ctx.mode === "tui" ? themedText(line, ctx.ui.theme) : plainText(line));
		if (this.#last?.ui === ctx.ui && this.#last.text === text) return;
		ctx.ui.setStatus(STATUS_KEY, text);
		this.#last = { ui: ctx.ui, text };
	}

	#shown(routeId: string, trying: string | undefined): StatusLineInput {
		const { control } = this.#router;
		const targets = control.route(routeId)?.targets ?? [];
		const usable = targets.filter(({ rank }) => rank !== undefined);
		const labels = usable.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)).map(({ candidate }) => candidate.target.label);
		// What answered last is asked again as long as it can be.
		const model = trying ?? labels.find((label) => label === this.#answered?.label) ?? labels[0];
		const warnings = [
			...(control.config().problems.length > 0 ? ["routes file: /auto-router status"] : []),
			...(control.warnings().length > 0 ? ["/auto-router status"] : []),
		];
		return {
			routeId,
			...(model === undefined ? {} : { model }),
			...(this.#answered === undefined ? {} : { tier: this.#answered.tier }),
			flags: [...(control.mode("shadow").isOn ? ["shadow"] : []), ...(control.mode("hard").isOn ? ["uvi-hard"] : [])],
			money: statusMoney(control, new Set(targets.map(({ candidate }) => accountOf(candidate.target)))),
			openCircuits: control.circuits().flatMap(({ provider, view }) => (view.kind === "closed" ? [] : [provider])),
			restingTargets: targets.filter(({ availability }) => availability.kind === "cooling").length,
			warnings: warnings.slice(0, 1),
		};
	}
}

/** False where the session is gone, of which a host may not have told. */
function showUnlessGone(show: () => void): boolean {
	try {
		show();
		return true;
	} catch (error) {
		if (!isStale(error)) throw error;
		return false;
	}
}

/** Shows a running router in pi: the slash command, the line in the footer, the lines that failovers leave. */
export function showRouter(input: ShowInput): void {
	const { pi, router, write } = input;
	const status = new StatusLine(input);
	let sessionId: string | undefined;
	const follower = createChangeFollower({
		...input,
		show() {
			const session = processSessions().get(sessionId);
			if (session?.router.listeners.includes(listener) !== true) return false;
			return showUnlessGone(() => status.show(session));
		},
	});
	const completing = new WeakSet<SessionHandle["ctx"]["ui"]>();

	registerFailoverEntry(pi, () => router.control.timeZone());
	registerCommands({
		pi,
		write,
		async contextOf(ctx) {
			// A command may be the first thing that is typed, as in `pi -c -p "/auto-router …"`.
			await router.ready();
			return commandContext(input, ctx);
		},
		completionContext: () => ({ control: router.control, ...(sessionId === undefined ? {} : { sessionId }) }),
	});
	const listener: RouterListener = {
		onModel(session, model) {
			sessionId = session.id;
			const { ui, mode } = session.ctx;
			if (mode === "tui" && !completing.has(ui)) {
				completing.add(ui);
				ui.addAutocompleteProvider(withShortcuts(router.control, () => status.isActive()));
			}
			status.select(model?.provider === ROUTER_PROVIDER ? model.id : undefined);
			status.show(session);
			if (session.ctx.hasUI) follower.start();
		},
		onFailover(session, notice) {
			const entry = failoverEntry(notice, router);
			const text = plainText(failoverLine(entry, router.control.timeZone()));
			session.pi.appendEntry(FAILOVER_ENTRY, { ...entry, text });
			status.show(session, notice.to.target.label);
		},
		onRouted(session, { outcome, decision }) {
			if (outcome.kind === "completed") status.answered(outcome.candidate.target.label, decision.tier.tier);
			status.show(session);
		},
		onChange: (session) => status.show(session),
	};
	router.listen(listener);
	pi.on("session_shutdown", () => follower.stop());
}
