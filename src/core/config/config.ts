import { type Route, type Target, targetId } from "../route.ts";
import type { PolicyRule } from "./rule-schema.ts";
import type { RoutesFile, Settings, UviThresholds } from "./schema.ts";

/** A spending limit that the user wrote into the routes file. */
export interface BudgetLimit {
	readonly provider: string;
	readonly period: "daily" | "monthly";
	readonly limitUsd: number;
	/** A hard limit is final; a soft one gives way when nothing else is left. */
	readonly isHard: boolean;
}

/** A quota window that is counted from the router's own records, for plans that tell no usage. */
export interface LocalQuotaWindow {
	readonly provider: string;
	/** As written, for example `5h`. */
	readonly id: string;
	readonly windowMs: number;
	readonly unit: "tokens" | "requests" | "usd";
	readonly limit: number;
}

/** Everything that the routes file says, checked and with its defaults filled in. */
export interface Config {
	readonly routes: ReadonlyMap<string, Route>;
	/** Short names; each stands for models (`provider/modelId`) or routes (`auto-router/<id>`). */
	readonly aliases: ReadonlyMap<string, readonly string[]>;
	/** Rules of all routes. */
	readonly policyRules: readonly PolicyRule[];
	readonly budgets: readonly BudgetLimit[];
	readonly quota: readonly LocalQuotaWindow[];
	readonly uvi: UviThresholds;
	readonly settings: Settings;
	/** IANA zone of days, months and times of day. Absent: that of the machine. */
	readonly timeZone?: string;
	/** Directory of log and state files as written; `~/` is not expanded. */
	readonly logDir?: string;
}

/** Turns a checked file into what the router works with. Routes of `defaults` stand in when the file is to have none. */
export function toConfig(
	file: RoutesFile,
	defaults: Pick<Config, "routes" | "aliases">,
	hasOwnRoutes: boolean,
): Config {
	const own = new Map(Object.entries(file.routes).map(([id, route]) => [id, toRoute(id, route)]));
	const routes = hasOwnRoutes ? own : defaults.routes;
	const builtIn = [...defaults.aliases].filter(([, names]) => names.every((name) => isUsable(name, routes)));
	return {
		routes,
		aliases: new Map([...builtIn, ...Object.entries(file.aliases)]),
		policyRules: file.policyRules,
		budgets: Object.entries(file.budgets).flatMap(([provider, budget]) => toLimits(provider, budget)),
		quota: Object.entries(file.quota).flatMap(([provider, windows]) =>
			windows.map((window) => toWindow(provider, window)),
		),
		uvi: file.uvi,
		settings: file.settings,
		...(file.timeZone === undefined ? {} : { timeZone: file.timeZone }),
		...(file.logDir === undefined ? {} : { logDir: file.logDir }),
	};
}

/** Provider id of the router itself; what follows the slash is a route. */
export const ROUTER_PREFIX = "auto-router/";

function isUsable(name: string, routes: ReadonlyMap<string, Route>): boolean {
	return !name.startsWith(ROUTER_PREFIX) || routes.has(name.slice(ROUTER_PREFIX.length));
}

type FileRoute = RoutesFile["routes"][string];

function toRoute(id: string, route: FileRoute): Route {
	return { ...route, id, name: route.name ?? id, targets: route.targets.map(toTarget) };
}

function toTarget(target: FileRoute["targets"][number]): Target {
	const label = target.label ?? `${target.provider}/${target.modelId}`;
	return { ...target, id: targetId(target.provider, target.modelId, target.authProvider), label };
}

function toLimits(provider: string, budget: RoutesFile["budgets"][string]): BudgetLimit[] {
	const limit = (period: BudgetLimit["period"], limitUsd: number | undefined): BudgetLimit[] =>
		limitUsd === undefined ? [] : [{ provider, period, limitUsd, isHard: budget.hard }];
	return [...limit("daily", budget.dailyUsd), ...limit("monthly", budget.monthlyUsd)];
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function toWindow(provider: string, window: RoutesFile["quota"][string][number]): LocalQuotaWindow {
	const { duration, limitTokens, limitRequests, limitUsd } = window;
	const unitMs = UNIT_MS[duration.slice(-1) as keyof typeof UNIT_MS];
	const common = { provider, id: duration, windowMs: Number.parseInt(duration, 10) * unitMs };
	if (limitTokens !== undefined) return { ...common, unit: "tokens", limit: limitTokens };
	if (limitRequests !== undefined) return { ...common, unit: "requests", limit: limitRequests };
	return { ...common, unit: "usd", limit: limitUsd as number };
}
