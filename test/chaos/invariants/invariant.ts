import type { Told } from "../watched-app.ts";
import type { WatchedCall } from "../watched-call.ts";
import type { World } from "../world.ts";

/** Something that is not as it must be. */
export interface Finding {
	/** Which call, process or file. */
	readonly where: string;
	readonly expected: string;
	readonly seen: string;
}

/** Something that must hold whatever happens. */
export interface Invariant {
	readonly name: string;
	/** Asked when everything that a step began has ended. */
	afterStep?(world: World): readonly Finding[] | Promise<readonly Finding[]>;
	/** Asked after the last step, while the sessions are open still. */
	atEnd?(world: World): readonly Finding[] | Promise<readonly Finding[]>;
}

/** The calls that began in the present step. */
export function callsOfStep({ calls, step }: World): readonly WatchedCall[] {
	return calls.filter((call) => call.step === step);
}

/** What was recorded for a call, in order. */
export function storyOf({ apps }: World, call: WatchedCall): readonly Told[] {
	return apps.flatMap(({ told }) =>
		told.filter(
			({ origin, isForeign }) => !isForeign && origin !== undefined && "call" in origin && origin.call === call,
		),
	);
}
