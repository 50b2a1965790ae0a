import type {
	BalanceReadData,
	BudgetClearedData,
	BudgetSetData,
	ImportedSpend,
	QuotaReadData,
	QuotaWindowRecord,
	StateImportedData,
} from "../accounting/accounting-events.ts";
import { BUDGET_PERIODS } from "../accounting/budget-period.ts";
import {
	type AttemptData,
	type CandidateRecord,
	type CircuitChangedData,
	type ConfigLoadedData,
	type CooldownClearedData,
	type CooldownSetData,
	type DecisionData,
	type FailureRecord,
	type FeedbackData,
	FINAL_OUTCOMES,
	type FinalData,
	type ResultData,
	type RouterEventType,
	type RuleRecord,
	type SettingChangedData,
	type TargetRef,
	type UsageRecord,
} from "../events.ts";
import { FAILURE_KINDS } from "../failure.ts";

type Check = (value: unknown) => boolean;
/** Naming every field of `T` is what makes a new field in events.ts fail here until it has a check. */
type Fields<T> = { readonly [K in keyof T]-?: Check };

const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isFlag: Check = (value) => typeof value === "boolean";
const isMoment: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));

const optional =
	(check: Check): Check =>
	(value) =>
		value === undefined || check(value);
const oneOf =
	(values: readonly string[]): Check =>
	(value) =>
		typeof value === "string" && values.includes(value);
const listOf =
	(check: Check): Check =>
	(value) =>
		Array.isArray(value) && value.every(check);
const mapOf =
	(check: Check): Check =>
	(value) =>
		isRecord(value) && Object.values(value).every(check);
const shape = <T>(fields: Fields<T>): Check => {
	const entries = Object.entries<Check>(fields);
	return (value) => isRecord(value) && entries.every(([name, check]) => check(value[name]));
};

/** True for a JSON object (not an array, not null). */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

const targetRef: Fields<TargetRef> = { target: isText, provider: isText, modelId: isText, label: isText };
const attempt: Fields<AttemptData> = { ...targetRef, index: isNumber };
const isPeriod = oneOf(BUDGET_PERIODS);
/** Sums are made of them, and one that is not there or negative would spoil all. */
const isAmount: Check = (value) => isNumber(value) && (value as number) >= 0;
const isDay: Check = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);

const isQuotaWindow = shape<QuotaWindowRecord>({
	id: isText,
	usedPercent: isAmount,
	resetsAt: optional(isMoment),
	windowSeconds: optional(isAmount),
	model: optional(isText),
	critical: optional(isFlag),
});

const isImportedSpend = shape<ImportedSpend>({
	period: (value) => typeof value === "string" && /^\d{4}-\d\d(?:-\d\d)?$/.test(value),
	provider: isText,
	inputTokens: isAmount,
	outputTokens: isAmount,
	cacheReadTokens: optional(isAmount),
	cacheWriteTokens: optional(isAmount),
	costUsd: isAmount,
});

const isCooldownScope = oneOf(["target", "family", "account"]);
const isCircuitName = oneOf(["closed", "open", "half-open"]);

const isUsage = shape<UsageRecord>({
	input: isNumber,
	output: isNumber,
	cacheRead: isNumber,
	cacheWrite: isNumber,
	costUsd: optional(isNumber),
	estimated: optional(isFlag),
});

const isFailure = shape<FailureRecord>({
	kind: oneOf(FAILURE_KINDS),
	scope: isText,
	status: optional(isNumber),
	code: optional(isText),
	message: isText,
	retryAt: optional(isMoment),
	family: optional(isText),
	requestTokens: optional(isNumber),
	source: isText,
});

const isCandidate = shape<CandidateRecord>({
	...targetRef,
	billing: isText,
	configRank: isNumber,
	finalRank: optional(isNumber),
	status: isText,
	stage: optional(isText),
	code: optional(isText),
	detail: optional(isText),
	bucket: optional(isText),
	ttftMs: optional(isNumber),
	expectedCostUsd: optional(isNumber),
	uvi: optional(isNumber),
	uviStatus: optional(isText),
	budgetWarning: optional(isText),
});

