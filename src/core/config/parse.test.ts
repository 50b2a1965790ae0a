import { describe, expect, it } from "vitest";
import { describeIssue } from "./check/issue.ts";
import type { Config } from "./config.ts";
import { defaultConfig } from "./defaults.ts";
import { parseConfig } from "./parse.ts";

const GOOD = { provider: "anthropic", modelId: "claude-opus-5-5" };
const ROUTES = { routes: { a: { targets: [GOOD] } } };

function parse(file: unknown) {
	const text = typeof file === "string" ? file : JSON.stringify(file);
	return parseConfig(text, { path: "routes.json", defaults: defaultConfig(() => true) });
}

function configOf(file: unknown): Config {
	const parsed = parse(file);
	expect(parsed.issues.map(describeIssue)).toEqual([]);
	if (parsed.kind === "unreadable") throw new Error("the file is unreadable");
	return parsed.config;
}

describe("parseConfig", () => {
	it("fills in what a route and a target leave out", () => {
		expect(configOf(ROUTES).routes.get("a")).toEqual({
			id: "a",
			name: "a",
			reasoning: true,
			input: ["text", "image"],
			sortBy: "adaptive",
			affinity: "session",
			commitOn: "output",
			onRefusal: "stop",
			whenAllRejected: "earliest-recovery",
			timeouts: {},
			policyRules: [],
			targets: [
				{
					id: "anthropic/claude-opus-5-5",
					...GOOD,
					label: "anthropic/claude-opus-5-5",
					billing: "subscription",
				},
			],
		});
	});

	it("keeps everything that a target says", () => {
		const target = {
			...GOOD,
			label: "Opus",
			rank: -1,
			authProvider: "anthropic-work",
			billing: "per-token",
			balanceEndpoint: "http://127.0.0.1:8080/balance",
			timeouts: { idleMs: 5 },
			maxTokens: 1000,
			thinkingLevel: "xhigh",
			transport: "auto",
		};
		const route = configOf({ routes: { a: { targets: [target] } } }).routes.get("a");
		expect(route?.targets).toEqual([{ ...target, id: "anthropic/claude-opus-5-5@anthropic-work" }]);
	});

	it("takes two accounts of one model for two targets", () => {
		const targets = [GOOD, { ...GOOD, authProvider: "anthropic-work" }];
		expect(configOf({ routes: { a: { targets } } }).routes.get("a")?.targets).toHaveLength(2);
	});

	it("gives the thresholds and settings that were not stated", () => {
		const { uvi, settings, timeZone, logDir } = configOf({ ...ROUTES, uvi: { criticalAt: 3 } });
		expect({ uvi, settings, timeZone, logDir }).toMatchInlineSnapshot(`
			{
			  "logDir": undefined,
			  "settings": {
			    "logMaxAgeDays": 90,
			    "logMaxMb": 20,
			    "logPrompts": false,
			  },
			  "timeZone": undefined,
			  "uvi": {
			    "criticalAt": 3,
			    "criticalFreedBelow": 1.8,
			    "criticalUsedMin": 0.5,
			    "onCritical": "block",
			    "stressedAt": 1.5,
			    "stressedUsedMin": 0.1,
			    "surplusAt": 0.5,
			    "surplusElapsedMin": 0.7,
			  },
			}
		`);
	});

	it("keeps the time zone and the log directory", () => {
		expect(configOf({ ...ROUTES, timeZone: "Europe/Berlin", logDir: "~/logs" })).toMatchObject({
			timeZone: "Europe/Berlin",
			logDir: "~/logs",
		});
	});

	it("makes one limit of each period of a budget", () => {
		const budgets = { google: { dailyUsd: 2, monthlyUsd: 20, hard: true }, deepseek: { monthlyUsd: 5 } };
		expect(configOf({ ...ROUTES, budgets }).budgets).toEqual([
			{ provider: "google", period: "daily", limitUsd: 2, isHard: true },
			{ provider: "google", period: "monthly", limitUsd: 20, isHard: true },
			{ provider: "deepseek", period: "monthly", limitUsd: 5, isHard: false },
		]);
	});

	it("reads one quota window or several, in every unit", () => {
		const quota = {
			zai: { duration: "5h", limitTokens: 9 },
			minimax: [
				{ duration: "30m", limitRequests: 8 },
				{ duration: "7d", limitUsd: 1.5 },
				{ duration: "2w", limitUsd: 2 },
			],
		};
		expect(configOf({ ...ROUTES, quota }).quota).toEqual([
			{ provider: "zai", id: "5h", windowMs: 18_000_000, unit: "tokens", limit: 9 },
			{ provider: "minimax", id: "30m", windowMs: 1_800_000, unit: "requests", limit: 8 },
			{ provider: "minimax", id: "7d", windowMs: 604_800_000, unit: "usd", limit: 1.5 },
			{ provider: "minimax", id: "2w", windowMs: 1_209_600_000, unit: "usd", limit: 2 },
		]);
	});

	it("reads every type of rule, single names as lists, and nested conditions", () => {
		const condition = {
			intent: "code",
			subtask: ["review"],
			tier: "swe",
			estimatedTokensMin: 0,
			estimatedTokensMax: 9,
			afterTime: "22:00",
			beforeTime: "07:30",
			timeZone: "UTC",
			daysOfWeek: [0, 6],
			hasImages: false,
			feedback: { minRatings: 3, minPositiveShare: 0.5, maxConsecutiveBad: 2 },
			budgetUsedMin: 0.8,
			uviMin: 1,
			uviMax: 2,
			project: "**/work/**",
			all: [{ tier: "swe" }],
			any: [{ hasImages: true }, { not: { intent: ["general"] } }],
			not: { tier: ["fast", "vision"] },
		};
		const policyRules = [
			{ name: "a", type: "force-tier", tier: "reasoning", priority: -1, condition },
			{ name: "b", type: "force-billing", billing: "subscription" },
			{ name: "c", type: "force-constraint", constraint: { reasoning: true, vision: false, minContextWindow: 5 } },
			{ name: "d", type: "require-provider", provider: "zai" },
			{ name: "e", type: "prefer-provider", provider: ["zai", "google"] },
			{ name: "f", type: "exclude-provider", provider: "zai" },
			{ name: "g", type: "prefer-model", model: "zai/glm-5.3" },
			{ name: "h", type: "exclude-model", model: ["glm-5.3"] },
		];
		const config = configOf({ routes: { a: { targets: [GOOD], policyRules } }, policyRules });
		expect(config.routes.get("a")?.policyRules).toEqual(config.policyRules);
		expect(config.policyRules).toEqual([
			{
				...policyRules[0],
				condition: {
					...condition,
					intent: ["code"],
					tier: ["swe"],
					all: [{ tier: ["swe"] }],
				},
			},
			{ ...policyRules[1], priority: 0 },
			{ ...policyRules[2], priority: 0 },
			{ ...policyRules[3], priority: 0, provider: ["zai"] },
			{ ...policyRules[4], priority: 0 },
			{ ...policyRules[5], priority: 0, provider: ["zai"] },
			{ ...policyRules[6], priority: 0, model: ["zai/glm-5.3"] },
			{ ...policyRules[7], priority: 0 },
		]);
	});

	it("uses the default routes only where the file states none", () => {
		const ids = (file: unknown) => {
			const parsed = parse(file);
			return parsed.kind === "ok" ? [...parsed.config.routes.keys()] : [];
		};
		const five = [...defaultConfig(() => true).routes.keys()];
		expect(ids({ aliases: { x: "auto-router/subscription-swe" } })).toEqual(five);
		expect(ids({ routes: { _comment: 1 } })).toEqual(five);
		expect(ids(ROUTES)).toEqual(["a"]);
		expect(ids({ routes: { a: { targets: [] } } })).toEqual([]);
	});

	it("has no routes when neither the file nor the defaults have any", () => {
		const parsed = parseConfig("{}", { path: "routes.json" });
		expect(parsed).toMatchObject({ kind: "ok", issues: [] });
		expect(parsed.kind === "ok" && parsed.config.routes.size).toBe(0);
	});

	it("adds the built-in aliases whose routes exist, and lets the file's own ones win", () => {
		const routes = { "subscription-swe": { targets: [GOOD] } };
		const { aliases } = configOf({
			routes,
			aliases: { claude: "anthropic/x", mine: ["a/b/c", "auto-router/subscription-swe"] },
		});
		expect(aliases.get("swe")).toEqual(["auto-router/subscription-swe"]);
		expect(aliases.has("reasoning")).toBe(false);
		expect(aliases.get("claude")).toEqual(["anthropic/x"]);
		expect(aliases.get("mine")).toEqual(["a/b/c", "auto-router/subscription-swe"]);
	});

	it.each([
		["{", "routes.json:1 cannot be read: close brace expected (column 2)"],
		['{\n  "routes": {},,\n}', "routes.json:2 cannot be read: property name expected (column 16)"],
		["", "routes.json:1 cannot be read: the file is empty (column 1)"],
		["[]", "routes.json:1 is []; expected an object; the file is not used"],
		['{"routes": []}', "routes.json:1 routes is []; expected an object; the file is not used"],
		['{\n"routes": null}', "routes.json:2 routes is null; expected an object; the file is not used"],
	])("does not use %j at all", (text, line) => {
		const parsed = parse(text);
		expect(parsed.kind).toBe("unreadable");
		expect(parsed.issues.map(describeIssue)).toEqual([line]);
	});

	it("says which keys are given twice", () => {
		const parsed = parse(
			'{"routes": {"a": {\n"targets": [{"provider": "p", "modelId": "m"}],\n"sortBy": "cost",\n"sortBy": "config"}}}',
		);
		expect(parsed.issues.map(describeIssue)).toEqual([
			"routes.json:4 routes.a.sortBy is given more than once; the last one counts",
		]);
	});

	it("tells everything about an issue apart", () => {
		const { issues } = parse({ routes: { a: { targets: [{ ...GOOD, billing: "per-tokn" }, { ...GOOD }] } } });
		expect(issues).toEqual([
			{
				severity: "error",
				code: "wrong-value",
				file: "routes.json",
				path: "routes.a.targets[0].billing",
				line: 1,
				value: '"per-tokn"',
				expected: '"subscription" or "per-token"',
				nearest: "per-token",
				message:
					'is "per-tokn"; expected "subscription" or "per-token" (did you mean "per-token"?); the target is disabled',
			},
		]);
	});

	it("orders issues as they stand in the file and lists at most a hundred", () => {
		const bad = Array.from({ length: 150 }, () => ({ provider: 1, modelId: "m" }));
		const text = JSON.stringify({ wrong: 1, routes: { a: { targets: [...bad, GOOD] } } }, undefined, 1);
		const { issues } = parse(text);
		expect(issues).toHaveLength(101);
		expect(issues.at(-1)).toMatchObject({ code: "more", message: "has 51 more problems" });
		const lines = issues.slice(0, -1).map((issue) => issue.line ?? 0);
		expect(lines).toEqual(lines.toSorted((a, b) => a - b));
	});

	it("warns of a file written for a later release and reads what it knows", () => {
		const parsed = parse({ ...ROUTES, version: 9 });
		expect(parsed.issues.map(describeIssue)).toEqual([
			"routes.json:1 version is 9, newer than this release knows (1); what it does not know is reported too",
		]);
	});
});
