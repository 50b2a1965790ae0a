import type { Standing } from "../core/accounting/standing.ts";
import type { PolicyRule } from "../core/config/rule-schema.ts";
import type { Modes, Snapshot } from "../core/decide/stage.ts";
import { type EnvironmentModes, modeState } from "../core/modes.ts";
import { rulesOf } from "../core/policy/evaluate.ts";
import type { Route, Target } from "../core/route.ts";
import type { RouterState } from "../core/state.ts";
import type { ConfigHolder } from "./config-holder.ts";
import { createStandings, type StandingsMoment } from "./money/standings.ts";
import type { Clock } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

/** Takes what a decision on a route may depend on; `targets` are those that it is about, without it the route's own. */
export type TakeSnapshot = (route: Route, targets?: readonly Target[]) => Snapshot;

/** What snapshots are taken of. */
export interface SnapshotInput {
	readonly clock: Pick<Clock, "now">;
	readonly recorder: Pick<Recorder, "state">;
	readonly config: Pick<ConfigHolder, "state">;
	readonly environment: EnvironmentModes;
	/** IANA zone of the machine, for a routes file that names none. */
	readonly machineZone: () => string;
}

/** One moment of a running router. */
class TakenSnapshot implements Snapshot {
	readonly nowMs: number;
	readonly state: RouterState;
	readonly rules: readonly PolicyRule[];
	readonly standings: ReadonlyMap<string, Standing>;
	readonly modes: Modes;
	readonly #zone: () => string;

	constructor(input: SnapshotInput, route: Route, standingsOf: (moment: StandingsMoment) => Snapshot["standings"]) {
		const { clock, recorder, config, environment, machineZone } = input;
		const { config: current } = config.state();
		this.nowMs = clock.now();
		this.state = recorder.state();
		this.rules = rulesOf(current, route);
		this.modes = {
			isShadow: modeState("shadow", environment, this.state).isOn,
			isHard: modeState("hard", environment, this.state).isOn,
			blocksCritical: current.uvi.onCritical === "block",
		};
		this.#zone = () => current.timeZone ?? machineZone();
		this.standings = standingsOf({
			config: current,
			accounting: this.state.accounting,
			isUviOn: modeState("uvi", environment, this.state).isOn,
			nowMs: this.nowMs,
			timeZone: this.#zone,
		});
	}

	/** Asked for by few rules, and the first answer takes longer than a whole decision. */
	get timeZone(): string {
		return this.#zone();
	}
}

/** Makes the taker of snapshots. */
export function createSnapshots(input: SnapshotInput): TakeSnapshot {
	const take = createStandings();
	return (route, targets = route.targets) => new TakenSnapshot(input, route, (moment) => take(targets, moment));
}
