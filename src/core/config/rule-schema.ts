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
	intent: optional(oneOrMany(choice(INTENTS), oneOf(INTENTS)), "What the prompt seems to want: one, or any of a list."),
	subtask: optional(
		oneOrMany(choice(SUBTASKS), oneOf(SUBTASKS)),
		"Kind of coding work the prompt seems to want: one, or any of a list.",
	),
	tier: optional(
		oneOrMany(choice(TIERS), oneOf(TIERS)),
		"Class of work the request is routed for, from a shortcut or from the intent: one, or any of a list.",
	),
	estimatedTokensMin: optional(tokens, "At least this many tokens will be sent, as estimated."),
	estimatedTokensMax: optional(tokens, "At most this many tokens will be sent, as estimated."),
	afterTime: optional(timeOfDay, "From this time of day on. Later than beforeTime means overnight."),
	beforeTime: optional(timeOfDay, "Until just before this time of day."),
	timeZone: optional(timeZone, "Zone of the times and weekdays; without it that of the file or the machine."),
	daysOfWeek: optional(
		list(weekday, "a list of weekdays, 0 (Sunday) to 6 (Saturday)"),
		"On these weekdays; 0 is Sunday. A night counts for the day it begins on.",
	),
	hasImages: optional(flag, "Whether an image is in what will be sent, earlier turns included."),
	feedback: optional(
		FeedbackSchema,
		"What past ratings of what the rule names must look like. Without a rating it does not hold.",
	),
	budgetUsedMin: optional(share, "At least this share of a budget of what the rule names is spent (0.8 is 80 %)."),
	uviMin: optional(uvi, "The utilization velocity index of what the rule names is at least this."),
	uviMax: optional(uvi, "The utilization velocity index of what the rule names is at most this."),
	project: optional(
		glob,
		"Glob for the working directory; `clients/*` fits at any depth, and what lies below fits too.",
	),
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
	name: v.pipe(text, v.description("Shown by explain and `/auto-router rules`.")),
	priority: withDefault(
		numberBetween(-1e9, 1e9, "a number"),
		0,
		"Rules apply in ascending order; of single values the later one counts, lists add up.",
	),
	condition: optional(ConditionSchema, "When the rule applies; without it: always."),
};

/** Provider ids, with the sentence that editors show for them. */
const providers = (about: string) => oneOrMany(providerId, "a provider id", about);
/** Models, with the sentence that editors show for them. */
const models = (about: string) => oneOrMany(modelId, '"provider/modelId" or a model id', about);

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
	rule("force-tier", {
		tier: v.pipe(
			choice(TIERS),
			v.description("Routes the request as this class of work. A shortcut of the prompt wins."),
		),
	}),
	rule("force-billing", {
		billing: v.pipe(choice(["subscription", "per-token"]), v.description("Leaves only targets paid for in this way.")),
	}),
	rule("force-constraint", {
		constraint: v.pipe(ConstraintSchema, v.description("Leaves only models that can do this.")),
	}),
	rule("require-provider", { provider: providers("Leaves only targets of these providers.") }),
	rule("prefer-provider", { provider: providers("Puts targets of these providers before their equals.") }),
	rule("exclude-provider", { provider: providers("Removes targets of these providers.") }),
	rule("prefer-model", {
		model: models("Puts these models before their equals: provider/modelId, or a bare model id."),
	}),
	rule("exclude-model", { model: models("Removes these models: provider/modelId, or a bare model id.") }),
] as const;

/** The types of policy rules. */
const RULE_TYPES = RULES.map((option) => option.entries.type.literal);

/** What a policy rule is, in words, where something else stands in its place. */
export const RULE_SHAPE = "a policy rule: an object with name and type";

/** One policy rule: a type with its own fields, a name, a priority and a condition. */
export const PolicyRuleSchema = v.variant("type", RULES, oneOf(RULE_TYPES));

/** A policy rule as the routes file states it. */
export type PolicyRule = v.InferOutput<typeof PolicyRuleSchema>;
