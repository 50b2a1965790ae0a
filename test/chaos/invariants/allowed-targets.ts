import type { RouterEvent } from "../../../src/core/events.ts";
import { FAILURE_RULES } from "../../../src/core/failure.ts";
import { type Availability, availability } from "../../../src/core/resilience/availability.ts";
import type { RouterState } from "../../../src/core/state.ts";
import type { Told } from "../watched-app.ts";
import type { WatchedCall } from "../watched-call.ts";
import type { World } from "../world.ts";
import { callsOfStep, type Finding, type Invariant, storyOf } from "./invariant.ts";

type Of<T extends RouterEvent["type"]> = Extract<RouterEvent, { type: T }>;

const ofType = <T extends RouterEvent["type"]>(story: readonly Told[], type: T): (Told & { event: Of<T> })[] =>
	story.filter((told): told is Told & { event: Of<T> } => told.event.type === type);

/** May be tried at this moment, by the records alone. */
function at(state: RouterState, targetId: string, atMs: number): Availability {
	const slash = targetId.indexOf("/");
	const [provider, modelId] = [targetId.slice(0, slash), targetId.slice(slash + 1)];
	return availability(state, { id: targetId, provider, modelId, label: targetId, billing: "subscription" }, atMs);
}

/** A record in a few words. */
function brief({ type, data }: RouterEvent): string {
	const fields = data as Readonly<Record<string, unknown>>;
	const failure = fields["failure"] as { readonly kind: string } | undefined;
	const words = [type, fields["target"], fields["key"], fields["outcome"], failure?.kind, fields["fallback"]];
	const order = Array.isArray(fields["order"]) ? [`[${fields["order"].join(" ")}]`] : [];
	return [...words.filter((word) => word !== undefined), ...order].join(" ");
}

/** The story of one request, taken apart. */
class Walk {
	readonly #world: World;
	readonly #call: WatchedCall;
	readonly #story: readonly Told[];
	readonly #attempts: readonly (Told & { event: Of<"routing.attempt"> })[];
	readonly #results: readonly (Told & { event: Of<"routing.result"> })[];
	readonly #decision: (Told & { event: Of<"routing.decision"> }) | undefined;

	constructor(world: World, call: WatchedCall) {
		this.#world = world;
		this.#call = call;
		this.#story = storyOf(world, call);
		this.#attempts = ofType(this.#story, "routing.attempt");
		this.#results = ofType(this.#story, "routing.result");
		this.#decision = ofType(this.#story, "routing.decision")[0];
	}

	*findings(): Generator<Finding> {
		yield* this.#decided();
		yield* this.#ordered();
		yield* this.#ended();
		yield* this.#resting();
		yield* this.#complete();
		yield* this.requests();
	}

	#found(expected: string, seen: string): Finding {
		return { where: this.#call.id, expected, seen: `${seen}; the story: ${this.#told()}` };
	}

