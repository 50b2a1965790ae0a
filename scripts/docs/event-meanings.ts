/** What a type of record says, and when it is written. */
export const TYPE_MEANINGS: Readonly<Record<string, string>> = {
	"routing.decision": "Once for each request, before anybody is asked, also when nobody is left to ask.",
	"routing.attempt": "A target is about to be asked.",
	"routing.result": "An attempt is over. The sum of `usage` over all of them is what `auto-router.stats.json` tells.",
	"routing.final":
		"Once for each request, at its end. A process that was killed leaves requests without one: they count as aborted.",
	"routing.feedback": "An answer was rated.",
	"cooldown.set": "Something rests: it is passed over until a time.",
	"cooldown.cleared": "A rest has ended before its time.",
	"circuit.changed": "A provider was cut off after several failures, gets a trial, or is back.",
	"budget.set": "A limit was set by command. Limits of the routes file are not recorded.",
	"budget.cleared": "A limit that was set by command was taken back.",
	"quota.read": "An account's plan was read, or could not be read.",
	"balance.read": "An account's prepaid credit was read, or could not be read.",
	"state.imported":
		"Spend was taken over from files of the earlier extension, or from `auto-router.stats.json` after the log was lost.",
	"config.loaded": "The routes file was read.",
	"setting.changed": "A mode was switched by command.",
	"state.reset":
		"`/auto-router reset`: cooldowns, circuits, history, latency and ratings are empty from here on; spend and limits are not.",
};

/** What a field means wherever it occurs, by the last part of its name. Docstrings in the code come before these. */
const ANYWHERE: Readonly<Record<string, string>> = {
	account: "The account, where it is not the provider itself.",
	billing: "How the target is paid for.",
	code: "The provider's own code or type of error.",
	costUsd: "US dollars as pi works them out from the catalog's prices; absent where it cannot.",
	error: "Why the reading failed, in a sentence.",
	failures: "Counted failures so far.",
	index: "Which attempt of the request, from 1.",
	kind: "What kind of failure it was.",
	label: "Name of the target as it is shown.",
	latencyMs: "Milliseconds from the beginning to the end.",
	modelId: "Model id in pi.",
	ok: "Whether the reading succeeded.",
	period: "The day or the month of the limit.",
	provider: "Provider id in pi.",
	scope: "How much of the provider it is about.",
	target: "Id of the target: `provider/modelId`, and `@account` behind it where another login pays.",
	ttftMs: "Milliseconds to the first output: a text or a tool call.",
};

