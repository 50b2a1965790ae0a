import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AgentHome, createAgentHome } from "../support/pi/agent-home.ts";
import { enterEnvironment } from "../support/pi/process-environment.ts";
import { createSdkSession, type SdkSession } from "../support/pi/sdk-session.ts";
import type { StandIn } from "../support/stand-in/stand-in.ts";
import { ROUTE_ID } from "./create-routes.ts";
import type { Disk } from "./disk.ts";
import { createJumpableClock, type JumpableClock } from "./jumpable-clock.ts";
import { readWholeLog } from "./log-file.ts";
import type { Product } from "./product.ts";
import { createScript, type Script } from "./said.ts";
import type { PoolTarget, Schedule } from "./schedule.ts";
import { recordKey, type WatchedApp, watchApp } from "./watched-app.ts";
import { type WatchedCall, watchPi } from "./watched-call.ts";

/** An open session of pi's SDK in this process. */
export interface OpenSession {
	readonly sdk: SdkSession;
	/** The start of the extension that is its own. */
	readonly app: WatchedApp;
	/** What pi told of assistant messages, in order. */
	readonly messages: { readonly type: "start" | "end"; readonly step: number; readonly message: SessionMessage }[];
}

/** A message as pi keeps it. */
export interface SessionMessage {
	readonly role: string;
	readonly stopReason: string;
	readonly errorMessage?: string;
	readonly content: readonly { readonly type: string; readonly text?: string; readonly thinking?: string }[];
}

/** A further pi process that ran on the home. */
export interface ChildRun {
	readonly step: number;
	readonly promptMark: string;
	readonly isKilled: boolean;
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly isTimedOut: boolean;
}

/** What the schedule has done to the world so far; the comparisons depend on it. */
export interface Deeds {
	/** The time of day was moved. */
	hasJumped: boolean;
	jumpedInStep: number;
	/** Lines of the log were destroyed, or may have been. */
	isLogDamaged: boolean;
	/** Somebody else than this process's only app wrote into the log. */
	hasOtherWriters: boolean;
	/** Copies of records that the schedule appended, by record. */
	readonly copies: Map<string, number>;
	isStateDamaged: boolean;
	areClaimsDamaged: boolean;
}

/** Everything one run of a schedule consists of. */
export interface World {
	readonly schedule: Schedule;
	readonly product: Product;
	readonly standIn: StandIn;
	readonly home: AgentHome;
	readonly disk: Disk;
	readonly logDir: string;
	readonly eventsFile: string;
	readonly clock: JumpableClock;
	readonly script: Script;
	readonly sessions: OpenSession[];
	readonly closedSessions: OpenSession[];
	readonly apps: WatchedApp[];
	readonly calls: WatchedCall[];
	readonly children: ChildRun[];
	readonly deeds: Deeds;
	/** What went wrong where no invariant looks, such as a step that did not end. */
	readonly complaints: string[];
	/** What prompts were refused with by pi itself. */
	readonly refusals: string[];
	step: number;
	prompts: number;
}

/** What a world is made from. */
export interface WorldInput {
	readonly schedule: Schedule;
	readonly product: Product;
	readonly standIn: StandIn;
	readonly createDisk: (root: string) => Promise<Disk>;
}

