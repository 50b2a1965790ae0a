import { isDeepStrictEqual } from "node:util";
import type { RouterEvent } from "../../../src/core/events.ts";
import { decodeEvent, encodeEvent } from "../../../src/core/log/event-codec.ts";
import { toSnapshot } from "../../../src/core/log/state-snapshot.ts";
import { evolve, initialState, type RouterState } from "../../../src/core/state.ts";
import { becomesTrue, readWholeLog } from "../log-file.ts";
import { recordKey, type WatchedApp } from "../watched-app.ts";
import type { World } from "../world.ts";
import type { Finding, Invariant } from "./invariant.ts";

/** The poll finds within half a second what no watcher told; the rest is for a busy machine. */
const CATCH_UP_MS = 20_000;

const brief = (events: readonly RouterEvent[]): string =>
	`${events.length}: ${events
		.slice(0, 4)
		.map((event) => encodeEvent(event).slice(0, 160))
		.join(" | ")}`;

/** The recorder folds what it tells, in that order and nothing else. */
function foldOf({ number, recorder, state }: WatchedApp): Finding[] {
	const [live, folded] = [recorder.state(), state()];
	if (isDeepStrictEqual(live, folded)) return [];
	return [{ where: `app ${number}`, expected: `the fold of what it told: ${show(folded)}`, seen: show(live) }];
}

function show(state: unknown): string {
	return JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value));
}

function counted(events: readonly RouterEvent[]): Map<string, RouterEvent[]> {
	return Map.groupBy(events, recordKey);
}

/** A record as it comes back out of a file. */
function fromFile(event: RouterEvent): unknown {
	const decoded = decodeEvent(encodeEvent(event));
	return decoded.kind === "event" ? decoded.event : undefined;
}

/** Own records are in the log: each once, in order, and as they were told. */
function* written(world: World, app: WatchedApp, log: readonly RouterEvent[]): Generator<Finding> {
	const where = `app ${app.number}, the log`;
	const inLog = counted(log);
	const own = app.told.filter(({ isForeign }) => !isForeign);
	const required = app.told.slice(app.requiredFrom).filter(({ isForeign }) => !isForeign);
	const missing = required.filter(({ event }) => !inLog.has(recordKey(event))).map(({ event }) => event);
	if (missing.length > 0) yield { where, expected: "every record", seen: `missing ${brief(missing)}` };
	const { copies, isLogDamaged } = world.deeds;
	for (const { event } of own) {
		const found = inLog.get(recordKey(event)) ?? [];
		const most = 1 + (copies.get(recordKey(event)) ?? 0);
		if (found.length > most)
			yield { where, expected: `${recordKey(event)} ${most} times`, seen: `${found.length} times` };
		if (found[0] && !isDeepStrictEqual(found[0], fromFile(event))) {
			yield { where, expected: encodeEvent(event), seen: encodeEvent(found[0]) };
		}
	}
	const writer = own[0]?.event.writer;
	const seqs = [...inLog.values()].flatMap(([event]) => (event?.writer === writer && event ? [event.seq] : []));
	const isSorted = seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0));
	if (!isSorted && !isLogDamaged)
		yield { where, expected: "records in the order in which they were made", seen: seqs.join(" ") };
}

/** Foreign records that are in the log, and that an app has not told as often. */
function unread(app: WatchedApp, log: readonly RouterEvent[]): RouterEvent[] {
	const own = new Set(app.told.flatMap(({ event, isForeign }) => (isForeign ? [] : [event.writer])));
	const told = counted(app.told.flatMap(({ event, isForeign }) => (isForeign ? [event] : [])));
	return [...counted(log)].flatMap(([key, events]) => {
		const [first] = events;
		const isOther = first !== undefined && !own.has(first.writer) && !app.known.has(key);
		return isOther && (told.get(key)?.length ?? 0) < events.length ? [first] : [];
	});
}

/** Nothing is read twice, and nothing that nobody wrote. */
function* read(app: WatchedApp, log: readonly RouterEvent[]): Generator<Finding> {
	const where = `app ${app.number}, what others wrote`;
	const inLog = counted(log);
	const told = counted(app.told.flatMap(({ event, isForeign }) => (isForeign ? [event] : [])));
	const tooOften = [...told.values()].flatMap((events) => {
		const [first] = events;
		return first && events.length > (inLog.get(recordKey(first))?.length ?? 0) ? [first] : [];
	});
	if (tooOften.length > 0)
		yield { where, expected: "each record as often as it is in the log", seen: `more often ${brief(tooOften)}` };
	const missing = unread(app, log);
	if (missing.length > 0) yield { where, expected: "every record of others", seen: `not read ${brief(missing)}` };
}

