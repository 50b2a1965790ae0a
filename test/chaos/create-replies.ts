import type { FaultName } from "../support/stand-in/step.ts";
import type { PoolTarget, Reply } from "./schedule.ts";
import type { Seeded } from "./seeded.ts";

/**
 * Every fault a stand-in can play, by how often it comes; the compiler finds one that is missing. What breaks in the middle of
 * an answer comes most: that is where a failover can go wrong.
 */
const FAULTS = Object.entries({
	resetBeforeHeaders: 2,
	hangBeforeHeaders: 1,
	headersThenSilence: 1,
	empty200: 1,
	errorFrame: 1,
	errorFrameAfterText: 3,
	droppedBeforeOutput: 1,
	endsBeforeOutput: 1,
	silenceBeforeOutput: 1,
	droppedAfterText: 3,
	endsAfterText: 3,
	silenceAfterText: 2,
	droppedWhileThinking: 6,
	endsWhileThinking: 6,
	silenceWhileThinking: 3,
	garbageFrame: 2,
	halfJson: 2,
} satisfies Record<FaultName, number>).map(([name, weight]) => [weight, name as FaultName] as const);

/** Those that rest a target for a short time, or not at all, come more often, so that something is left to ask. */
const STATUSES = [
	[3, 408],
	[6, 429],
	[5, 500],
	[4, 502],
	[4, 503],
	[4, 504],
	[6, 529],
	[3, 400],
	[2, 413],
	[1, 401],
	[6, 402],
	[1, 403],
	[1, 404],
] as const;

/** What every target of a pool answers in one step. Now and then an account or a provider fails as a whole. */
export function createReplies(seeded: Seeded, pool: readonly PoolTarget[]): Record<string, Reply[]> {
	const failing = seeded.chance(0.25) ? seeded.pick(pool).provider : undefined;
	const status = seeded.pick([402, 402, 401, 503]);
	return Object.fromEntries(
		pool.map(({ provider, modelId }) => [
			`${provider}/${modelId}`,
			provider === failing
				? [{ kind: "status", step: { status } }]
				: Array.from({ length: seeded.between(1, 3) }, () => createReply(seeded)),
		]),
	);
}

function createReply(seeded: Seeded): Reply {
	const kind = seeded.weighted([
		[35, "answer"],
		[25, "status"],
		[37, "fault"],
		[3, "empty"],
	] as const);
	switch (kind) {
		case "answer":
			return createAnswer(seeded);
		case "status":
			return createStatus(seeded);
		case "empty":
			return { kind, ...(seeded.chance(0.5) ? { thinks: true } : {}) };
		case "fault":
			return {
				kind,
				fault: seeded.weighted(FAULTS),
				...(seeded.chance(0.5) ? { speaks: true } : {}),
				...(seeded.chance(0.5) ? { thinks: true } : {}),
				...(seeded.chance(0.4) ? { chunkDelayMs: seeded.between(1, 40) } : {}),
			};
	}
}

function createAnswer(seeded: Seeded): Reply {
	const shape = {
		...(seeded.chance(0.4) ? { chunkDelayMs: seeded.between(1, 40) } : {}),
		...(seeded.chance(0.2) ? { headersDelayMs: seeded.between(1, 150) } : {}),
		...(seeded.chance(0.2) ? { firstOutputDelayMs: seeded.between(1, 150) } : {}),
		...(seeded.chance(0.1) ? { finish: seeded.pick(["length", "filter"] as const) } : {}),
		...(seeded.chance(0.3) ? { chunks: seeded.between(1, 30) } : {}),
	};
	return { kind: "answer", words: seeded.between(1, 30), ...(seeded.chance(0.4) ? { thinks: true } : {}), shape };
}

function createStatus(seeded: Seeded): Reply {
	const status = seeded.weighted(STATUSES);
	const variant = seeded.chance(0.2) ? { variant: seeded.pick(["html", "text", "empty"] as const) } : {};
	const isQuota = status === 429 && seeded.chance(0.2);
	const hint = seeded.weighted([
		[6, {}],
		[2, { retryAfterSeconds: seeded.pick([0, 1, 30, 7_200]) }],
		[1, { retryAfterMs: seeded.pick([1, 900, 30_000]) }],
	]);
	const date = seeded.chance(0.1) ? { retryDateInSeconds: seeded.pick([-60, 5, 3_600]) } : {};
	return { kind: "status", step: { status, ...variant, ...(isQuota ? { variant: "quota" } : {}), ...hint }, ...date };
}