const isFacts = shape<DecisionData["facts"]>({
	intent: isText,
	intentConfidence: isNumber,
	subtask: optional(isText),
	pin: optional(isText),
	maxCostUsd: optional(isNumber),
	testOutcome: optional(isText),
	buildOutcome: optional(isText),
	shortcuts: listOf(isText),
	estimatedTokens: isNumber,
	hasImages: isFlag,
	isFollowUp: isFlag,
	isRepair: isFlag,
	reason: isText,
	promptHash: isText,
	promptChars: isNumber,
	prompt: optional(isText),
});

/**
 * What the data of each record type must look like before it may reach the fold. Words that only describe (tier,
 * stage, rejection code, …) may be any text, so that a release which adds one stays readable; words that something
 * looks up (failure kind, circuit state, outcome, cooldown scope) must be known.
 */
export const EVENT_SHAPES: { readonly [T in RouterEventType]: Check } = {
	"routing.decision": shape<DecisionData>({
		phase: isText,
		tier: isText,
		tierSource: optional(isText),
		facts: isFacts,
		order: listOf(isText),
		candidates: listOf(isCandidate),
		omitted: optional(mapOf(isNumber)),
		rules: listOf(shape<RuleRecord>({ name: isText, matched: isFlag, why: isText })),
		budgetRemainingUsd: optional(isNumber),
		fallback: optional(isText),
		shadow: optional(shape<NonNullable<DecisionData["shadow"]>>({ would: listOf(isText), did: listOf(isText) })),
		decideUs: isNumber,
	}),
	"routing.attempt": shape<AttemptData>(attempt),
	"routing.result": shape<ResultData>({
		...attempt,
		account: optional(isText),
		billing: optional(oneOf(["subscription", "per-token"])),
		day: optional(isDay),
		outcome: oneOf(["success", "failed", "aborted"]),
		committed: isFlag,
		latencyMs: isNumber,
		ttftMs: optional(isNumber),
		usage: optional(isUsage),
		failure: optional(isFailure),
	}),
	"routing.final": shape<FinalData>({
		outcome: oneOf(FINAL_OUTCOMES),
		target: optional(isText),
		provider: optional(isText),
		modelId: optional(isText),
		attempts: isNumber,
		latencyMs: isNumber,
		failedOver: isFlag,
	}),
	"routing.feedback": shape<FeedbackData>({
		rating: oneOf(["good", "bad"]),
		reason: optional(isText),
		tags: listOf(isText),
		target: isText,
		provider: isText,
		modelId: isText,
		ratedRequestId: isText,
	}),
	"cooldown.set": shape<CooldownSetData>({
		scope: isCooldownScope,
		key: isText,
		until: isMoment,
		kind: oneOf(FAILURE_KINDS),
		reason: isText,
	}),
	"cooldown.cleared": shape<CooldownClearedData>({ scope: isCooldownScope, key: isText, reason: isText }),
	"circuit.changed": shape<CircuitChangedData>({
		provider: isText,
		from: isCircuitName,
		to: isCircuitName,
		failures: isNumber,
		until: optional(isMoment),
	}),
	"budget.set": shape<BudgetSetData>({ provider: isText, period: isPeriod, limitUsd: isAmount, hard: isFlag }),
	"budget.cleared": shape<BudgetClearedData>({ provider: isText, period: isPeriod }),
	"quota.read": shape<QuotaReadData>({
		provider: isText,
		account: optional(isText),
		windows: listOf(isQuotaWindow),
		source: isText,
		ok: isFlag,
		error: optional(isText),
		plan: optional(isText),
		usable: optional(isFlag),
	}),
	"balance.read": shape<BalanceReadData>({
		provider: isText,
		currency: optional(isText),
		amount: optional(isNumber),
		ok: isFlag,
		error: optional(isText),
	}),
	"state.imported": shape<StateImportedData>({ id: isText, spend: listOf(isImportedSpend) }),
	"config.loaded": shape<ConfigLoadedData>({ path: isText, routes: isNumber, problems: isNumber }),
	"setting.changed": shape<SettingChangedData>({ key: isText, value: isFlag }),
	"state.reset": isRecord,
};
