import { createClock } from "../../src/adapters/node/system.ts";
import type { Clock } from "../../src/engine/ports.ts";

/** The real clock, whose time of day can be set forward and back as a user or a time server does. Timers are not moved. */
export interface JumpableClock extends Clock {
	jump(ms: number): void;
}

/** Makes a clock that shows the right time until it is moved. */
export function createJumpableClock(): JumpableClock {
	const real = createClock();
	let offsetMs = 0;
	return {
		...real,
		now: () => real.now() + offsetMs,
		jump(ms) {
			offsetMs += ms;
		},
	};
}
