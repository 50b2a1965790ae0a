import type { Condition, PolicyRule } from "../config/rule-schema.ts";
import { formatTokens } from "../text/format.ts";
import type { PolicyFacts, RatingSummary } from "./policy-facts.ts";
import { matchesProject } from "./project-glob.ts";
import { clockOf, isInHours, localTime, scheduleDay, weekdayName } from "./schedule.ts";
import { budgetOf, ratingsOf, subjectName, uviOf } from "./subject.ts";

/** Whether a condition holds, and why in half a sentence. */
export interface Match {
	readonly holds: boolean;
	readonly why: string;
}

/** What a test may look at: the condition it stands in, the rule that has it, and the facts. */
interface Asked {
	readonly condition: Condition;
	readonly rule: PolicyRule;
	readonly facts: PolicyFacts;
}

type Test = (asked: Asked) => Match;

const ALWAYS: Match = { holds: true, why: "it always applies" };

const either = (names: readonly (string | number)[]): string => names.join(" or ");
const percent = (share: number): string => `${Math.round(share * 100)}%`;

function isOneOf(what: string, wanted: readonly string[], is: string | undefined): Match {
	const holds = is !== undefined && wanted.includes(is);
	const state = is === undefined ? `no ${what} is known` : `${what} is ${is}`;
	return { holds, why: holds ? state : `${state}, not ${either(wanted)}` };
}

function tokensBound(holds: boolean, facts: PolicyFacts, bound: string): Match {
	return { holds, why: `about ${formatTokens(facts.estimatedTokens)} tokens, ${bound}` };
}

function hours({ condition, facts }: Asked): Match {
	const zone = condition.timeZone ?? facts.timeZone;
	const local = localTime(facts.nowMs, zone);
	const { afterTime = "00:00", beforeTime = "24:00" } = condition;
	const holds = isInHours(local, condition);
	const range = `${afterTime} to ${beforeTime}`;
	return { holds, why: `it is ${clockOf(local.minutes)} in ${zone}, ${holds ? "inside" : "outside"} ${range}` };
}

function weekdays({ condition, facts }: Asked): Match {
	const zone = condition.timeZone ?? facts.timeZone;
	const local = localTime(facts.nowMs, zone);
	const day = scheduleDay(local, condition);
	const wanted = condition.daysOfWeek ?? [];
	const holds = wanted.includes(day);
	const since = day === local.weekday ? "" : " still, by hours that began before midnight";
	const state = `it is ${weekdayName(day)} in ${zone}${since}`;
	return { holds, why: holds ? state : `${state}, not ${either(wanted.map(weekdayName))}` };
}

function feedbackMatch({ good, bad, consecutiveBad }: RatingSummary, who: string, { condition }: Asked): Match {
	const { minRatings = 0, minPositiveShare, maxConsecutiveBad } = condition.feedback ?? {};
	const count = good + bad;
	const share = count === 0 ? 0 : good / count;
	if (count < minRatings) return { holds: false, why: `${who} has ${count} ratings, fewer than ${minRatings}` };
	if (minPositiveShare !== undefined && share < minPositiveShare) {
		return {
			holds: false,
			why: `${percent(share)} of the ratings of ${who} are good, fewer than ${percent(minPositiveShare)}`,
		};
	}
	if (maxConsecutiveBad !== undefined && consecutiveBad > maxConsecutiveBad) {
		return { holds: false, why: `${who} has ${consecutiveBad} bad ratings in a row, more than ${maxConsecutiveBad}` };
	}
	return { holds: true, why: `${who} has ${good} good and ${bad} bad ratings` };
}

function feedback(asked: Asked): Match {
	const who = subjectName(asked.rule);
	const ratings = ratingsOf(asked.rule, asked.facts);
	return ratings ? feedbackMatch(ratings, who, asked) : { holds: false, why: `there are no ratings of ${who} yet` };
}

function budgetUsed({ condition, rule, facts }: Asked): Match {
	const used = budgetOf(rule, facts);
	const who = subjectName(rule);
	if (used === undefined) return { holds: false, why: `there is no budget for ${who}` };
	const { budgetUsedMin = 0 } = condition;
	const holds = used >= budgetUsedMin;
	return {
		holds,
		why: `${percent(used)} of the budget of ${who} is used${holds ? "" : `, less than ${percent(budgetUsedMin)}`}`,
	};
}

