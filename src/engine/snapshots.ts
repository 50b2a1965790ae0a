import type { Snapshot } from "../core/decide/stage.ts";
import { type EnvironmentModes, modeState } from "../core/modes.ts";
import { rulesOf } from "../core/policy/evaluate.ts";
import type { Route } from "../core/route.ts";
import type { ConfigHolder } from "./config-holder.ts";
import type { Clock } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

/** Takes what a decision on a route may depend on. */
export type TakeSnapshot = (route: Route) => Snapshot;

/** What snapshots are taken of. */
export interface SnapshotInput {
	readonly clock: Pick<Clock, "now">;
	readonly recorder: Pick<Recorder, "state">;
	readonly config: Pick<ConfigHolder, "state">;
	readonly environment: EnvironmentModes;
	/** IANA zone of the machine, for a routes file that names none. */
	readonly machineZone: () => string;
}

/** Makes the taker of snapshots. */
export function createSnapshots({ clock, recorder, config, environment, machineZone }: SnapshotInput): TakeSnapshot {
	return (route) => {
		const state = recorder.state();
		const { config: current } = config.state();
		return {
			nowMs: clock.now(),
			state,
			rules: rulesOf(current, route),
			// Asked for by few rules, and the first answer takes longer than a whole decision.
			get timeZone() {
				return current.timeZone ?? machineZone();
			},
			standings: new Map(),
			modes: {
				isShadow: modeState("shadow", environment, state).isOn,
				isHard: environment.hard ?? false,
				blocksCritical: current.uvi.onCritical === "block",
			},
		};
	};
}
