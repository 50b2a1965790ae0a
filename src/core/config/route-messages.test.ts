import { describe, expect, it } from "vitest";
import { describeIssue } from "./check/issue.ts";
import { parseConfig } from "./parse.ts";

const GOOD = { provider: "anthropic", modelId: "claude-opus-5-5" };
const ROUTES = { routes: { a: { targets: [GOOD] } } };

const route = (fields: object) => ({ routes: { a: { targets: [GOOD], ...fields } } });
const target = (fields: object) =>
	route({
		targets: [
			{ ...GOOD, ...fields },
			{ provider: "zai", modelId: "glm-5.3" },
		],
	});

/** The issues of a file in one line each, without the name of the file. */
function linesOf(file: unknown): string[] {
	const parsed = parseConfig(JSON.stringify(file), { path: "routes.json" });
	return parsed.issues.map((issue) => describeIssue(issue).replace("routes.json:1 ", ""));
}

type Row = readonly [file: unknown, ...lines: string[]];

describe("parseConfig", () => {
	it.each<Row>([
		[{ ...ROUTES, alias: {} }, 'alias is not a known key (did you mean "aliases"?); it is ignored'],
		[{ ...ROUTES, targets: [] }, "targets is in the wrong place: it belongs in a route; it is ignored"],
		[
			{ ...ROUTES, logPrompts: true, daysOfWeek: [0] },
			'logPrompts is in the wrong place: it belongs in "settings"; it is ignored',
			'daysOfWeek is in the wrong place: it belongs in the "condition" of a policy rule; it is ignored',
		],
		[{ ...ROUTES, apiKey: "sk-abcdefghijk" }, "apiKey is not a known key; it is ignored"],
		[
			{ ...ROUTES, timeZone: "Europe/Berln" },
			'timeZone is "Europe/Berln"; expected an IANA time zone such as "Europe/Berlin" (did you mean "Europe/Berlin"?); the default applies',
		],
		[
			{ ...ROUTES, timeZone: "Nowhere" },
			'timeZone is "Nowhere"; expected an IANA time zone such as "Europe/Berlin"; the default applies',
		],
		[{ ...ROUTES, policyRules: {} }, "policyRules is an object; expected a list of policy rules; the default applies"],
		[{ ...ROUTES, aliases: [] }, "aliases is a list; expected an object of aliases; the default applies"],
		[{ ...ROUTES, version: "1" }, 'version is "1"; expected a whole number above 0; the default applies'],
		[{ ...ROUTES, logDir: " " }, 'logDir is " "; expected a text that is not empty; the default applies'],
		[{ ...ROUTES, settings: 5 }, "settings is 5; expected an object; the default applies"],
		[
			{ ...ROUTES, settings: { logPrompt: true, logMaxMb: 0 } },
			'settings.logPrompt is not a known key (did you mean "logPrompts"?); it is ignored',
			"settings.logMaxMb is 0; expected a number of megabytes from 1 to 10000; the default 20 applies",
		],
		[
			{ ...ROUTES, settings: { logPrompts: "yes" } },
			'settings.logPrompts is "yes"; expected true or false; the default false applies',
		],
		[
			{ ...ROUTES, uvi: { criticalAt: "2" } },
			'uvi.criticalAt is "2"; expected a number, 0 or more (1 is on pace); the default 2 applies',
		],
		[
			{ ...ROUTES, uvi: { criticalAt: 1 } },
			"uvi is incomplete or inconsistent; expected surplusAt < stressedAt <= criticalFreedBelow <= criticalAt; the default applies",
		],
		[
			{ ...ROUTES, uvi: { onCritical: "blok", idleMs: 1 } },
			'uvi.idleMs is in the wrong place: it belongs in "timeouts"; it is ignored',
			'uvi.onCritical is "blok"; expected "block" or "demote" (did you mean "block"?); the default "block" applies',
		],
	])("says what is wrong at the top level: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});

	it.each<Row>([
		[{ routes: { a: 5 } }, "routes.a is 5; expected a route: an object with targets; the route is disabled"],
		[{ routes: { a: [] } }, "routes.a is a list; expected a route: an object with targets; the route is disabled"],
		[
			{ routes: { a: {} } },
			"routes.a.targets is missing; expected a list with at least one target; the route is disabled",
		],
		[
			{ routes: { a: { targets: [] } } },
			"routes.a.targets is []; expected a list with at least one target; the route is disabled",
		],
		[
			{ routes: { a: { targets: "x" } } },
			'routes.a.targets is "x"; expected a list with at least one target; the route is disabled',
		],
		[
			{ routes: { a: { targets: [{}] } } },
			'routes.a.targets[0].provider is missing; expected a provider id as pi lists it, without "/" or blanks; the target is disabled',
			"routes.a.targets[0].modelId is missing; expected a model id as pi lists it, without blanks; the target is disabled",
			"routes.a.targets has no usable entry; the route is disabled",
		],
		[
			{ routes: { "a b": { targets: [GOOD] }, constructor: { targets: [GOOD] } } },
			"routes.constructor is not a known key; it is ignored",
			'routes["a b"] has a wrong name; expected a name without blanks, "/" or "@"; the route is disabled',
		],
		[route({ sortby: "config" }), 'routes.a.sortby is not a known key (did you mean "sortBy"?); it is ignored'],
		[
			route({ sortBy: "latencies" }),
			'routes.a.sortBy is "latencies"; expected "adaptive", "config", "latency" or "cost" (did you mean "latency"?); the default "adaptive" applies',
		],
		[
			route({ affinity: null }),
			'routes.a.affinity is null; expected "session", "turn" or "off"; the default "session" applies',
		],
		[route({ reasoning: "yes" }), 'routes.a.reasoning is "yes"; expected true or false; the default true applies'],
		[
			route({ timeouts: { idleMs: "5s", idleMS: 5 } }),
			'routes.a.timeouts.idleMS is not a known key (did you mean "idleMs"?); it is ignored',
			'routes.a.timeouts.idleMs is "5s"; expected a whole number of milliseconds from 1 to 86400000 (a day); the default applies',
		],
		[
			route({ timeouts: 5, idleMs: 5 }),
			'routes.a.idleMs is in the wrong place: it belongs in "timeouts"; it is ignored',
			"routes.a.timeouts is 5; expected an object with firstEventMs, firstOutputMs and idleMs; the default applies",
		],
		[
			route({ contextWindow: -1, maxTokens: "32k" }),
			"routes.a.contextWindow is -1; expected a whole number of tokens above 0; the default applies",
			'routes.a.maxTokens is "32k"; expected a whole number of tokens above 0; the default applies',
		],
		[route({ input: ["text", "img"] }), 'routes.a.input[1] is "img"; expected "text" or "image"; the default applies'],
		[route({ input: [] }), 'routes.a.input is []; expected a list of "text" and "image"; the default applies'],
		[
			route({ billing: "per-token" }),
			'routes.a.billing is in the wrong place: it belongs in an entry of "targets"; it is ignored',
		],
		[
			route({ policyRules: {} }),
			"routes.a.policyRules is an object; expected a list of policy rules; the default applies",
		],
		[
			route({ daysOfWeek: [1] }),
			'routes.a.daysOfWeek is in the wrong place: it belongs in the "condition" of a policy rule; it is ignored',
		],
	])("says what is wrong with a route: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});

	it.each<Row>([
		[
			target({ biling: "per-token" }),
			'routes.a.targets[0].biling is not a known key (did you mean "billing"?); it is ignored',
		],
		[
			target({ billing: "per-tokn" }),
			'routes.a.targets[0].billing is "per-tokn"; expected "subscription" or "per-token" (did you mean "per-token"?); the target is disabled',
		],
		[
			target({ modelId: undefined, model: "x" }),
			'routes.a.targets[0].model is not a known key (did you mean "modelId"?); it is ignored',
			"routes.a.targets[0].modelId is missing; expected a model id as pi lists it, without blanks; the target is disabled",
		],
		[target({ rank: 1.5 }), "routes.a.targets[0].rank is 1.5; expected a whole number; the target is disabled"],
		[
			target({ provider: "a/b" }),
			'routes.a.targets[0].provider is "a/b"; expected a provider id as pi lists it, without "/" or blanks; the target is disabled',
		],
		[
			target({ modelId: "glm 5" }),
			'routes.a.targets[0].modelId is "glm 5"; expected a model id as pi lists it, without blanks; the target is disabled',
		],
		[
			target({ thinkingLevel: "hgh" }),
			'routes.a.targets[0].thinkingLevel is "hgh"; expected "off", "minimal", "low", "medium", "high", "xhigh" or "max" (did you mean "high"?); the target is disabled',
		],
		[
			target({ transport: "websocket" }),
			'routes.a.targets[0].transport is "websocket"; expected "sse" or "auto"; the target is disabled',
		],
		[
			target({ timeouts: { idleMs: 0 } }),
			"routes.a.targets[0].timeouts.idleMs is 0; expected a whole number of milliseconds from 1 to 86400000 (a day); the target is disabled",
		],
		[
			target({ maxTokens: 0 }),
			"routes.a.targets[0].maxTokens is 0; expected a whole number of tokens above 0; the target is disabled",
		],
		[
			target({ balanceEndpoint: "http://example.test" }),
			'routes.a.targets[0].balanceEndpoint is "http://example.test"; expected an https address (http only on this machine), without user name or password; the target is disabled',
		],
		[
			target({ balanceEndpoint: "https://user:pw@example.test/" }),
			'routes.a.targets[0].balanceEndpoint is "(hidden)"; expected an https address (http only on this machine), without user name or password; the target is disabled',
		],
		[
			target({ balanceEndpoint: "not an address" }),
			'routes.a.targets[0].balanceEndpoint is "not an address"; expected an https address (http only on this machine), without user name or password; the target is disabled',
		],
		[target({ apiKey: "hunter2" }), "routes.a.targets[0].apiKey is not a known key; it is ignored"],
		[
			target({ sortBy: "config" }),
			"routes.a.targets[0].sortBy is in the wrong place: it belongs in a route; it is ignored",
		],
		[
			route({ targets: [GOOD, "anthropic/x"] }),
			'routes.a.targets[1] is "anthropic/x"; expected a target: an object with provider and modelId; the target is disabled',
		],
		[
			route({ targets: [GOOD, { ...GOOD, label: "again" }] }),
			'routes.a.targets[1] repeats the target "anthropic/claude-opus-5-5" of this route; the target is disabled',
		],
		[
			route({ targets: [GOOD, ["anthropic", "x"]] }),
			"routes.a.targets[1] is a list; expected a target: an object with provider and modelId; the target is disabled",
		],
	])("says what is wrong with a target and disables that target alone: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});

	it.each<Row>([
		[
			{ ...ROUTES, aliases: { x: "claude" } },
			'aliases.x is "claude"; expected "provider/modelId" or "auto-router/<route>"; the alias is left out',
		],
		[
			{ ...ROUTES, aliases: { x: [] } },
			'aliases.x is []; expected "provider/modelId" or "auto-router/<route>", or a list of such; the alias is left out',
		],
		[
			{ ...ROUTES, aliases: { x: ["a/b", 5] } },
			'aliases.x[1] is 5; expected "provider/modelId" or "auto-router/<route>"; this name is left out of the alias',
		],
		[
			{ ...ROUTES, aliases: { x: "https://a/b" } },
			'aliases.x is "https://a/b"; expected "provider/modelId" or "auto-router/<route>"; the alias is left out',
		],
		[
			{ ...ROUTES, aliases: { x: "auto-router/b" } },
			'aliases.x is "auto-router/b", which names no usable route (did you mean "auto-router/a"?); the alias is left out',
		],
		[
			{ ...ROUTES, aliases: { x: ["auto-router/other"] } },
			'aliases.x[0] is "auto-router/other", which names no usable route; this name is left out of the alias',
			"aliases.x has no usable entry; the alias is left out",
		],
		[
			{ ...ROUTES, aliases: { "@x": "a/b" } },
			'aliases["@x"] has a wrong name; expected a name without blanks, "/" or "@"; the alias is left out',
		],
		[
			{ ...ROUTES, budgets: { google: 5 } },
			"budgets.google is 5; expected an object with dailyUsd or monthlyUsd; the budget does not apply",
		],
		[
			{ ...ROUTES, budgets: { google: {} } },
			"budgets.google is incomplete or inconsistent; expected dailyUsd or monthlyUsd; the budget does not apply",
		],
		[
			{ ...ROUTES, budgets: { google: { daily: 5 } } },
			'budgets.google.daily is not a known key (did you mean "dailyUsd"?); it is ignored',
			"budgets.google is incomplete or inconsistent; expected dailyUsd or monthlyUsd; the budget does not apply",
		],
		[
			{ ...ROUTES, budgets: { google: { dailyUsd: 0 } } },
			"budgets.google.dailyUsd is 0; expected an amount in US dollars above 0; the budget does not apply",
		],
		[
			{ ...ROUTES, quota: { zai: 5 } },
			"quota.zai is 5; expected a quota window, or a list of such; the quota window is not counted",
		],
		[
			{ ...ROUTES, quota: { zai: { duration: "5 hours", limitUsd: 1 } } },
			'quota.zai.duration is "5 hours"; expected a length such as "30m", "5h", "7d" or "2w"; the quota window is not counted',
		],
		[
			{ ...ROUTES, quota: { zai: { duration: "5h" } } },
			"quota.zai is incomplete or inconsistent; expected exactly one of limitTokens, limitRequests and limitUsd; the quota window is not counted",
		],
		[
			{ ...ROUTES, quota: { zai: [{ limitUsd: 1 }, { duration: "5h", limitUsd: 1, limitTokens: 3 }] } },
			'quota.zai[0].duration is missing; expected a length such as "30m", "5h", "7d" or "2w"; the quota window is not counted',
			"quota.zai[1] is incomplete or inconsistent; expected exactly one of limitTokens, limitRequests and limitUsd; the quota window is not counted",
			"quota.zai has no usable entry; the quota window is not counted",
		],
	])("says what is wrong with aliases, budgets and quota windows: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});
});
