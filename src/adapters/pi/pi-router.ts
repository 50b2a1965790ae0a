import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { ConfigState } from "../../core/config/next-config.ts";
import { endedByRestart } from "../../core/resilience/ended-by-restart.ts";
import type { Target } from "../../core/route.ts";
import type { Control } from "../../engine/control.ts";
import { createControl } from "../../engine/create-control.ts";
import { createSnapshots, type TakeSnapshot } from "../../engine/snapshots.ts";
import { within } from "../../engine/within.ts";
import { createModelGateway, knownNames, type PiModelGateway } from "./call/model-gateway.ts";
import { createRouterStream, type RouterStream } from "./call/provider.ts";
import { Advertiser } from "./doors/advertiser.ts";
import { findOtherRouter, otherRouterNotice } from "./doors/other-router.ts";
import { OWN_PROVIDERS } from "./doors/own-ids.ts";
import { createRequestReasons, type RequestReasons } from "./doors/request-reasons.ts";
import { unknownRoute } from "./doors/unknown-route.ts";
import { hasVirtualModels } from "./doors/virtual-models.ts";
import type { PiRouterInput } from "./pi-router-input.ts";
import { LateQuotaDesk } from "./quota/late-quota-desk.ts";
import { bindSession } from "./session/bind-session.ts";
import { createConfigNotices, type TellConfigProblems } from "./session/config-notices.ts";
import { type CredentialWatch, createCredentialWatch } from "./session/credential-watch.ts";
import { inspectLogins } from "./session/inspect-logins.ts";
import { Readiness } from "./session/readiness.ts";
import { processSessions, type RouterListener, type SessionHandle, type SessionRouter } from "./session/sessions.ts";
import { isStale } from "./session/stale.ts";
import { StoryShelf } from "./session/story-shelf.ts";

/** A running router, for the surfaces. */
export interface PiRouter {
	readonly control: Control;
	listen(listener: RouterListener): void;
	/** Resolves when what earlier runs left is known, or could not be read in time. */
	ready(): Promise<void>;
}

/** A disk that takes longer than this is not waited for: requests go on without what earlier runs knew. */
const STORAGE_LIMIT_MS = 3_000;

/** The router of one extension start: the doors into pi, the sessions, and what they share. */
class RunningRouter implements PiRouter, SessionRouter {
	readonly control: Control;
	readonly #input: PiRouterInput;
	readonly #sessions = processSessions();
	readonly #gateway: PiModelGateway;
	readonly #stream: RouterStream;
	readonly #takeSnapshot: TakeSnapshot;
	readonly #routes: Advertiser;
	readonly #credentials: CredentialWatch;
	readonly #quota: LateQuotaDesk;
	readonly #tellConfigProblems: TellConfigProblems;
	readonly listeners: RouterListener[] = [];
	readonly #open = new Set<string>();
	#registry: ModelRegistry | undefined;
	readonly #stories: StoryShelf;
	#later: Promise<void> | undefined;
	#watch: { close(): void } | undefined;
	/** Until the state of earlier runs is there, or could not be read in time. */
	readonly #readiness = new Readiness();