/** Prepares the home and opens the sessions. */
export async function createWorld({ schedule, product, standIn, createDisk }: WorldInput): Promise<World> {
	standIn.clear();
	const script = createScript();
	for (const { provider, modelId } of schedule.pool) {
		standIn.script(`${provider}/${modelId}`, (request) => script.answer(request));
	}
	const home = await createAgentHome({
		modelsJson: standIn.modelsJson(...providers(schedule.pool)),
		routes: schedule.routes,
		settings: settings(schedule),
	});
	// For a run that is cut short: what is mounted in it has been unmounted by then.
	const disk = await createDisk(home.root);
	const removeHome = () => rmSync(home.root, { recursive: true, force: true });
	process.once("exit", removeHome);
	const logDir = join(disk.folder, "logs");
	await mkdir(logDir);
	const world: World = {
		schedule,
		product,
		standIn,
		home: {
			...home,
			env: { ...home.env, AUTO_ROUTER_LOG_DIR: logDir },
			async dispose() {
				await home.dispose();
				process.off("exit", removeHome);
			},
		},
		disk,
		logDir,
		eventsFile: join(logDir, "auto-router.events.jsonl"),
		clock: createJumpableClock(),
		script,
		sessions: [],
		closedSessions: [],
		apps: [],
		calls: [],
		children: [],
		deeds: {
			hasJumped: false,
			jumpedInStep: 0,
			isLogDamaged: false,
			hasOtherWriters: schedule.sessions > 1,
			copies: new Map(),
			isStateDamaged: false,
			areClaimsDamaged: false,
		},
		complaints: [],
		refusals: [],
		step: 0,
		prompts: 0,
	};
	// Kept for the whole run: while a session is opened again nobody else may see the machine's own environment.
	const leave = enterEnvironment(world.home.env);
	try {
		while (world.sessions.length < schedule.sessions) world.sessions.push(await openSession(world));
	} finally {
		leave();
	}
	return world;
}

/** pi's settings, here and in other processes. A compaction would be a request with words of its own. */
function settings({ piRetries }: Schedule) {
	return { retry: { enabled: piRetries, maxRetries: 1, baseDelayMs: 5 }, compaction: { enabled: false } };
}

function providers(pool: readonly PoolTarget[]) {
	const byProvider = Map.groupBy(pool, ({ provider }) => provider);
	return [...byProvider].map(([id, targets]) => ({
		id,
		api: targets[0]?.api ?? "anthropic-messages",
		isRefused: targets[0]?.isRefused ?? false,
		models: targets.map(({ modelId, contextWindow, hasImages }) => ({
			id: modelId,
			reasoning: true,
			contextWindow,
			input: hasImages ? (["text", "image"] as const) : (["text"] as const),
		})),
	}));
}

/** Opens a session of pi on the route, with the extension under test in it. */
export async function openSession(world: World): Promise<OpenSession> {
	const { schedule, product, home, clock, apps } = world;
	const known = new Set((await readWholeLog(world.eventsFile)).map(recordKey));
	const shared = schedule.sharesRuntime ? world.sessions[0]?.sdk.runtime : undefined;
	const sdk = await createSdkSession(schedule.version, home, {
		extension: async (pi) => {
			const number = apps.length;
			const watched = watchPi(pi, ({ sessionId }) => newCall(world, number, sessionId));
			const { recorder } = await product.createApp(watched, pathToFileURL(`${product.folder}/`), clock);
			apps.push(watchApp(number, recorder, known));
		},
		model: `auto-router/${ROUTE_ID}`,
		settings: settings(schedule),
		...(shared === undefined ? {} : { runtime: shared }),
	});
	const app = apps.at(-1);
	if (app === undefined) throw new Error("A session was opened without a start of the extension.");
	const open: OpenSession = { sdk, app, messages: [] };
	sdk.session.subscribe((event) => {
		if (event.type !== "message_start" && event.type !== "message_end") return;
		if (event.message.role !== "assistant") return;
		const type = event.type === "message_start" ? "start" : "end";
		open.messages.push({ type, step: world.step, message: event.message as SessionMessage });
	});
	return open;
}

function newCall(world: World, app: number, sessionId: string | undefined): WatchedCall {
	const call: WatchedCall = {
		id: `call-${world.calls.length + 1}`,
		app,
		sessionId,
		step: world.step,
		startedAtMs: performance.now(),
		seen: [],
		abortedAtMs: undefined,
		terminal: undefined,
		isOver: false,
		broke: undefined,
	};
	world.calls.push(call);
	return call;
}

/** Closes a session as pi does when it ends. */
export async function closeSession(world: World, open: OpenSession): Promise<void> {
	world.sessions.splice(world.sessions.indexOf(open), 1);
	world.closedSessions.push(open);
	await open.sdk.dispose();
	open.app.isClosed = true;
}