function uviBound(asked: Asked, isInside: (uvi: number) => boolean, bound: string): Match {
	const uvi = uviOf(asked.rule, asked.facts);
	const who = subjectName(asked.rule);
	if (uvi === undefined) return { holds: false, why: `the UVI of ${who} is not known` };
	const holds = isInside(uvi);
	return { holds, why: `the UVI of ${who} is ${uvi.toFixed(2)}${holds ? "" : `, ${bound}`}` };
}

function project({ condition, facts }: Asked): Match {
	const glob = condition.project ?? "";
	if (facts.project === undefined) return { holds: false, why: "the working directory is not known" };
	const holds = matchesProject(glob, facts.project);
	return {
		holds,
		why: holds ? `the project fits ${glob}` : `the project is ${facts.project}, which does not fit ${glob}`,
	};
}

/** The first that fails, else all of them in one. */
function allOf(matches: Iterable<Match>): Match {
	const whys: string[] = [];
	for (const match of matches) {
		if (!match.holds) return match;
		whys.push(match.why);
	}
	return whys.length === 0 ? ALWAYS : { holds: true, why: whys.join("; ") };
}

function anyOf(matches: Iterable<Match>): Match {
	const whys: string[] = [];
	for (const match of matches) {
		if (match.holds) return match;
		whys.push(match.why);
	}
	return { holds: false, why: `none of these holds: ${whys.join("; ")}` };
}

function* each(conditions: readonly Condition[], { rule, facts }: Asked): Generator<Match> {
	for (const condition of conditions) yield matchCondition(condition, rule, facts);
}

/** One row per key of a condition, in the order in which they are tested; keys that only go with another have none. */
const TESTS: readonly (readonly [key: keyof Condition, test: Test])[] = [
	["intent", ({ condition, facts }) => isOneOf("intent", condition.intent ?? [], facts.intent)],
	["subtask", ({ condition, facts }) => isOneOf("subtask", condition.subtask ?? [], facts.subtask)],
	["tier", ({ condition, facts }) => isOneOf("tier", condition.tier ?? [], facts.tier)],
	[
		"estimatedTokensMin",
		({ condition: { estimatedTokensMin: min = 0 }, facts }) =>
			tokensBound(facts.estimatedTokens >= min, facts, `at least ${formatTokens(min)} wanted`),
	],
	[
		"estimatedTokensMax",
		({ condition: { estimatedTokensMax: max = 0 }, facts }) =>
			tokensBound(facts.estimatedTokens <= max, facts, `at most ${formatTokens(max)} wanted`),
	],
	["afterTime", hours],
	["beforeTime", (asked) => (asked.condition.afterTime === undefined ? hours(asked) : ALWAYS)],
	["daysOfWeek", weekdays],
	[
		"hasImages",
		({ condition, facts }) => ({
			holds: facts.hasImages === condition.hasImages,
			why: facts.hasImages ? "there are images" : "there are no images",
		}),
	],
	["feedback", feedback],
	["budgetUsedMin", budgetUsed],
	[
		"uviMin",
		(asked) => {
			const { uviMin = 0 } = asked.condition;
			return uviBound(asked, (uvi) => uvi >= uviMin, `less than ${uviMin}`);
		},
	],
	[
		"uviMax",
		(asked) => {
			const { uviMax = 0 } = asked.condition;
			return uviBound(asked, (uvi) => uvi <= uviMax, `more than ${uviMax}`);
		},
	],
	["project", project],
	["all", (asked) => allOf(each(asked.condition.all ?? [], asked))],
	["any", (asked) => anyOf(each(asked.condition.any ?? [], asked))],
	[
		"not",
		({ condition, rule, facts }) => {
			const { holds, why } = matchCondition(condition.not, rule, facts);
			return { holds: !holds, why };
		},
	],
];

function* tested(asked: Asked): Generator<Match> {
	for (const [key, test] of TESTS) {
		if (asked.condition[key] === undefined) continue;
		const match = test(asked);
		if (match !== ALWAYS) yield match;
	}
}

/** Whether the condition of a rule holds; without one it always does. */
export function matchCondition(condition: Condition | undefined, rule: PolicyRule, facts: PolicyFacts): Match {
	return condition === undefined ? ALWAYS : allOf(tested({ condition, rule, facts }));
}
