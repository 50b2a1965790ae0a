import { withEffectiveBilling } from "../core/accounting/effective-billing.ts";
import { describeIssue } from "../core/config/check/issue.ts";
import type { Config } from "../core/config/config.ts";
import type { ConfigState } from "../core/config/next-config.ts";
import { type Named, resolveName } from "../core/config/resolve-name.ts";
import { looseTarget } from "../core/config/resolve-pin.ts";
import { decide } from "../core/decide/decide.ts";
import { probeRequest } from "../core/decide/probe-request.ts";
import { whyUnknown } from "../core/decide/stages/why-unknown.ts";
import { FAILURE_RULES } from "../core/failure.ts";
import { modeState } from "../core/modes.ts";
import { inOrder, rulesOf } from "../core/policy/evaluate.ts";
import { findRuleProblems } from "../core/policy/problems/find-rule-problems.ts";
import type { LoginReport, MachineReport } from "../core/reports/inspection.ts";
import { findStory, type RequestStories } from "../core/reports/request-story.ts";
import { availability } from "../core/resilience/availability.ts";
import { viewCircuit } from "../core/resilience/circuit-breaker.ts";
import { splitCooldownKey } from "../core/resilience/cooldown.ts";
import { accountOf, type Route } from "../core/route.ts";
import type { ConfigHolder } from "./config-holder.ts";
import type {
	ConfigReport,
	Control,
	CooldownReport,
	NameReport,
	RouteReport,
	RouteRules,
	TargetReport,
} from "./control.ts";
import { createMoneyControl, type MoneySources } from "./money/money-control.ts";
import { createPerTokenProviders } from "./money/per-token-providers.ts";
import type { Clock, ModelGateway } from "./ports.ts";
import { createRatingsControl } from "./ratings-control.ts";
import type { Recorder } from "./recorder.ts";
import type { SnapshotInput, TakeSnapshot } from "./snapshots.ts";

/** What the control asks and steers. */
export interface ControlInput extends Pick<SnapshotInput, "environment" | "machineZone"> {
	/** What judges quota and asks vendors; without it readings are shown as they are. */
	readonly money?: MoneySources;
	readonly takeSnapshot: TakeSnapshot;
	readonly version: string;
	readonly clock: Clock;
	readonly recorder: Recorder;
	readonly config: ConfigHolder;
	readonly configPath: string;
	readonly gateway: ModelGateway;
	readonly stories: () => RequestStories;
	readonly warnings: () => readonly string[];
	readonly readPrompt: Control["readPrompt"];
	readonly inspectMachine: () => Promise<MachineReport>;
	readonly inspectLogins: (accounts: readonly string[]) => Promise<readonly LoginReport[]>;
	/** Reads the routes file and lets everything that depends on it follow. */
	readonly reload: () => Promise<ConfigState>;
	/** Forgets what is kept beside the recorder's state: decision history and warnings. */
	readonly forget: () => void;
}

function configReport(state: ConfigState, path: string, gateway: ModelGateway): ConfigReport {
	const problems = [...state.issues.map(describeIssue), ...unknownTargets(state, path, gateway)];
	return { path, source: state.source, problems };
}

/** Targets of the file that pi's catalog does not have, one line each. */
function unknownTargets({ config }: ConfigState, path: string, gateway: ModelGateway): readonly string[] {
	if (!gateway.isReady()) return [];
	return [...config.routes.values()].flatMap((route) =>
		route.targets
			.map((target, configRank) => gateway.describe(target, configRank))
			.filter(({ facts }) => facts === undefined)
			.map((candidate) => `${path} routes.${route.id}: ${whyUnknown(candidate)}; the target is left out`),
	);
}

function targetReports(route: Route, input: ControlInput, perToken: ReadonlySet<string>): readonly TargetReport[] {
	const { gateway, recorder, clock } = input;
	const state = recorder.state();
	const nowMs = clock.now();
	const candidates = route.targets.map((target, configRank) =>
		withEffectiveBilling(gateway.describe(target, configRank), perToken),
	);
	const decision = decide(probeRequest(route), route, candidates, input.takeSnapshot(route));
	// A target that is only brought back because nothing is left is shown as what it is: resting.
	const order = decision.fallback === undefined ? decision.order : [];
	const report = (targetId: string): TargetReport | undefined => {
		const candidate = candidates.find(({ target }) => target.id === targetId);
		if (!candidate) return undefined;
		const rank = order.findIndex((ranked) => ranked.candidate === candidate);
		const rejection = decision.rejections.find((one) => one.candidate === candidate);
		const latency = state.latencies.get(targetId);
		return {
			candidate,
			availability: availability(state, candidate.target, nowMs),
			...(rank < 0 ? {} : { rank }),
			...(rejection === undefined ? {} : { rejection: rejection.detail }),
			...(latency === undefined ? {} : { ttftMs: latency.ttftMs, samples: latency.samples }),
		};
	};
	const ids = [...order, ...decision.rejections].map(({ candidate }) => candidate.target.id);
	return ids.flatMap((id) => report(id) ?? []);
}

