import type { Timeouts } from "../../core/route.ts";
import type { Clock } from "../ports.ts";

/** Which deadline passed, and how long it was. */
export interface Stall {
	readonly deadline: keyof Timeouts;
	readonly limitMs: number;
}

/** Watches one attempt for silence. */
export interface StallWatch {
	/** Something arrived: bytes or an event. */
	onActivity(): void;
	/** The first output was shown; from now on only silence counts. */
	onOutput(): void;
	/** Ends the watch; no timer is left. */
	stop(): void;
}

/**
 * Starts watching. A target that waits for nothing real must not let the process end in the middle of a request, so the
 * timer keeps it alive. One timer, set again only when it fires or when a deadline may have come nearer,
 * so that an event costs no more than reading the clock.
 */
export function watchForStall(clock: Clock, timeouts: Timeouts, onStall: (stall: Stall) => void): StallWatch {
	const calledAt = clock.monotonicMs();
	let lastActivity: number | undefined;
	let hasOutput = false;
	let isStopped = false;
	let cancel: () => void = () => undefined;

	const nextDeadline = (): { stall: Stall; at: number } => {
		const limit = (deadline: keyof Timeouts, since: number) => ({
			stall: { deadline, limitMs: timeouts[deadline] },
			at: since + timeouts[deadline],
		});
		const firstOutput = limit("firstOutputMs", calledAt);
		const silence = lastActivity === undefined ? limit("firstEventMs", calledAt) : limit("idleMs", lastActivity);
		return hasOutput || silence.at <= firstOutput.at ? silence : firstOutput;
	};
	const arm = (): void => {
		cancel();
		const next = nextDeadline();
		const left = next.at - clock.monotonicMs();
		cancel = left <= 0 ? () => undefined : clock.after(left, arm, { keepsAlive: true });
		if (left <= 0) onStall(next.stall);
	};
	arm();
	return {
		onActivity() {
			const isFirst = lastActivity === undefined;
			lastActivity = clock.monotonicMs();
			// Bytes may still arrive for a target that was given up.
			if (isFirst && !isStopped) arm();
		},
		onOutput() {
			hasOutput = true;
		},
		stop() {
			isStopped = true;
			cancel();
		},
	};
}
