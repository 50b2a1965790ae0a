import { readWholeLog } from "../log-file.ts";
import type { WatchedCall } from "../watched-call.ts";
import type { OpenSession, SessionMessage, World } from "../world.ts";
import { callsOfStep, type Finding, type Invariant, storyOf } from "./invariant.ts";

const isTerminal = (type: string): boolean => type === "done" || type === "error";

function* inStream(call: WatchedCall): Generator<Finding> {
	const types = call.seen.map(({ type }) => type);
	const terminals = types.filter(isTerminal);
	const starts = types.filter((type) => type === "start");
	const seen = types.filter((type, index) => type !== types[index - 1]).join(" ");
	if (terminals.length !== 1) yield { where: call.id, expected: "exactly one terminal event", seen };
	else if (!isTerminal(types.at(-1) ?? ""))
		yield { where: call.id, expected: "nothing after the terminal event", seen };
	if (starts.length > 1) yield { where: call.id, expected: "at most one start", seen };
	if (call.broke !== undefined)
		yield { where: call.id, expected: "a stream that never throws", seen: String(call.broke) };
}

function* inRecords(world: World, call: WatchedCall): Generator<Finding> {
	const types = storyOf(world, call).map(({ event }) => event.type);
	const count = (type: string) => types.filter((one) => one === type).length;
	const [decisions, finals] = [count("routing.decision"), count("routing.final")];
	const isUnrouted = decisions === 0 && finals === 0 && call.terminal?.stopReason !== "stop";
	if ((decisions === 1 && finals === 1) || isUnrouted) return;
	const expected = "one routing.decision and one routing.final, or none and an error";
	yield { where: call.id, expected, seen: `${call.terminal?.stopReason}: ${types.join(" ")}` };
}

/** pi ends a prompt itself, without a call, when the route is gone with its routes file or the user aborts at once. */
function isOfPi({ stopReason, content }: SessionMessage): boolean {
	return (stopReason === "error" || stopReason === "aborted") && content.every(({ text = "" }) => text === "");
}

function* inSession(world: World, { sdk, messages }: OpenSession): Generator<Finding> {
	const { sessionId } = sdk.session;
	const where = `session ${sessionId}`;
	const calls = callsOfStep(world).filter((call) => call.sessionId === sessionId).length;
	const told = messages.filter(({ step }) => step === world.step);
	const seen = told
		.map(({ type, message }) => (type === "start" ? "start" : `end (${message.stopReason}: ${message.errorMessage})`))
		.join(" ");
	const isPaired = told.every(({ type }, index) => type === (index % 2 === 0 ? "start" : "end"));
	if (!isPaired || told.length % 2 !== 0) yield { where, expected: "a start and an end for each message", seen };
	const ends = told.filter(({ type }) => type === "end");
	const most = calls + ends.filter(({ message }) => isOfPi(message)).length;
	if (ends.length >= calls && ends.length <= most) return;
	yield { where, expected: `one message for each of ${calls} calls`, seen };
}

/** Requests of processes, as their records tell. One that was killed may have stopped anywhere; a foreign record stands alone. */
async function inOtherProcesses(world: World): Promise<Finding[]> {
	const { apps, children, deeds, eventsFile } = world;
	const own = new Set(
		apps.flatMap(({ told }) => told.flatMap(({ event, isForeign }) => (isForeign ? [] : [event.writer]))),
	);
	if (deeds.isLogDamaged || deeds.copies.size > 0 || children.some(({ isKilled }) => isKilled)) return [];
	const log = (await readWholeLog(eventsFile)).filter(
		({ writer }) => !own.has(writer) && !writer.startsWith("foreign-"),
	);
	return [...Map.groupBy(log, ({ requestId }) => requestId)].flatMap(([requestId, events]) => {
		const types = events
			.map(({ type }) => type)
			.filter((type) => type === "routing.decision" || type === "routing.final");
		if (requestId === undefined || types.join(" ") === "routing.decision routing.final") return [];
		return [
			{ where: `request ${requestId} of a process`, expected: "one decision and one final", seen: types.join(" ") },
		];
	});
}

/** 1: every call of pi ends exactly once, in its stream, in the session and in the records. */
export const oneEnding: Invariant = {
	name: "one terminal event, at most one start, one decision and one final per request",
	afterStep: (world) => [
		...callsOfStep(world).flatMap((call) => [...inStream(call), ...inRecords(world, call)]),
		...[...world.sessions, ...world.closedSessions].flatMap((session) => [...inSession(world, session)]),
	],
	atEnd: inOtherProcesses,
};