function nameReport(named: Named): NameReport {
	if (named.kind === "route") return { kind: "route", routeId: named.route.id };
	return named;
}

function resolve(input: ControlInput, name: string): NameReport {
	const found = resolveName(input.config.state().config, name);
	if (found.kind === "unknown") return found;
	if (found.kind !== "alias") return nameReport(found);
	const [first] = found.members;
	if (first?.kind === "route" && found.members.length === 1) return nameReport(first);
	const models = found.members.flatMap((one) => (one.kind === "model" ? [one] : []));
	return { kind: "alias", alias: found.name, models };
}

function cooldownReports(input: ControlInput): readonly CooldownReport[] {
	const now = input.clock.now();
	return [...input.recorder.state().cooldowns]
		.filter(([, cooldown]) => cooldown.untilMs > now)
		.map(([id, { untilMs, kind, reason }]) => {
			const phrase = FAILURE_RULES[kind].phrase;
			return { ...splitCooldownKey(id), untilMs, phrase, reason };
		})
		.sort((a, b) => a.untilMs - b.untilMs);
}

function routeRules({ policyRules }: Pick<Config, "policyRules">, route: Route): RouteRules {
	const forAll = new Set(policyRules);
	const rules = inOrder(rulesOf({ policyRules }, route));
	return { routeId: route.id, rules: rules.map((rule) => ({ rule, isForAllRoutes: forAll.has(rule) })) };
}

/** Makes what surfaces may ask and do. */
export function createControl(input: ControlInput): Control {
	const { clock, recorder, config, configPath } = input;
	const perToken = createPerTokenProviders({ config: () => config.state().config, state: () => recorder.state() });
	const routes = (): readonly Route[] => [...config.state().config.routes.values()];
	const route = (id: string): RouteReport | undefined => {
		const found = config.state().config.routes.get(id);
		return found && { route: found, targets: targetReports(found, input, perToken()) };
	};
	return {
		...createMoneyControl(input),
		...createRatingsControl(input),
		version: input.version,
		now: () => clock.now(),
		timeZone: () => config.state().config.timeZone,
		config: () => configReport(config.state(), configPath, input.gateway),
		routes,
		aliases: () => config.state().config.aliases,
		route,
		resolve: (name) => resolve(input, name),
		story: (query) => findStory(input.stories(), query),
		stories: input.stories,
		models: () => input.gateway.catalog(),
		describe: (provider, modelId) => input.gateway.describe(looseTarget(provider, modelId), 0),
		rules: () => routes().map((one) => routeRules(config.state().config, one)),
		ruleProblems: () =>
			findRuleProblems({
				policyRules: config.state().config.policyRules,
				routes: routes(),
				counts: recorder.state().ruleCounts,
			}),
		mode: (name) => modeState(name, input.environment, recorder.state()),
		setMode(name, isOn) {
			recorder.record({ type: "setting.changed", atMs: clock.now(), data: { key: name, value: isOn } });
		},
		circuits: () =>
			[...recorder.state().circuits].map(([provider, circuit]) => ({
				provider,
				view: viewCircuit(circuit, clock.now()),
			})),
		cooldowns: () => cooldownReports(input),
		readPrompt: input.readPrompt,
		warnings: input.warnings,
		async inspect() {
			const accounts = [...new Set(routes().flatMap(({ targets }) => targets.map(accountOf)))];
			const [machine, logins] = await Promise.all([input.inspectMachine(), input.inspectLogins(accounts)]);
			return { ...machine, logins, imports: [...recorder.state().accounting.imports] };
		},
		reload: async () => configReport(await input.reload(), configPath, input.gateway),
		reset() {
			recorder.record({ type: "state.reset", atMs: clock.now(), data: {} });
			input.forget();
		},
	};
}
