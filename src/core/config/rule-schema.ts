import * as v from "valibot";
import { INTENTS, SUBTASKS, TIERS } from "../request.ts";
import {
	choice,
	flag,
	glob,
	list,
	modelId,
	numberBetween,
	oneOf,
	oneOrMany,
	optional,
	providerId,
	share,
	text,
	timeOfDay,
	timeZone,
	tokenCount,
	wholeNumber,
	withDefault,
} from "./fields.ts";

const count = wholeNumber(0, 1_000_000, "a whole number, 0 or more");
const tokens = wholeNumber(0, 1_000_000_000, "a whole number of tokens, 0 or more");
const uvi = numberBetween(0, 1_000, "a number, 0 or more (1 is on pace)");
const weekday = wholeNumber(0, 6, "a whole number from 0 (Sunday) to 6 (Saturday)");

/** What past ratings must look like. */
export const FeedbackSchema = v.pipe(
	v.strictObject(
		{
			minRatings: optional(count, "Holds only with at least this many ratings."),
			minPositiveShare: optional(share, "Smallest share of good ratings."),
			maxConsecutiveBad: optional(count, "Most bad ratings in a row."),
		},
		"an object with minRatings, minPositiveShare or maxConsecutiveBad",
	),
	v.check((value) => hasKeys(value), "minRatings, minPositiveShare or maxConsecutiveBad"),
);

function hasKeys(value: object): boolean {
	return Object.keys(value).length > 0;
}

const factEntries = {
	intent: optional(oneOrMany(choice(INTENTS), oneOf(INTENTS)), "What the prompt seems to want."),
	subtask: optional(oneOrMany(choice(SUBTASKS), oneOf(SUBTASKS)), "Kind of coding work."),
	tier: optional(oneOrMany(choice(TIERS), oneOf(TIERS)), "Class of work the request is routed for."),
	estimatedTokensMin: optional(tokens, "Smallest estimate of the input, in tokens."),
	estimatedTokensMax: optional(tokens, "Largest estimate of the input, in tokens."),
	afterTime: optional(timeOfDay, "From this time of day on. Later than beforeTime means overnight."),
	beforeTime: optional(timeOfDay, "Until just before this time of day."),
	timeZone: optional(timeZone, "Zone of the times and weekdays; without it that of the file or the machine."),
	daysOfWeek: optional(list(weekday, "a list of weekdays, 0 (Sunday) to 6 (Saturday)"), "Weekdays, 0 is Sunday."),
	hasImages: optional(flag, "Whether an image is in what will be sent."),
	feedback: optional(FeedbackSchema, "What past ratings must look like."),
	budgetUsedMin: optional(share, "Smallest used share of a budget (0.8 is 80 %)."),
	uviMin: optional(uvi, "Smallest utilization velocity index."),
	uviMax: optional(uvi, "Largest utilization velocity index."),
	project: optional(glob, "Glob for the working directory."),
};

type Facts = v.InferOutput<v.StrictObjectSchema<typeof factEntries, undefined>>;

/** When a rule applies: all facts named must hold, and `all`, `any` and `not` combine further conditions. */
export type Condition = Facts & {
	readonly all?: readonly Condition[];
	readonly any?: readonly Condition[];
	readonly not?: Condition;
};

const CONDITIONS = "a list of conditions";
const nested = v.lazy((): v.GenericSchema<unknown, Condition> => ConditionSchema);

/** Condition of a policy rule. */
export const ConditionSchema: v.GenericSchema<unknown, Condition> = v.pipe(
	v.strictObject(
		{
			...factEntries,
			all: optional(list(nested, CONDITIONS), "Every one of these conditions holds."),
			any: optional(list(nested, CONDITIONS), "At least one of these conditions holds."),
			not: optional(nested, "This condition does not hold."),
		},
		"an object with conditions",
	),
	v.check(
		(condition) => isOrdered(condition.estimatedTokensMin, condition.estimatedTokensMax),
		"estimatedTokensMin not above estimatedTokensMax",
	),
	v.check((condition) => isOrdered(condition.uviMin, condition.uviMax), "uviMin not above uviMax"),
	v.check(
		(condition) => condition.afterTime === undefined || condition.afterTime !== condition.beforeTime,
		"afterTime and beforeTime that differ",
	),
);

function isOrdered(min = 0, max = Number.POSITIVE_INFINITY): boolean {
	return min <= max;
}

const ruleEntries = {
	name: text,
	priority: withDefault(
		numberBetween(-1e9, 1e9, "a number"),
		0,
		"Rules apply in ascending order; on single values the later rule wins, lists add up.",
	),
	condition: optional(ConditionSchema, "When the rule applies; without it: always."),
};

const providers = oneOrMany(providerId, "a provider id");
const models = oneOrMany(modelId, '"provider/modelId" or a model id');

/** What a model must be able to do. */
export const ConstraintSchema = v.pipe(
	v.strictObject(
		{
			reasoning: optional(flag, "Only models that can think."),
			vision: optional(flag, "Only models that read images."),
			minContextWindow: optional(tokenCount, "Only models with at least this context window, in tokens."),
		},
		"an object with reasoning, vision or minContextWindow",
	),
	v.check((value) => hasKeys(value), "reasoning, vision or minContextWindow"),
);

function rule<const TType extends string, const TEntries extends v.ObjectEntries>(type: TType, entries: TEntries) {
	return v.strictObject({ ...ruleEntries, type: v.literal(type), ...entries }, "a policy rule");
}

const RULES = [
	rule("force-tier", { tier: choice(TIERS) }),
	rule("force-billing", { billing: choice(["subscription", "per-token"]) }),
	rule("force-constraint", { constraint: ConstraintSchema }),
	rule("require-provider", { provider: providers }),
	rule("prefer-provider", { provider: providers }),
	rule("exclude-provider", { provider: providers }),
	rule("prefer-model", { model: models }),
	rule("exclude-model", { model: models }),
] as const;

/** The types of policy rules. */
const RULE_TYPES = RULES.map((option) => option.entries.type.literal);

/** What a policy rule is, in words, where something else stands in its place. */
export const RULE_SHAPE = "a policy rule: an object with name and type";

/** One policy rule: a type with its own fields, a name, a priority and a condition. */
export const PolicyRuleSchema = v.variant("type", RULES, oneOf(RULE_TYPES));

/** A policy rule as the routes file states it. */
export type PolicyRule = v.InferOutput<typeof PolicyRuleSchema>;