	constructor(input: PiRouterInput) {
		this.#input = input;
		this.#stories = new StoryShelf(input.recorder);
		this.#tellConfigProblems = createConfigNotices(input.notices);
		this.#gateway = createModelGateway(() => this.#registry, OWN_PROVIDERS);
		this.#takeSnapshot = createSnapshots(input);
		const hash = (text: string): string => input.storage.hashPrompt(text);
		this.#quota = new LateQuotaDesk({
			...input,
			registry: () => this.#registry,
			hash,
			onBug: input.notices.bug,
		});
		const reasons = createRequestReasons();
		this.#stream = this.#createStream(reasons.reasonOf);
		this.#routes = new Advertiser({
			...input,
			streamSimple: this.#stream.streamSimple,
			onReason: reasons.remember,
			registry: () => this.#registry,
			gateway: this.#gateway,
			takeSnapshot: this.#takeSnapshot,
			onStale: () => this.#onStale(),
		});
		this.control = createControl({
			...input,
			gateway: this.#gateway,
			takeSnapshot: this.#takeSnapshot,
			money: this.#quota.sources,
			readPrompt: this.#stream.readPrompt,
			inspectLogins: (accounts) => inspectLogins(this.#registry, accounts),
			stories: () => this.#stories.all(),
			warnings: () => input.notices.warnings(),
			reload: () => this.#reload(),
			forget: () => {
				this.#stories.forget();
				input.notices.clear();
				this.#tellOfChange();
			},
		});
		this.#credentials = createCredentialWatch({ ...input, registry: () => this.#registry, hash });
		this.#routes.show();
		this.#bind();
	}

	listen(listener: RouterListener): void {
		this.listeners.push(listener);
	}

	async ready(): Promise<void> {
		await this.#readiness.pending();
		await this.#later;
	}

	takeOver(): void {
		this.#routes.takeOver();
	}

	/** pi says that our session is gone, so this router is at an end. */
	#onStale(): void {
		for (const id of this.#open) this.#sessions.close(id);
		this.#open.clear();
		this.#end().catch(this.#input.notices.bug);
	}

	#tell(session: SessionHandle | undefined, call: (listener: RouterListener, to: SessionHandle) => void): void {
		// A request may come from a session of another router in the same runtime; what shows it is that router's own.
		if (!session) return;
		try {
			for (const listener of session.router.listeners) call(listener, session);
		} catch (error) {
			if (!isStale(error)) throw error;
			this.#sessions.close(session.id);
		}
	}

	#createStream(reasonOf: RequestReasons["reasonOf"]): RouterStream {
		const { pi, storage, config, notices } = this.#input;
		const isOldPi = !hasVirtualModels(pi);
		return createRouterStream({
			...this.#input,
			reasonOf,
			gateway: this.#gateway,
			takeSnapshot: this.#takeSnapshot,
			targetsOfProvider: (provider) => this.#targetsOf(provider),
			// A shared runtime may still send requests here after our own sessions are gone; nothing is started for them again.
			pending: () => (this.#open.size > 0 ? this.#readiness.pending() : undefined),
			config: () => config.state().config,
			unknownRoute: (id) => unknownRoute(id, [...config.state().config.routes.keys()]),
			registry: () => this.#registry,
			projectOf: (id) => this.#sessions.get(id)?.ctx.cwd,
			isKnownSession: (id) => this.#sessions.get(id) !== undefined,
			hashPrompt: (prompt) => storage.hashPrompt(prompt),
			dropsForeignThinking: isOldPi,
			needsVirtualOverflow: isOldPi,
			timeZone: () => config.state().config.timeZone,
			onFailover: (notice) => {
				this.#tell(this.#sessions.get(notice.request.sessionId), (listener, to) => listener.onFailover(to, notice));
			},
			onHeaders: this.#quota.onHeaders,
			onRouted: (routed) => {
				this.#routes.show();
				this.#quota.wake();
				this.#tell(this.#sessions.get(routed.decision.request.sessionId), (listener, to) =>
					listener.onRouted(to, routed),
				);
			},
			onBug: notices.bug,
		});
	}

	#targets(): readonly Target[] {
		return [...this.#input.config.state().config.routes.values()].flatMap(({ targets }) => targets);
	}

	#targetsOf(provider: string): number {
		return new Set(this.#targets().flatMap((target) => (target.provider === provider ? [target.id] : []))).size;
	}

	#bind(): void {
		const { pi, argv } = this.#input;
		bindSession({
			pi,
			argv,
			sessions: this.#sessions,
			router: this,
			losesSelection: () => !hasVirtualModels(pi) && !this.#routes.isTaken(),
			hooks: {
				onOpen: (handle) => this.#onOpen(handle),
				onPrompt: async (handle, prompt) => {
					this.#registry = handle.registry;
					if (this.#routes.isTaken()) return this.#tellOfOther();
					this.#gateway.refresh(this.#targets());
					await this.#credentials.check();
					// A rest may have ended by itself since the last request.
					this.#routes.show();
					this.#stream.announce(handle.id, prompt);
					this.#quota.wake();
				},
				onModel: (handle, model) => {
					if (!this.#routes.isTaken()) this.#tell(handle, (listener, to) => listener.onModel(to, model));
				},
				onClose: (handle) => this.#onClose(handle),
			},
		});
	}

	async #tellOfOther(): Promise<void> {
		const { pi, notices, isOwnPath } = this.#input;
		const other = await findOtherRouter(pi.getCommands(), isOwnPath);
		const isTaken = this.#routes.isTaken();
		if (other || isTaken) notices.warn(otherRouterNotice(other, isTaken));
	}

	#onOpen(handle: SessionHandle): void {
		const { notices, config, watchConfig } = this.#input;
		this.#open.add(handle.id);
		this.#registry = handle.registry;
		notices.attach(handle);
		this.#tellOfOther().catch(notices.bug);
		if (this.#routes.isTaken()) return;
		const state = config.setCatalog(knownNames(handle.registry));
		this.#gateway.refresh(this.#targets());
		this.#showProblems(state);
		this.#routes.show();
		this.#watch ??= watchConfig(config.lastRead(), (read) => this.#follow(config.accept(read)));
		this.#readiness.begin(() => this.#load().catch(notices.bug));
	}

	/** Everything that a start of pi does not have to wait for. */
	async #load(): Promise<void> {
		const { clock, storage, config, notices } = this.#input;
		await within(clock, STORAGE_LIMIT_MS, storage.start(), undefined);
		// A session may be over before its files were read; then nothing is written any more.
		if (this.#open.size === 0) return;
		this.#recordConfig(config.state());
		this.#routes.show();
		await this.#stream.preload();
		this.#later = this.#loadLater().catch(notices.bug);
	}

	/** What the first request does not wait for. */
	async #loadLater(): Promise<void> {
		const { clock, storage } = this.#input;
		this.#stories.recall(await within(clock, STORAGE_LIMIT_MS, storage.recentEvents(), []));
		await this.#quota.open(() => this.#open.size > 0);
	}

	#recordConfig({ config, issues }: ConfigState): void {
		const { recorder, clock, configPath } = this.#input;
		const data = { path: configPath, routes: config.routes.size, problems: issues.length };
		recorder.record({ type: "config.loaded", atMs: clock.now(), data });
	}

	async #onClose(handle: SessionHandle): Promise<void> {
		this.#open.delete(handle.id);
		if (this.#open.size === 0) await this.#end();
	}

	async #end(): Promise<void> {
		this.#watch?.close();
		this.#watch = undefined;
		for (const router of this.#sessions.routers()) router.takeOver();
		const { clock, storage, notices } = this.#input;
		this.#readiness.end();
		this.#quota.close();
		await within(clock, STORAGE_LIMIT_MS, storage.stop(), undefined);
		notices.attach(undefined);
	}

	async #reload(): Promise<ConfigState> {
		const { config, recorder, clock } = this.#input;
		const state = await config.load();
		for (const fact of endedByRestart(recorder.state(), clock.now())) recorder.record(fact);
		this.#follow(state);
		return state;
	}

	#follow(state: ConfigState): void {
		this.#recordConfig(state);
		this.#gateway.refresh(this.#targets());
		this.#routes.show();
		this.#showProblems(state);
		this.#tellOfChange();
	}

	#tellOfChange(): void {
		for (const id of [...this.#open]) this.#tell(this.#sessions.get(id), (listener, to) => listener.onChange(to));
	}

	#showProblems({ issues }: ConfigState): void {
		const tone = issues.some(({ severity }) => severity === "error") ? "error" : "warning";
		this.#tellConfigProblems(this.control.config().problems, tone);
	}
}

/** Starts the router in pi: registers the routes and waits for sessions. */
export function createPiRouter(input: PiRouterInput): PiRouter {
	return new RunningRouter(input);
}