	#told(): string {
		return this.#story.map(({ event }) => brief(event)).join(", ");
	}

	/** Whoever is in the order may be tried by what was known when it was made. */
	*#decided(): Generator<Finding> {
		if (this.#decision === undefined || this.#decision.event.data.fallback !== undefined) return;
		const { event, before } = this.#decision;
		for (const target of event.data.order) {
			const state = at(before, target, event.atMs).kind;
			if (state !== "free" && state !== "trial")
				yield this.#found("an order of targets that may be tried", `${target} is ${state}`);
		}
	}

	/** Attempts follow the order; the same target comes twice only where its connection broke before any answer. */
	*#ordered(): Generator<Finding> {
		const order = this.#decision?.event.data.order ?? [];
		let place = -1;
		for (const [index, { event }] of this.#attempts.entries()) {
			const { target } = event.data;
			const next = order.indexOf(target);
			if (next < 0) yield this.#found(`only targets of the order ${order.join(" ")}`, `an attempt at ${target}`);
			if (next < place) yield this.#found(`attempts in the order ${order.join(" ")}`, `${target} after a later one`);
			if (next === place && !this.#isQuickRetry(index))
				yield this.#found("one attempt at each target", `another one at ${target}`);
			if (event.data.index !== index + 1)
				yield this.#found(`attempt number ${index + 1}`, `number ${event.data.index}`);
			place = Math.max(place, next);
		}
	}

	/** The same target directly before, once, refused on the way to it. */
	#isQuickRetry(index: number): boolean {
		const target = this.#attempts[index]?.event.data.target;
		const before = this.#results[index - 1]?.event.data;
		const isThird = this.#attempts[index - 2]?.event.data.target === target;
		return !isThird && before?.target === target && before?.failure?.kind === "network" && !before.committed;
	}

	/** After the commit, a success or an abort nobody else is asked. */
	*#ended(): Generator<Finding> {
		for (const [index, { event }] of this.#results.entries()) {
			const { committed, outcome, target } = event.data;
			const isEnd = committed || outcome !== "failed";
			if (isEnd && index < this.#attempts.length - 1) {
				yield this.#found(`no attempt after ${target} ended it (${outcome}, committed ${committed})`, "one more");
			}
		}
		const { abortedAtMs } = this.#call;
		const late = this.#attempts.find(({ atMs }) => abortedAtMs !== undefined && atMs > abortedAtMs);
		if (late) yield this.#found("no attempt after the user's abort", `one at ${late.event.data.target}`);
	}

	/** Nobody who rests is tried, but for what the decision says and a quick retry. */
	*#resting(): Generator<Finding> {
		if (this.#decision?.event.data.fallback === "earliest-recovery") return;
		for (const [index, attempt] of this.#attempts.entries()) {
			const { target, provider } = attempt.event.data;
			const state = at(attempt.before, target, attempt.event.atMs).kind;
			const isOwnTrial = state === "trial-taken" && this.#hasTakenTrial(provider, attempt);
			if (state === "free" || state === "trial" || isOwnTrial || this.#isQuickRetry(index)) continue;
			// While a trial is claimed from a file, time may jump and others may write; only this one wait is excused.
			if (state === "trial-taken" && this.#isDisturbed()) continue;
			if (this.#isRescue(index, attempt)) continue;
			yield this.#found("no attempt at a target that rests", `${target} is ${state}`);
		}
	}

	/** By now everybody rests: most routes then ask whoever is back first, and only one. */
	#isRescue(index: number, { before, event }: Told): boolean {
		const order = this.#decision?.event.data.order ?? [];
		return index === 0 && order.every((target) => at(before, target, event.atMs).kind !== "free");
	}

	#hasTakenTrial(provider: string, attempt: Told): boolean {
		return this.#story
			.slice(0, this.#story.indexOf(attempt))
			.some(
				({ event }) =>
					event.type === "circuit.changed" && event.data.provider === provider && event.data.to === "half-open",
			);
	}

	#isDisturbed(): boolean {
		const { deeds, step } = this.#world;
		return deeds.areClaimsDamaged || deeds.jumpedInStep === step;
	}

	/** A request gives up only when everybody was tried, rests, or cannot help. */
	*#complete(): Generator<Finding> {
		const final = ofType(this.#story, "routing.final")[0];
		if (final?.event.data.outcome !== "exhausted" || this.#decision === undefined) return;
		const tried = new Set(this.#attempts.map(({ event }) => event.data.target));
		const isRuledOut = this.#results.some(({ event }) => {
			const kind = event.data.failure?.kind;
			return kind !== undefined && FAILURE_RULES[kind].failsOver !== "yes";
		});
		if (isRuledOut || this.#world.deeds.jumpedInStep === this.#world.step) return;
		const meanwhile = this.#between(this.#decision, final);
		for (const target of this.#decision.event.data.order) {
			const isFree = meanwhile.every(({ before, event }) => at(before, target, event.atMs).kind === "free");
			if (isFree && !tried.has(target)) {
				yield this.#found("every free target of the order was tried", `${target} was not`);
			}
		}
	}

	/** Everything that the app of the request told from one record to another, whoever made it. */
	#between(first: Told, last: Told): readonly Told[] {
		const told = this.#world.apps.find((app) => app.told.includes(first))?.told ?? [];
		return told.slice(told.indexOf(first), told.indexOf(last) + 1);
	}

	/** What the stand-in saw is what was recorded. A refused or aborted attempt may never have arrived. */
	*requests(): Generator<Finding> {
		const asked = this.#world.script.said.filter(({ callId }) => callId === this.#call.id);
		const counts = Map.groupBy(asked, ({ target }) => target);
		for (const [target, requests] of counts) {
			const attempts = this.#attempts.filter(({ event }) => event.data.target === target).length;
			if (requests.length > attempts) yield this.#found(`${attempts} requests to ${target}`, `${requests.length}`);
		}
	}
}

/** Requests that belong to no call and no process. */
function strays({ script, children }: World): Finding[] {
	const marks = new Set(children.map(({ promptMark }) => promptMark));
	return script.said
		.filter(({ callId, promptMark }) => callId === undefined && !marks.has(promptMark ?? ""))
		.map(({ target }) => ({ where: target, expected: "requests of known calls and processes", seen: "one more" }));
}

/** 3: nobody is asked who must not be. */
export const allowedTargets: Invariant = {
	name: "nobody is asked who was excluded, rests, or comes after the end",
	afterStep: (world) => callsOfStep(world).flatMap((call) => [...new Walk(world, call).findings()]),
	atEnd: (world) => [...world.calls.flatMap((call) => [...new Walk(world, call).requests()]), ...strays(world)],
};
