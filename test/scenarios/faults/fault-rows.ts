import type { CooldownScope } from "../../../src/core/events.ts";
import type { FailureKind } from "../../../src/core/failure.ts";
import type { ScenarioTarget } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { CODEX_RESET_SECONDS } from "../../support/stand-in/protocols/openai-codex-responses.ts";
import type { Step } from "../../support/stand-in/step.ts";

/** The protocols the stand-in speaks, in the order in which second targets rotate. */
export const APIS: readonly ApiName[] = [
	"anthropic-messages",
	"openai-completions",
	"openai-responses",
	"google-generative-ai",
	"openai-codex-responses",
];

/** The same for every protocol, or what differs by protocol beside the rest. */
type ByApi<T> = T | PerApi<T>;
type PerApi<T> = Partial<Record<ApiName, T>> & { readonly rest: T };

/** What rests after a failure, and for how long, in seconds. */
export interface Rest {
	readonly scope: CooldownScope;
	readonly seconds: readonly [min: number, max: number];
	/** How the table in the docs says it. */
	readonly words: string;
}

/** A fault of the first target before it said anything, and what the router makes of it. */
export interface FaultRow {
	readonly name: string;
	readonly step: Step;
	/** The provider cannot be reached, so `step` is never asked for. */
	readonly unreachable?: ScenarioTarget["unreachable"];
	/** The second target is asked only if its window is larger than the first's. */
	readonly needsLargerWindow?: boolean;
	/** Absent where the versions of pi word it so differently that no one name fits. */
	readonly kind?: ByApi<FailureKind>;
	/** Absent where a first strike rests nothing. */
	readonly rest?: ByApi<Rest>;
	/** Whether the same target may be asked once more: only when the connection broke before any response. */
	readonly isQuicklyRetried?: boolean;
}

const target = (words: string, min: number, max = min): Rest => ({ scope: "target", seconds: [min, max], words });
const account = (words: string, seconds: number): Rest => ({ scope: "account", seconds: [seconds, seconds], words });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const A_MINUTE = target("1 min, growing", 60, 72);
const IN_A_SENTENCE = target("the time in the sentence", 5.9);

