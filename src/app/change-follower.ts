import type { RouterEventType } from "../core/events.ts";
import type { Clock } from "../engine/ports.ts";
import type { Recorder } from "../engine/recorder.ts";

/** What the footer tells of besides requests, which show themselves. */
const SHOWN: ReadonlySet<RouterEventType> = new Set<RouterEventType>([
	"quota.read",
	"balance.read",
	"budget.set",
	"budget.cleared",
	"setting.changed",
	"cooldown.set",
	"cooldown.cleared",
	"circuit.changed",
	"state.reset",
]);

/** Several facts come together; they are shown once. */
const SOON_MS = 100;
/** Rests end and windows reset without a word. */
const EVERY_MS = 30_000;

/** Keeps what is shown up to date between requests. */
export interface ChangeFollower {
	/** Begins, or begins anew. */
	start(): void;
	/** Ends every timer. */
	stop(): void;
}

/** What a follower is made from. `show` answers false where there is nobody to show anything to, which ends it. */
export interface FollowInput {
	readonly clock: Pick<Clock, "after">;
	readonly recorder: Pick<Recorder, "subscribe">;
	readonly show: () => boolean;
}

/** Makes the follower. Until it is started it has no timer and asks for nothing. */
export function createChangeFollower({ clock, recorder, show }: FollowInput): ChangeFollower {
	let cancel: (() => void) | undefined;
	let isSoon = false;
	const wait = (ms: number): void => {
		cancel?.();
		isSoon = ms === SOON_MS;
		cancel = clock.after(ms, () => {
			cancel = undefined;
			if (show()) wait(EVERY_MS);
		});
	};
	recorder.subscribe(({ type }) => {
		if (cancel !== undefined && !isSoon && SHOWN.has(type)) wait(SOON_MS);
	});
	return {
		start: () => wait(EVERY_MS),
		stop() {
			cancel?.();
			cancel = undefined;
		},
	};
}
