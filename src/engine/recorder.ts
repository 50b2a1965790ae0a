import type { Fact, RouterEvent } from "../core/events.ts";
import { withoutSecrets } from "../core/log/without-secrets.ts";
import { evolve, initialState, type RouterState } from "../core/state.ts";
import type { EventLog } from "./ports.ts";

/** Hears of every event, own and foreign, after the state contains it. */
export type EventListener = (event: RouterEvent) => void;

/** The only writer: holds the one variable with router state. */
export interface Recorder {
	state(): RouterState;
	/** Evolves the state at once and queues the event for the log. */
	record(fact: Fact): void;
	/** Starts from a saved state, or from none; called once. What was recorded before it was read comes on top. */
	restore(saved: RouterState | undefined): void;
	/** Folds in what other processes wrote. */
	absorb(events: readonly RouterEvent[]): void;
	/** Calls back for every event from now on; returns the way to stop. */
	subscribe(listener: EventListener): () => void;
	/** Number of our newest record; 0 before the first. */
	lastSeq(): number;
	flush(): Promise<void>;
}

/** What a recorder is made from. `writer` is the id of this process's start. */
export interface RecorderInput {
	readonly log: EventLog;
	readonly writer: string;
	/** Hears of a listener that threw, which must not end the request whose fact it was told. */
	readonly onBug: (error: unknown) => void;
}

/** Makes the recorder, with the state before any event. */
export function createRecorder({ log, writer, onBug }: RecorderInput): Recorder {
	let state = initialState;
	let seq = 0;
	/** Own records until the saved state is there: a slow disk may let requests go first. */
	let early: RouterEvent[] | undefined = [];
	const listeners = new Set<EventListener>();
	const apply = (event: RouterEvent): void => {
		state = evolve(state, event);
		for (const listener of listeners) {
			try {
				listener(event);
			} catch (error) {
				onBug(error);
			}
		}
	};
	return {
		state: () => state,
		record(fact) {
			seq += 1;
			const event: RouterEvent = { ...withoutSecrets(fact), writer, seq };
			early?.push(event);
			log.append([event]);
			apply(event);
		},
		restore(saved) {
			if (saved) state = (early ?? []).reduce(evolve, saved);
			early = undefined;
		},
		absorb(events) {
			for (const event of events) apply(event);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		lastSeq: () => seq,
		flush: () => log.flush(),
	};
}
