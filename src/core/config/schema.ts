import * as v from "valibot";
import { THINKING_LEVELS } from "../model.ts";
import {
	balanceEndpoint,
	choice,
	duration,
	entryName,
	flag,
	list,
	milliseconds,
	modelId,
	modelReference,
	numberBetween,
	oneOrMany,
	optional,
	providerId,
	share,
	text,
	timeZone,
	tokenCount,
	usd,
	wholeNumber,
	withDefault,
} from "./fields.ts";
import { PolicyRuleSchema } from "./rule-schema.ts";

/** Version of the file format that this code writes about. The earlier extension's files carry none and still load. */
export const CONFIG_VERSION = 1;

const TimeoutsSchema = v.strictObject(
	{
		firstEventMs: optional(milliseconds, "Longest wait for any sign of life, in milliseconds; without it 60000."),
		firstOutputMs: optional(
			milliseconds,
			"Longest wait for the first text, tool call or shown thought, in milliseconds; without it 120000, more for long prompts and high thinking levels.",
		),
		idleMs: optional(milliseconds, "Longest silence after the first sign of life, in milliseconds; without it 120000."),
	},
	"an object with firstEventMs, firstOutputMs and idleMs",
);

/** One target of a route. */
export const TargetSchema = v.strictObject(
	{
		provider: v.pipe(providerId, v.description("Provider id as pi lists it.")),
		modelId: v.pipe(modelId, v.description("Model id of that provider as pi lists it.")),
		label: optional(text, "Name to show; without it provider/modelId."),
		rank: optional(
			wholeNumber(-1_000_000, 1_000_000, "a whole number"),
			"A smaller rank comes first whatever its latency and cost; without ranks all are equal.",
		),
		authProvider: optional(
			providerId,
			"Provider whose login or key is used, and whose budget and quota count, instead of the target's own.",
		),
		billing: withDefault(
			choice(["subscription", "per-token"]),
			"subscription",
			"How the target is paid for: by a plan, or by use.",
		),
		balanceEndpoint: optional(
			balanceEndpoint,
			"Address that tells the prepaid balance: https, or http on this machine. The key of the target is sent to it.",
		),
		timeouts: optional(TimeoutsSchema, "Deadlines of one attempt on this target; they win over those of the route."),
		maxTokens: optional(tokenCount, "Cap on the output, in tokens."),
		thinkingLevel: optional(choice(THINKING_LEVELS), "Thinking level used here instead of the one asked for."),
		transport: optional(
			choice(["sse", "auto"]),
			"For ChatGPT plans: `sse` shows limits and reset times and is used without the key; `auto` leaves the choice to pi.",
		),
	},
	"a target: an object with provider and modelId",
);

/** One route. */
export const RouteSchema = v.strictObject(
	{
		name: optional(text, "Name to show; without it the id."),
		reasoning: withDefault(flag, true, "Whether pi offers thinking levels for the route."),
		input: withDefault(
			list(choice(["text", "image"]), 'a list of "text" and "image"'),
			["text", "image"],
			"What prompts may contain: texts, images or both.",
		),
		contextWindow: optional(tokenCount, "Window to advertise, in tokens; without it that of the target picked now."),
		maxTokens: optional(tokenCount, "Cap on the output of every target, in tokens."),
		sortBy: withDefault(
			choice(["adaptive", "config", "latency", "cost"]),
			"adaptive",
			"What orders targets of equal rank: quota, speed and cost together, the order of the file, speed first, or cost first.",
		),
		affinity: withDefault(
			choice(["session", "turn", "off"]),
			"session",
			"How long to stay on the target that answered: while its prompt cache is warm, inside a turn, or not at all.",
		),
		commitOn: withDefault(
			choice(["output", "thinking"]),
			"output",
			"What ends failover: the first text or tool call, or already the first thought.",
		),
		onRefusal: withDefault(
			choice(["stop", "failover"]),
			"stop",
			"What a refusal by the provider's policy leads to: the request ends, or the next target is asked.",
		),
		timeouts: withDefault(TimeoutsSchema, {}, "Deadlines of one attempt. There is none for a whole answer."),
		whenAllRejected: withDefault(
			choice(["earliest-recovery", "fail"]),
			"earliest-recovery",
			"When everything rests: ask the target that recovers first, or fail at once.",
		),
		targets: v.pipe(
			list(TargetSchema, "a list with at least one target"),
			v.description("Who may be asked; at least one."),
		),
		policyRules: withDefault(
			v.array(PolicyRuleSchema, "a list of policy rules"),
			[],
			"Rules of this route, beside those of all routes.",
		),
	},
	"a route: an object with targets",
);

const BudgetLimitSchema = v.pipe(
	v.strictObject(
		{
			dailyUsd: optional(usd, "Limit per day, in US dollars."),
			monthlyUsd: optional(usd, "Limit per month, in US dollars. Makes the provider one that is paid by use."),
			hard: withDefault(
				flag,
				false,
				"A hard limit is final; a soft one gives way when nothing else is left. It counts for both periods.",
			),
		},
		"an object with dailyUsd or monthlyUsd",
	),
	v.check((budget) => budget.dailyUsd !== undefined || budget.monthlyUsd !== undefined, "dailyUsd or monthlyUsd"),
);