/** One row per fault. A hint of the provider is followed plus one second, since clocks differ. */
export const FAULT_ROWS: readonly FaultRow[] = [
	{ name: "401", step: { status: 401 }, kind: "auth", rest: account("10 min", 10 * MINUTE) },
	{ name: "402", step: { status: 402 }, kind: "balance", rest: account("30 min", 30 * MINUTE) },
	{ name: "403", step: { status: 403 }, kind: "entitlement", rest: account("12 h", 12 * HOUR) },
	{ name: "404", step: { status: 404 }, kind: "model", rest: target("12 h", 12 * HOUR) },
	{ name: "413", step: { status: 413 }, kind: "overflow", needsLargerWindow: true },
	{
		name: "429 with a time",
		step: { status: 429, retryAfterSeconds: 30 },
		kind: "rate",
		rest: target("the named time", 31),
	},
	{
		name: "429 with a date",
		// A date has whole seconds, so up to one of them is lost.
		step: () => ({ status: 429, retryAfterDate: new Date(Date.now() + 30_000) }),
		kind: "rate",
		rest: { "google-generative-ai": A_MINUTE, rest: target("the named time", 29.5, 31) },
	},
	{
		name: "429 with milliseconds",
		step: { status: 429, retryAfterMs: 12_500 },
		kind: "rate",
		// Nobody but the body can tell anything about Google, whose headers pi does not show.
		rest: { "google-generative-ai": A_MINUTE, rest: target("the named time", 13.5) },
	},
	{
		name: "429 without a header",
		step: { status: 429 },
		kind: "rate",
		// A minute plus jitter, but OpenAI's sentence has a time in it: "try again in 4.9s".
		rest: {
			"openai-completions": IN_A_SENTENCE,
			"openai-responses": IN_A_SENTENCE,
			"openai-codex-responses": IN_A_SENTENCE,
			rest: A_MINUTE,
		},
	},
	{
		name: "429 for a used-up allowance",
		step: { status: 429, variant: "quota" },
		// A plan says when its window is fresh again; credit does not come back by itself.
		kind: { "openai-codex-responses": "window", rest: "balance" },
		rest: {
			"openai-codex-responses": account("until its reset", CODEX_RESET_SECONDS + 1),
			rest: account("30 min", 30 * MINUTE),
		},
	},
	{ name: "408", step: { status: 408 }, kind: "server" },
	{ name: "500", step: { status: 500 }, kind: "server" },
	{ name: "a proxy's 502 page", step: { status: 502 }, kind: "server" },
	{ name: "503", step: { status: 503 }, kind: "overload" },
	{ name: "529", step: { status: 529 }, kind: "overload" },
	{
		name: "a refused connection",
		step: { status: 500 },
		unreachable: "refused",
		kind: "network",
		isQuicklyRetried: true,
	},
	{ name: "a host that does not exist", step: { status: 500 }, unreachable: "no-such-host", kind: "network" },
	{
		name: "a reset before headers",
		step: { fault: "resetBeforeHeaders" },
		kind: "network",
		isQuicklyRetried: true,
	},
	{ name: "no headers ever", step: { fault: "hangBeforeHeaders" }, kind: "stalled" },
	{ name: "headers and then silence", step: { fault: "headersThenSilence" }, kind: "stalled" },
	{ name: "silence before output", step: { fault: "silenceBeforeOutput" }, kind: "stalled" },
	{ name: "an empty 200", step: { fault: "empty200" }, kind: "empty" },
	{
		name: "an error frame in a 200",
		step: { fault: "errorFrame" },
		// pi-ai swallows Google's frame and reports a stream without an end.
		kind: { "anthropic-messages": "overload", "google-generative-ai": "empty", rest: "server" },
	},
	{
		name: "a web page instead of a stream",
		step: { status: 200, body: "<html><body>Welcome</body></html>" },
		kind: { "google-generative-ai": "server", rest: "empty" },
	},
	{ name: "a frame that is no JSON", step: { fault: "garbageFrame" }, kind: "server" },
	// No kind: over OpenAI's protocols pi 0.87.1 calls it a stream without an end, 1.5.2 a malformed event.
	{ name: "half a frame", step: { fault: "halfJson" } },
	{ name: "a stream dropped before output", step: { fault: "droppedBeforeOutput" }, kind: "network" },
	{ name: "a stream that ends before output", step: { fault: "endsBeforeOutput" }, kind: "empty" },
	{ name: "an answer without a word", step: { text: "" }, kind: "empty" },
	{ name: "an answer of thinking alone", step: { thinking: "hm", text: "" }, kind: "empty" },
	{ name: "a stream dropped while thinking", step: { fault: "droppedWhileThinking" }, kind: "network" },
	{ name: "a stream that ends while thinking", step: { fault: "endsWhileThinking" }, kind: "empty" },
	{ name: "silence while thinking", step: { fault: "silenceWhileThinking" }, kind: "stalled" },
];

/** Deadlines for a target that is silent anyway; one that answers must not get them, since the machine may be busy. */
export const SHORT_TIMEOUTS = { firstEventMs: 150, firstOutputMs: 300, idleMs: 150 };

/** For a target that says something first. */
export const SHORT_IDLE = { idleMs: 300 };

/** The target that fails. */
export function failingTarget({ unreachable, kind }: FaultRow, api: ApiName): ScenarioTarget {
	const fields = kind === "stalled" ? { timeouts: SHORT_TIMEOUTS } : {};
	return { id: "one/model-a", api, fields, ...(unreachable === undefined ? {} : { unreachable }) };
}

/** The target that answers. */
export function answeringTarget({ needsLargerWindow = false }: FaultRow, api: ApiName): ScenarioTarget {
	return { id: "two/model-b", api, ...(needsLargerWindow ? { model: { contextWindow: 1_000_000 } } : {}) };
}

/** What a row says for one protocol. */
export function forApi<T extends FailureKind | Rest>(value: ByApi<T>, api: ApiName): T {
	const isPerApi = (one: ByApi<T>): one is PerApi<T> => typeof one === "object" && "rest" in one;
	return isPerApi(value) ? (value[api] ?? value.rest) : value;
}
