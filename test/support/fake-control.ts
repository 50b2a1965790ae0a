import { ROUTER_PREFIX } from "../../src/core/config/config.ts";
import { resolveName } from "../../src/core/config/resolve-name.ts";
import type { Inspection } from "../../src/core/reports/inspection.ts";
import { promptReport } from "../../src/core/reports/prompt-report.ts";
import { findStory, type RequestStory } from "../../src/core/reports/request-story.ts";
import type { Control, NameReport, RouteReport, TargetReport } from "../../src/engine/control.ts";
import type { CommandContext } from "../../src/surfaces/commands/command.ts";
import { NOW_MS } from "./builders.ts";
import { aCandidate, aRoute } from "./engine-builders.ts";

const FREE = { kind: "free" } as const;

const OPUS = aCandidate("anthropic/claude-opus-5", {
	target: { label: "Claude Opus 5", rank: 1 },
	facts: { hasImageInput: true, price: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 } },
});
const SOL = aCandidate("openai-codex/gpt-5.6-sol", { target: { label: "GPT-5.6 Sol" }, configRank: 1 });
const DEEPSEEK = aCandidate("deepseek/deepseek-v4", {
	target: { label: "DeepSeek V4", billing: "per-token" },
	facts: {
		hasCredentials: false,
		thinkingLevels: ["off"],
		price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
	},
	configRank: 2,
});
const MISTYPED = aCandidate("zai/glm-6", {
	target: { label: "GLM 6" },
	facts: "unknown",
	nearestModelIds: ["glm-5.6", "glm-5.5-air"],
	configRank: 3,
});

/** A target that is ready, first in the order. */
export function aTargetReport(overrides: Partial<TargetReport> = {}): TargetReport {
	return { candidate: OPUS, availability: FREE, rank: 0, ...overrides };
}

/** A target in each state that people meet: ready, at rest, without login, and not in the catalog. */
export function mixedRoute(): RouteReport {
	const cooldown = { untilMs: NOW_MS + 250_000, setAtMs: NOW_MS, kind: "rate", reason: "Too many requests" } as const;
	const targets: readonly TargetReport[] = [
		aTargetReport({ ttftMs: 2_140, samples: 14 }),
		{
			candidate: SOL,
			availability: { kind: "cooling", scope: "target", key: SOL.target.id, cooldown },
			rejection: "GPT-5.6 Sol is rate-limited; 4m10s left",
			ttftMs: 900,
			samples: 3,
		},
		{
			candidate: DEEPSEEK,
			availability: FREE,
			rejection: "pi has no login or key for deepseek",
		},
		{ candidate: MISTYPED, availability: FREE, rejection: 'zai has no model "glm-6"' },
	];
	const route = aRoute({ name: "Software engineering", targets: targets.map(({ candidate }) => candidate.target) });
	return { route, targets };
}

/** A route with one ready target. */
export function simpleRoute(id: string, name = id): RouteReport {
	return { route: aRoute({ id, name }), targets: [aTargetReport()] };
}

/** What a fake control knows besides its answers. */
export interface FakeKnowledge {
	readonly routes?: readonly RouteReport[];
	readonly aliases?: Readonly<Record<string, readonly string[]>>;
	readonly stories?: readonly RequestStory[];
}

function nameReport(
	routes: readonly RouteReport[],
	aliases: ReadonlyMap<string, readonly string[]>,
	name: string,
): NameReport {
	const resolved = resolveName({ routes: new Map(routes.map(({ route }) => [route.id, route])), aliases }, name);
	switch (resolved.kind) {
		case "route":
			return { kind: "route", routeId: resolved.route.id };
		case "alias": {
			const models = resolved.members.map((member) =>
				member.kind === "route"
					? { provider: ROUTER_PREFIX.slice(0, -1), modelId: member.route.id }
					: { provider: member.provider, modelId: member.modelId },
			);
			return { kind: "alias", alias: resolved.name, models };
		}
		default:
			return resolved;
	}
}

/** A machine on which everything is as it should be. */
export function aSoundInspection(more: Partial<Inspection> = {}): Inspection {
	const folder = "/home/me/.pi/agent/extensions";
	return {
		pi: "1.5.2",
		node: "v24.21.0",
		variables: [],
		files: [
			{ what: "routes file", path: `${folder}/auto-router.routes.json`, kind: "file", bytes: 2_048, mode: 0o600 },
			{ what: "log folder", path: folder, kind: "folder", mode: 0o700 },
			{ what: "event log", path: `${folder}/auto-router.events.jsonl`, kind: "file", bytes: 3_145_728, mode: 0o600 },
			{ what: "saved state", path: `${folder}/auto-router.state.json`, kind: "file", bytes: 40_960, mode: 0o600 },
		],
		logins: [
			{ account: "anthropic", kind: "login", from: "pi's auth.json", expiresAtMs: NOW_MS + 3 * 3_600_000 },
			{ account: "openai-codex", kind: "login", from: "pi's auth.json", expiresAtMs: NOW_MS - 60_000 },
			{ account: "deepseek", kind: "none" },
		],
		imports: [],
		...more,
	};
}

/** A control by hand: `mixedRoute` and `subscription-fast`, an alias for each and one for a model; answers may be replaced. */
export function aControl(knowledge: FakeKnowledge = {}, answers: Partial<Control> = {}): Control {
	const { routes = [mixedRoute(), simpleRoute("subscription-fast", "Fast")], stories = [] } = knowledge;
	const aliases = new Map(
		Object.entries(
			knowledge.aliases ?? {
				swe: [`${ROUTER_PREFIX}subscription-swe`],
				fast: [`${ROUTER_PREFIX}subscription-fast`],
				claude: ["anthropic/claude-opus-5", "anthropic/claude-sonnet-5"],
			},
		),
	);
	const config = {
		path: "/home/me/.pi/agent/extensions/auto-router.routes.json",
		source: "file",
		problems: [],
	} as const;
	return {
		version: "1.2.3",
		now: () => NOW_MS,
		timeZone: () => "UTC",
		config: () => config,
		routes: () => routes.map(({ route }) => route),
		aliases: () => aliases,
		route: (id) => routes.find(({ route }) => route.id === id),
		resolve: (name) => nameReport(routes, aliases, name),
		story: (query) => findStory(stories, query),
		stories: () => stories,
		models: () => [],
		describe: (provider, modelId) => aCandidate(`${provider}/${modelId}`, { facts: "unknown" }),
		rules: () => [],
		ruleProblems: () => [],
		mode: () => ({ isOn: false, by: "default" }),
		setMode: () => undefined,
		circuits: () => [],
		cooldowns: () => [],
		budgets: () => [],
		setBudget: () => undefined,
		clearBudget: () => undefined,
		quotas: () => [],
		balances: () => [],
		refreshQuotas: async () => [],
		refreshBalances: async () => [],
		rate: () => undefined,
		ratings: () => [],
		warnings: () => [],
		readPrompt: async (prompt) => promptReport(prompt, (name) => aliases.has(name)),
		inspect: async () => aSoundInspection(),
		reload: async () => config,
		reset: () => undefined,
		...answers,
	};
}

/** A command's context on the route `subscription-swe`, 80 columns wide, where every switch and every question succeeds. */
export function aCommandContext(overrides: Partial<CommandContext> = {}): CommandContext {
	return {
		control: aControl(),
		sessionId: "session-1",
		currentModel: { provider: "auto-router", id: "subscription-swe" },
		thinking: "high",
		switchModel: async () => "switched",
		confirm: async () => true,
		width: 80,
		json: false,
		...overrides,
	};
}
