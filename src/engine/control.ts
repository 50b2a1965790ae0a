import type { BudgetPeriod } from "../core/accounting/budget-period.ts";
import type { PolicyRule } from "../core/config/rule-schema.ts";
import type { Candidate } from "../core/decision.ts";
import type { FeedbackData } from "../core/events.ts";
import type { ModelFacts } from "../core/model.ts";
import type { ModeName, ModeState } from "../core/modes.ts";
import type { RuleProblem } from "../core/policy/problems/rule-problem.ts";
import type { BalanceReport } from "../core/reports/balance-report.ts";
import type { BudgetReport } from "../core/reports/budget-report.ts";
import type { Inspection } from "../core/reports/inspection.ts";
import type { PromptReport } from "../core/reports/prompt-report.ts";
import type { QuotaReport, RefreshReport } from "../core/reports/quota-report.ts";
import type { RatingReport } from "../core/reports/ratings-report.ts";
import type { RequestStories, RequestStory, StoryQuery } from "../core/reports/request-story.ts";
import type { Availability } from "../core/resilience/availability.ts";
import type { CircuitView } from "../core/resilience/circuit-breaker.ts";
import type { Route } from "../core/route.ts";
import type { Answer } from "../core/session-memory.ts";

/** Where the configuration in force came from, and what was wrong with the file, one line each. */
export interface ConfigReport {
	readonly path: string;
	readonly source: "file" | "last-good" | "defaults";
	readonly problems: readonly string[];
}

/** A target of a route as it stands now. */
export interface TargetReport {
	readonly candidate: Candidate;
	readonly availability: Availability;
	/** Place in the order of a text request that would be made now, from 0; absent when it would be rejected. */
	readonly rank?: number;
	/** Why it would be rejected. */
	readonly rejection?: string;
	readonly ttftMs?: number;
	readonly samples?: number;
}

/** A route with its targets in the order they would be tried now, rejected ones last. */
export interface RouteReport {
	readonly route: Route;
	readonly targets: readonly TargetReport[];
}

/** One provider's circuit. */
export interface CircuitReport {
	readonly provider: string;
	readonly view: CircuitView;
}

/** Something that rests. */
export interface CooldownReport {
	readonly scope: string;
	readonly key: string;
	readonly untilMs: number;
	readonly phrase: string;
	readonly reason: string;
}

/** Everything worth a warning besides the configuration: files that cannot be written, a second router. */
export type Warnings = readonly string[];

/** What a name given by the user stands for. */
export type NameReport =
	| { readonly kind: "route"; readonly routeId: string }
	| {
			readonly kind: "alias";
			readonly alias: string;
			readonly models: readonly { readonly provider: string; readonly modelId: string }[];
	  }
	| { readonly kind: "model"; readonly provider: string; readonly modelId: string }
	| { readonly kind: "unknown"; readonly name: string; readonly nearest: readonly string[] };

/** A model of pi's catalog. */
export interface ModelReport {
	readonly provider: string;
	readonly modelId: string;
	/** As pi shows it. */
	readonly name: string;
	readonly facts: ModelFacts;
}

/** The rules that apply on one route, in the order in which they apply. */
export interface RouteRules {
	readonly routeId: string;
	readonly rules: readonly { readonly rule: PolicyRule; readonly isForAllRoutes: boolean }[];
}

/** What surfaces may ask and do about money and quota. */
export interface MoneyControl {
	/** What each provider's account used and may use: those with a limit first. */
	budgets(): readonly BudgetReport[];
	/** Sets a limit for this and all other processes; it comes before that of the routes file. */
	setBudget(
		provider: string,
		period: BudgetPeriod,
		limit: { readonly limitUsd: number; readonly isHard: boolean },
	): void;
	/** Takes back a limit that was set by command. That of the routes file stays. */
	clearBudget(provider: string, period: BudgetPeriod): void;
	/** How plans and monthly budgets stand, by account. */
	quotas(): readonly QuotaReport[];
	/** What is left of prepaid credit, by account. */
	balances(): readonly BalanceReport[];
	/** Asks vendors for quota now; empty where there is nobody to ask. */
	refreshQuotas(): Promise<readonly RefreshReport[]>;
	/** Asks vendors for balances now; empty where there is nobody to ask. */
	refreshBalances(): Promise<readonly RefreshReport[]>;
}

/** What the user says of an answer. */
export type Opinion = Pick<FeedbackData, "rating" | "reason" | "tags">;

/** What came of a rating. */
export interface RatingResult {
	readonly answer: Answer;
	/** As it was recorded. */
	readonly opinion: Opinion;
	/** What was said of the same answer before; it does not count any more. */
	readonly replaced?: FeedbackData["rating"];
}

/** What surfaces may ask and do about ratings. */
export interface RatingsControl {
	/** Rates the last answer of a session; undefined where it has none. */
	rate(sessionId: string | undefined, opinion: Opinion): RatingResult | undefined;
	/** What was said of the models so far, the one that was rated last first. */
	ratings(): readonly RatingReport[];
}

/** What surfaces may ask and do. Asking never changes anything. */
export interface Control extends MoneyControl, RatingsControl {
	readonly version: string;
	now(): number;
	timeZone(): string | undefined;
	config(): ConfigReport;
	routes(): readonly Route[];
	aliases(): ReadonlyMap<string, readonly string[]>;
	route(id: string): RouteReport | undefined;
	resolve(name: string): NameReport;
	story(query: StoryQuery): RequestStory | undefined;
	/** The newest requests, oldest first. */
	stories(): RequestStories;
	/** Every model that pi knows, with or without a login for it; empty until pi has shown its catalog. */
	models(): readonly ModelReport[];
	/** A model as a target would see it: its facts, or the nearest ids where pi does not have it. */
	describe(provider: string, modelId: string): Candidate;
	rules(): readonly RouteRules[];
	/** Rules that do not do what their authors probably mean. */
	ruleProblems(): readonly RuleProblem[];
	/** What a prompt would be taken for in a session, and why; nothing is sent or remembered. */
	readPrompt(prompt: string, sessionId: string | undefined): Promise<PromptReport>;
	mode(name: ModeName): ModeState;
	/** Switches a mode for this and later sessions. The environment may keep it as it is; `mode` tells. */
	setMode(name: ModeName, isOn: boolean): void;
	circuits(): readonly CircuitReport[];
	cooldowns(): readonly CooldownReport[];
	warnings(): Warnings;
	/** Looks at the surroundings: files, environment, logins, versions. */
	inspect(): Promise<Inspection>;
	/** Reads the routes file again and returns what came of it. */
	reload(): Promise<ConfigReport>;
	/** Clears cooldowns, circuits, decision history, warnings and latency; never spend, never the log. */
	reset(): void;
}