/** What a field means, by type and name, where the last part of the name does not say it. */
const IN_ITS_PLACE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	"routing.decision": {
		phase: "What decided: a shortcut, a policy rule, the defaults, or shadow mode.",
		tier: "Class of work that the request is routed for.",
		facts: "What the decision knew of the request.",
		"facts.intent": "What the prompt seems to want.",
		"facts.intentConfidence": "0 to 1; 0 means not classified.",
		"facts.subtask": "Kind of coding work.",
		"facts.shortcuts": "`@` words at the front of the prompt, without the `@`.",
		"facts.estimatedTokens": "Tokens that will be sent, as estimated.",
		"facts.hasImages": "An image is in what will be sent.",
		"facts.isFollowUp": "The prompt goes on with the turn before.",
		"facts.isRepair": "The prompt says that something went wrong.",
		"facts.testOutcome": "How the newest test run of the conversation ended.",
		"facts.buildOutcome": "How the newest build of the conversation ended.",
		"facts.reason": "Why pi asks; `direct` is anything outside the agent loop, such as a summary.",
		"facts.promptHash": "Keyed hash: equal for equal prompts of one installation.",
		"facts.promptChars": "Length of the prompt in characters.",
		"facts.prompt": "The prompt, at most 4,000 characters, where `settings.logPrompts` is on.",
		candidates: "Up to twenty targets as the pipeline judged them, best first, then those that it removed.",
		"candidates[].configRank": "Place in the routes file, from 0.",
		"candidates[].finalRank": "Place in the order, from 0; absent where it was removed.",
		"candidates[].status": "First in the order, further down, or removed.",
		"candidates[].stage": "Which step of the pipeline removed it.",
		"candidates[].code": "Why it was removed.",
		"candidates[].detail": "Why it was removed, or stands where it stands, in words.",
		"candidates[].bucket": "Part of the order by its plan's pace.",
		"candidates[].ttftMs": "Usual milliseconds to its first output.",
		"candidates[].uvi": "Utilization velocity index of the window that decides.",
		"candidates[].uviStatus": "What that index comes to.",
		rules: "Every policy rule of the route, and what became of it.",
		"rules[].name": "Name of the rule.",
		"rules[].matched": "Whether it applied.",
		"rules[].why": "What held, or the first condition that did not.",
		fallback: "How the request was rescued when everything was removed.",
		"shadow.would": "What the pipeline would have tried.",
		"shadow.did": "What was tried.",
		decideUs: "Microseconds that the decision took.",
	},
	"routing.result": {
		outcome: "How the attempt ended.",
		committed: "Something of its answer was shown for good, so that nobody else could take over.",
		usage: "Tokens and cost; absent where nothing is known to have been used.",
		"usage.input": "Tokens sent, without those from or into a prompt cache.",
		"usage.output": "Tokens received, thinking included.",
		"usage.cacheRead": "Tokens read from a prompt cache.",
		"usage.cacheWrite": "Tokens written into a prompt cache.",
		"usage.estimated": "The provider reported nothing; the figures are an estimate.",
		failure: "What went wrong; present where the outcome is `failed`.",
		"failure.status": "HTTP status, where one was seen.",
		"failure.message": "At most 500 characters, without credentials and without the prompt.",
		"failure.retryAt": "When the provider says it can be asked again, ISO 8601.",
		"failure.family": "The model family that the provider named, where only that is affected.",
		"failure.source": "Where the evidence was found.",
	},
	"routing.final": {
		outcome: "How the request ended: answered, nobody left, ended by a refusal, or stopped by the user.",
		target: "Who answered, or ended it.",
		attempts: "How many attempts it took.",
		failedOver: "Somebody failed, and somebody else answered.",
	},
	"routing.feedback": {
		rating: "What the user thought of the answer.",
		reason: "Why, in the user's words, without credentials.",
		tags: "Words of the user, without credentials.",
		ratedRequestId: "The request whose answer was rated.",
	},
	"cooldown.set": {
		key: "What rests: a target's id, `provider/family`, or an account.",
		until: "When it may be asked again, ISO 8601.",
		reason: "Why, in a sentence.",
	},
	"cooldown.cleared": { key: "What rested.", reason: "Why it is over, in a sentence." },
	"circuit.changed": { from: "State before.", to: "State from now on." },
	"budget.set": {
		limitUsd: "US dollars.",
		hard: "A hard limit is final; a soft one gives way when nobody else is left.",
	},
	"quota.read": {
		windows: "What the answer named. Headers name some windows, the endpoint all.",
		"windows[].id": "Name of the window: its length, and the model family behind a colon.",
		"windows[].resetsAt": "When the window begins anew, ISO 8601; absent where it is not known.",
		"windows[].windowSeconds": "Length of the window; absent where it is not known.",
		source: "`endpoint` or `headers`.",
		plan: "Name of the plan, where the vendor says it.",
	},
	"balance.read": {
		currency: "Of the amount, such as USD.",
		amount: "What is left; absent where it could not be read.",
	},
	"state.imported": {
		spend: "Spend by period and provider.",
		"spend[].period": "A day, such as `2026-03-14`, or a month of which no more is known.",
		"spend[].inputTokens": "Tokens sent.",
		"spend[].outputTokens": "Tokens received.",
		"spend[].cacheReadTokens": "Tokens read from a prompt cache.",
		"spend[].cacheWriteTokens": "Tokens written into a prompt cache.",
		"spend[].costUsd": "US dollars.",
	},
	"config.loaded": {
		path: "The routes file.",
		routes: "How many routes there are.",
		problems: "How many problems it has.",
	},
	"setting.changed": { key: "`shadow`, `uvi` or `hard`.", value: "On or off." },
};

/** What a field means; empty where nobody has said it. */
export function meaningOf(type: string, path: string, doc: string): string {
	const last = path.split(".").at(-1) ?? path;
	return IN_ITS_PLACE[type]?.[path] ?? (doc || (ANYWHERE[last] ?? ""));
}

/** The names that somebody has written a meaning for, by type. */
export const WRITTEN_MEANINGS = IN_ITS_PLACE;