const LIMITS = "exactly one of limitTokens, limitRequests and limitUsd";

const QuotaWindowSchema = v.pipe(
	v.strictObject(
		{
			duration: v.pipe(duration, v.description("Length of the window: 30m, 5h, 7d, 2w.")),
			limitTokens: optional(tokenCount, "Tokens of every kind per window."),
			limitRequests: optional(wholeNumber(1, 1e9, "a whole number above 0"), "Requests per window."),
			limitUsd: optional(usd, "US dollars per window."),
		},
		`an object with duration and ${LIMITS}`,
	),
	v.check((window) => Object.keys(window).length === 2, LIMITS),
);

const index = (name: string) => numberBetween(0, 1_000, `a number, 0 or more (${name})`);

/** Thresholds of the utilization velocity index, and what a critical provider leads to. */
const UviSchema = v.pipe(
	v.strictObject(
		{
			criticalAt: withDefault(index("1 is on pace"), 2, "Critical from this index on."),
			criticalUsedMin: withDefault(share, 0.5, "Critical only when at least this share is used."),
			criticalFreedBelow: withDefault(index("1 is on pace"), 1.8, "No longer critical below this index."),
			stressedAt: withDefault(index("1 is on pace"), 1.5, "Stressed from this index on."),
			stressedUsedMin: withDefault(share, 0.1, "Stressed only when at least this share is used."),
			surplusAt: withDefault(index("1 is on pace"), 0.5, "Surplus up to this index."),
			surplusElapsedMin: withDefault(share, 0.7, "Surplus only when at least this share of the window is over."),
			onCritical: withDefault(choice(["block", "demote"]), "block", "What a critical provider leads to."),
		},
		"an object",
	),
	v.check(
		(uvi) =>
			uvi.surplusAt < uvi.stressedAt &&
			uvi.stressedAt <= uvi.criticalFreedBelow &&
			uvi.criticalFreedBelow <= uvi.criticalAt,
		"surplusAt < stressedAt <= criticalFreedBelow <= criticalAt",
	),
);

/** Thresholds of the utilization velocity index. */
export type UviThresholds = v.InferOutput<typeof UviSchema>;

const SettingsSchema = v.strictObject(
	{
		logPrompts: withDefault(
			flag,
			false,
			"Write prompts into the event log: at most 4,000 characters, without what looks like a credential. Off: their length and a keyed hash.",
		),
		logMaxMb: withDefault(
			numberBetween(1, 10_000, "a number of megabytes from 1 to 10000"),
			20,
			"Set the event log aside at this size, in megabytes.",
		),
		logMaxAgeDays: withDefault(
			wholeNumber(1, 3_650, "a whole number of days from 1 to 3650"),
			90,
			"Delete logs that were set aside more than this many days ago.",
		),
	},
	"an object",
);

/** What can be set besides routes. */
export type Settings = v.InferOutput<typeof SettingsSchema>;

/** The routes file. One description for reading, for types and for editors. */
export const RoutesFileSchema = v.strictObject(
	{
		$schema: optional(
			v.string("a text"),
			"Where editors find the description of this file; the router does not look at it.",
		),
		version: optional(wholeNumber(1, 1_000, "a whole number above 0"), "Version of the file format; there is only 1."),
		routes: withDefault(
			v.record(entryName, RouteSchema, "an object of routes"),
			{},
			"Routes by id; shown in /model as `auto-router/<id>`. With any route of your own the built-in ones are gone.",
		),
		aliases: withDefault(
			v.record(
				entryName,
				oneOrMany(modelReference, '"provider/modelId" or "auto-router/<route>"'),
				"an object of aliases",
			),
			{},
			"Short names for `/auto-router switch` and for @name in front of a prompt: a route, a model, or a list.",
		),
		policyRules: withDefault(
			v.array(PolicyRuleSchema, "a list of policy rules"),
			[],
			"Rules of all routes, beside those of each route.",
		),
		budgets: withDefault(
			v.record(providerId, BudgetLimitSchema, "an object of budgets"),
			{},
			"Spending limits by provider. One that was set by command for the same period wins until it is cleared.",
		),
		quota: withDefault(
			v.record(providerId, oneOrMany(QuotaWindowSchema, "a quota window"), "an object of quota windows"),
			{},
			"Quota windows counted here, by provider, for plans that tell no usage: one, or a list.",
		),
		uvi: withDefault(
			UviSchema,
			{},
			"When a provider counts as stressed, critical or in surplus; docs/uvi.md has figures.",
		),
		timeZone: optional(timeZone, "Zone of days, months and times of day; without it that of the machine."),
		logDir: optional(
			text,
			"Directory of the event log and the state files, absolute or below ~/; without it that of this file. AUTO_ROUTER_LOG_DIR wins.",
		),
		settings: withDefault(SettingsSchema, {}, "What is logged, and for how long."),
	},
	"an object",
);

/** The routes file after reading: wrong entries are gone, defaults are filled in. */
export type RoutesFile = v.InferOutput<typeof RoutesFileSchema>;
