import type { PiVersion } from "../support/pi/pi-package.ts";
import type { ApiName } from "../support/stand-in/protocol.ts";
import type { AnswerStep, FaultName, StatusStep } from "../support/stand-in/step.ts";

/** What a target answers to one request. Texts are added when it comes: each has a mark of its own. */
export type Reply =
	| {
			readonly kind: "answer";
			readonly words: number;
			readonly thinks?: boolean;
			readonly shape?: Omit<AnswerStep, "text" | "thinking" | "toolCalls">;
	  }
	| { readonly kind: "status"; readonly step: Omit<StatusStep, "retryAfterDate">; readonly retryDateInSeconds?: number }
	| {
			readonly kind: "fault";
			readonly fault: FaultName;
			readonly speaks?: boolean;
			readonly thinks?: boolean;
			readonly chunkDelayMs?: number;
	  }
	/** An answer without a word, thinking or not. */
	| { readonly kind: "empty"; readonly thinks?: boolean };

/** A model that a stand-in serves. Its id as a target is `provider/model`. */
export interface PoolTarget {
	readonly provider: string;
	readonly modelId: string;
	readonly api: ApiName;
	readonly contextWindow: number;
	readonly hasImages: boolean;
	/** The provider's address refuses connections. */
	readonly isRefused: boolean;
}

/** What becomes of the routes file: a text to write, or nothing left of it. */
export type RoutesChange = { readonly text: string } | "removed";

/** What happens to the files of the log directory. Those with `forMs` are healed after that time. */
export type FileTrouble =
	| { readonly what: "full" | "read-only" | "log-is-a-directory"; readonly forMs: number }
	| {
			readonly what:
				| "folder-removed"
				| "claims-removed"
				| "state-garbage"
				| "log-emptied"
				| "log-halved"
				| "log-noise"
				| "log-torn"
				| "log-foreign"
				| "log-doubled";
	  };

/** One thing done in a step. */
export type Action =
	| { readonly do: "ask"; readonly session: number; readonly prompt: "short" | "long" | "image" }
	| { readonly do: "abort"; readonly session: number }
	| { readonly do: "routes"; readonly routes: RoutesChange }
	| { readonly do: "clock"; readonly ms: number }
	| { readonly do: "command"; readonly session: number; readonly text: string }
	| { readonly do: "files"; readonly trouble: FileTrouble; readonly variant: number }
	| { readonly do: "reopen"; readonly session: number }
	/** Another pi on the same home, in print mode. `killAfterMs` counts from its first request. */
	| { readonly do: "process"; readonly version: PiVersion; readonly killAfterMs?: number };

/** An action and when it begins, from the beginning of its step. */
export interface TimedAction {
	readonly atMs: number;
	readonly action: Action;
}

/** Things that overlap in time. The next step begins when all of them, and every request, have ended. */
export interface Step {
	/** What each target answers, by its id: one reply after the other, the last one for ever. */
	readonly replies: Readonly<Record<string, readonly Reply[]>>;
	readonly actions: readonly TimedAction[];
}

/** A run as data, made from its seed alone. */
export interface Schedule {
	readonly seed: number;
	readonly version: PiVersion;
	readonly pool: readonly PoolTarget[];
	/** How many sessions of pi's SDK are open in this process. */
	readonly sessions: 1 | 2;
	/** Both sessions use one model runtime. */
	readonly sharesRuntime: boolean;
	/** pi repeats a failed request itself. */
	readonly piRetries: boolean;
	readonly routes: string;
	readonly steps: readonly Step[];
}

/** A schedule of which only these steps are left, by their numbers from 1. */
export function onlySteps(schedule: Schedule, numbers: ReadonlySet<number>): Schedule {
	const empty: Step = { replies: {}, actions: [] };
	return { ...schedule, steps: schedule.steps.map((step, index) => (numbers.has(index + 1) ? step : empty)) };
}

/** A schedule to read, one line per step, as far as a step (from 1). */
export function describeSchedule(schedule: Schedule, upTo = schedule.steps.length): string {
	const { steps, pool, ...head } = schedule;
	const lines = steps.slice(0, upTo).flatMap((step, index) => (isEmpty(step) ? [] : describeStep(step, index + 1)));
	return [JSON.stringify(head), ...pool.map((target) => `   ${JSON.stringify(target)}`), ...lines].join("\n");
}

function isEmpty({ actions }: Step): boolean {
	return actions.length === 0;
}

function describeStep({ actions, replies }: Step, number: number): string[] {
	const done = actions.map(({ atMs, action: { do: name, ...rest } }) => `   +${atMs} ${name} ${JSON.stringify(rest)}`);
	const said = Object.entries(replies).map(([target, list]) => `   ${target} says ${JSON.stringify(list)}`);
	return [`step ${number}`, ...done, ...(actions.some(({ action }) => isRequest(action)) ? said : [])];
}

/** True for what makes pi send requests. */
function isRequest(action: Action): boolean {
	return action.do === "ask" || action.do === "process";
}