/** What outlives a restart, without what depends on the moment of asking. */
function lasting(state: RouterState, nowMs: number): unknown {
	const { cooldowns, circuits, strikes, latencies, resetAtMs } = toSnapshot(state, nowMs);
	const counts = Object.entries(strikes).map(([key, value]) => [key, { ...(value as object), requestId: undefined }]);
	return JSON.parse(JSON.stringify({ cooldowns, circuits, strikes: Object.fromEntries(counts), latencies, resetAtMs }));
}

const everything = (state: RouterState): unknown => state;

/** When each rest ends and how each circuit stands: the same whoever's records came first. */
function regardless(state: RouterState, nowMs: number): unknown {
	const rests = [...state.cooldowns]
		.filter(([, { untilMs }]) => untilMs > nowMs)
		.map(([key, { untilMs }]) => [key, untilMs]);
	// A closed circuit is not saved.
	const open = [...state.circuits].filter(([, { kind }]) => kind !== "closed");
	const circuits = open.map(([key, { kind, untilMs }]) => [key, kind, untilMs]);
	return { rests: rests.sort(), circuits: circuits.sort(), resetAtMs: state.resetAtMs };
}

/**
 * The whole log, folded from nothing in the order of its lines, against the live state. With one writer the order is that
 * in which the live state was made, so all of it must be equal (after a restart: all that is saved). With several, averages,
 * strikes and sessions depend on the order in which each process heard of the others, so rests and circuits are compared;
 * and not even those where the time of day was moved, since a rest is dropped when a later record shows that it is over.
 */
function* folded(world: World, app: WatchedApp, log: readonly RouterEvent[]): Generator<Finding> {
	const { hasJumped, hasOtherWriters, copies } = world.deeds;
	const state = log.reduce(evolve, initialState);
	const nowMs = world.clock.now();
	const isAlone = !hasOtherWriters && copies.size === 0;
	const compare = !isAlone ? regardless : world.apps.length === 1 ? everything : lasting;
	if (hasJumped && compare !== everything) return;
	const [expected, seen] = [compare(state, nowMs), compare(app.recorder.state(), nowMs)];
	if (isDeepStrictEqual(expected, seen)) return;
	yield { where: `app ${app.number}, ${compare.name}`, expected: show(expected), seen: show(seen) };
}

/** The log at a moment when everything that was told is in it: a routes file is read, and recorded, when it likes. */
async function settledLog(world: World): Promise<readonly RouterEvent[]> {
	const open = world.apps.filter(({ isClosed }) => !isClosed);
	const toldCount = () => world.apps.reduce((sum, { told }) => sum + told.length, 0);
	let log: readonly RouterEvent[] = [];
	await becomesTrue(async () => {
		const before = toldCount();
		await Promise.all(open.map(({ recorder }) => recorder.flush()));
		log = await readWholeLog(world.eventsFile);
		const isRead = world.deeds.isLogDamaged || open.every((app) => unread(app, log).length === 0);
		return isRead && toldCount() === before;
	}, CATCH_UP_MS);
	return log;
}

async function compareAll(world: World): Promise<Finding[]> {
	const log = await settledLog(world);
	const apps = world.apps.filter(({ told }) => told.length > 0);
	const open = apps.filter(({ isClosed }) => !isClosed);
	return [
		...apps.flatMap((app) => [...written(world, app, log)]),
		...(world.deeds.isLogDamaged ? [] : open.flatMap((app) => [...read(app, log), ...folded(world, app, log)])),
	];
}

/** Looking at something never records anything. */
function looked({ apps }: World): Finding[] {
	return apps.flatMap(({ told }) =>
		told.flatMap(({ event, origin }) =>
			origin !== undefined && "look" in origin
				? [{ where: `/auto-router ${origin.look}`, expected: "a look that changes nothing", seen: encodeEvent(event) }]
				: [],
		),
	);
}

/** 4: the log on disk and the state in memory are made from the same facts. */
export const logMatchesState: Invariant = {
	name: "the fold of the log is the live state",
	afterStep: (world) => [...world.apps.flatMap(foldOf), ...looked(world)],
	atEnd: compareAll,
};
