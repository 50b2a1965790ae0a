import { byCount, type Counted, countAt, FEW_KEYS, mostFirst, shareOf, valueAt } from "../measure/tally.ts";
import { hasFailedOver, type ToldRequest } from "../read/told.ts";
import type { Report } from "./report.ts";

/** What one session of pi made the router do. */
export interface SessionRow {
	readonly sessionId: string;
	readonly firstAtMs: number;
	readonly lastAtMs: number;
	readonly requests: number;
	readonly success: number;
	readonly failedOver: number;
	/** Times that an answer came from another target than the one before. */
	readonly switches: number;
	readonly costUsd: number;
	readonly routes: readonly Counted[];
	/** Targets that answered, most first. */
	readonly targets: readonly Counted[];
}

/** How often sessions changed between two targets. */
export interface SwitchRow extends Counted {
	/** Tokens that the target left behind held in its cache and that were not read from a cache then. */
	readonly cacheTokensLost: number;
}

export interface SessionsReport {
	readonly totals: {
		/** A session that goes on after a thousand others counts once more. */
		readonly sessions: number;
		readonly requests: number;
		readonly switches: number;
		/** Of the switches: those after a failed attempt. */
		readonly failoverSwitches: number;
		/** 0 to 1, of the answers that had one before them in their session. */
		readonly stayShare: number;
		readonly cacheTokensLost: number;
	};
	/** `from -> to`, most first. */
	readonly switches: readonly SwitchRow[];
	/** Newest first. */
	readonly newest: readonly SessionRow[];
}

type Session = {
	readonly firstAtMs: number;
	lastAtMs: number;
	requests: number;
	success: number;
	failedOver: number;
	switches: number;
	costUsd: number;
	readonly routes: Map<string, number>;
	readonly targets: Map<string, number>;
	lastTarget: string | undefined;
	/** Tokens that the last answer's target has in its cache now. */
	cachedTokens: number;
};

interface SessionsAcc {
	/** The one that was used last stands last. */
	readonly newest: Map<string, Session>;
	last: Session | undefined;
	readonly pairs: Map<string, { count: number; cacheTokensLost: number }>;
	sessions: number;
	requests: number;
	switches: number;
	failoverSwitches: number;
	followed: number;
	cacheTokensLost: number;
}

const MAX_SESSIONS = 1_000;

/** Sessions: who answered in them, and what changing between targets cost. Requests without a session are left out. */
export function sessionsReport({ limit }: { readonly limit: number }): Report<SessionsAcc, SessionsReport> {
	return {
		start: () => ({
			newest: new Map(),
			last: undefined,
			pairs: new Map(),
			sessions: 0,
			requests: 0,
			switches: 0,
			failoverSwitches: 0,
			followed: 0,
			cacheTokensLost: 0,
		}),
		add(acc, told) {
			if (told.kind !== "request" || told.sessionId === undefined) return;
			const session = sessionOf(acc, told.sessionId, told.atMs);
			acc.requests += 1;
			addRequest(session, told);
			if (told.actual !== undefined) follow(acc, session, told, told.actual.target);
		},
		result: (acc) => ({
			totals: {
				sessions: acc.sessions,
				requests: acc.requests,
				switches: acc.switches,
				failoverSwitches: acc.failoverSwitches,
				stayShare: shareOf(acc.followed - acc.switches, acc.followed),
				cacheTokensLost: acc.cacheTokensLost,
			},
			switches: [...acc.pairs].map(([key, row]) => ({ key, ...row })).sort(byCount),
			newest: [...acc.newest]
				.sort(([, a], [, b]) => b.lastAtMs - a.lastAtMs)
				.slice(0, limit)
				.map(([sessionId, session]) => describe(sessionId, session)),
		}),
	};
}

function sessionOf(acc: SessionsAcc, sessionId: string, atMs: number): Session {
	const known = acc.newest.get(sessionId);
	// Moving what stands last already would only make the map be built anew ever so often.
	if (known !== undefined && acc.last === known) return known;
	const session = known ?? { ...noSession(), firstAtMs: atMs };
	if (known === undefined) acc.sessions += 1;
	acc.newest.delete(sessionId);
	acc.newest.set(sessionId, session);
	acc.last = session;
	for (const oldest of acc.newest.keys()) {
		if (acc.newest.size <= MAX_SESSIONS) break;
		acc.newest.delete(oldest);
	}
	return session;
}

function noSession(): Omit<Session, "firstAtMs"> {
	return {
		lastAtMs: 0,
		requests: 0,
		success: 0,
		failedOver: 0,
		switches: 0,
		costUsd: 0,
		routes: new Map(),
		targets: new Map(),
		lastTarget: undefined,
		cachedTokens: 0,
	};
}

function addRequest(session: Session, request: ToldRequest): void {
	session.lastAtMs = Math.max(session.lastAtMs, request.atMs);
	session.requests += 1;
	session.costUsd += request.costUsd ?? 0;
	if (request.outcome === "success") session.success += 1;
	if (hasFailedOver(request)) session.failedOver += 1;
	countAt(session.routes, request.routeId, FEW_KEYS);
	if (request.actual) countAt(session.targets, request.actual.target, FEW_KEYS);
}

/** Compares an answer with the one before it in its session. */
function follow(acc: SessionsAcc, session: Session, request: ToldRequest, target: string): void {
	const { cacheRead = 0, cacheWrite = 0 } = request.answer?.usage ?? {};
	const { lastTarget, cachedTokens } = session;
	session.lastTarget = target;
	session.cachedTokens = cacheRead + cacheWrite;
	if (lastTarget === undefined) return;
	acc.followed += 1;
	if (lastTarget === target) return;
	const lost = Math.max(0, cachedTokens - cacheRead);
	const pair = valueAt(acc.pairs, `${lastTarget} -> ${target}`, () => ({ count: 0, cacheTokensLost: 0 }));
	pair.count += 1;
	pair.cacheTokensLost += lost;
	acc.switches += 1;
	acc.cacheTokensLost += lost;
	session.switches += 1;
	if (hasFailedOver(request)) acc.failoverSwitches += 1;
}

function describe(sessionId: string, session: Session): SessionRow {
	const { firstAtMs, lastAtMs, requests, success, failedOver, switches, costUsd, routes, targets } = session;
	return {
		sessionId,
		firstAtMs,
		lastAtMs,
		requests,
		success,
		failedOver,
		switches,
		costUsd,
		routes: mostFirst(routes),
		targets: mostFirst(targets),
	};
}
