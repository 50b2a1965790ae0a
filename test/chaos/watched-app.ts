import type { RouterEvent } from "../../src/core/events.ts";
import { evolve, initialState, type RouterState } from "../../src/core/state.ts";
import type { Recorder } from "../../src/engine/recorder.ts";
import { type Origin, origin } from "./watched-call.ts";

/** One fact that a recorder told, with the state from before it. */
export interface Told {
	readonly event: RouterEvent;
	/** `performance.now()`. */
	readonly atMs: number;
	/** What another process wrote. */
	readonly isForeign: boolean;
	readonly origin: Origin | undefined;
	/** The state before it, folded here and not by the recorder. */
	readonly before: RouterState;
}

/** One start of the extension, seen from its recorder. */
export interface WatchedApp {
	readonly number: number;
	readonly recorder: Recorder;
	readonly told: readonly Told[];
	/** The state as it must be: everything told, folded here in the same order. */
	state(): RouterState;
	/** It began with a saved state. */
	isRestored(): boolean;
	/** Records before this place in `told` may be missing from the log, because the schedule destroyed them. */
	requiredFrom: number;
	/** The same for what it must have read of others; infinite once the log was damaged. */
	isReadingDamaged: boolean;
	/** Records in the log when it started, which it need not tell of. */
	readonly known: ReadonlySet<string>;
	isClosed: boolean;
}

/** A record's own name. */
export function recordKey({ writer, seq }: Pick<RouterEvent, "writer" | "seq">): string {
	return `${writer}:${seq}`;
}

/** Watches a recorder from its beginning. */
export function watchApp(number: number, recorder: Recorder, known: ReadonlySet<string>): WatchedApp {
	const told: Told[] = [];
	let state = initialState;
	let isForeign = false;
	let isRestored = false;
	const { restore, absorb } = recorder;
	recorder.restore = (saved) => {
		if (saved) {
			isRestored = true;
			state = told.map(({ event }) => event).reduce(evolve, saved);
		}
		restore(saved);
	};
	recorder.absorb = (events) => {
		isForeign = true;
		absorb(events);
		isForeign = false;
	};
	recorder.subscribe((event) => {
		told.push({ event, atMs: performance.now(), isForeign, origin: origin.getStore(), before: state });
		state = evolve(state, event);
	});
	return {
		number,
		recorder,
		told,
		known,
		state: () => state,
		isRestored: () => isRestored,
		requiredFrom: 0,
		isReadingDamaged: false,
		isClosed: false,
	};
}
