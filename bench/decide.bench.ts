// The decision alone, and with the facts about the request that are read from its messages.

import type { Message } from "@earendil-works/pi-ai";
import { Bench } from "tinybench";
import { createModelGateway } from "../src/adapters/pi/call/model-gateway.ts";
import { estimateTokens } from "../src/adapters/pi/facts/estimate-request.ts";
import { hasImages, inferReason, newestUserMessage } from "../src/adapters/pi/facts/request-facts.ts";
import type { Standing } from "../src/core/accounting/standing.ts";
import { defaultConfig } from "../src/core/config/defaults.ts";
import { decide } from "../src/core/decide/decide.ts";
import { probeRequest } from "../src/core/decide/probe-request.ts";
import type { Snapshot } from "../src/core/decide/stage.ts";
import type { RouteRequest } from "../src/core/request.ts";
import type { Route } from "../src/core/route.ts";
import { initialState, type RouterState } from "../src/core/state.ts";
import { createConfigHolder } from "../src/engine/config-holder.ts";
import { aConversation } from "./support/conversation.ts";
import { createFakeRegistry } from "./support/fake-registry.ts";
import { aRoutesFile, someTargets } from "./support/routes-file.ts";
import { type Summary, summarize } from "./support/samples.ts";
import { formatRatio, printMachine, printTable, type Row, timeColumns } from "./support/table.ts";

const TARGETS = [5, 20, 200];
const MESSAGES = [10, 200, 2_000];
const AUTHOR = { api: "anthropic-messages", provider: "provider-0", model: "model-a" };
const NOW_MS = Date.parse("2026-03-14T12:00:00Z");

function aRoute(targets: number): Route {
	const config = createConfigHolder({
		file: { path: "routes.json", read: async () => ({ kind: "missing" }) },
		defaults: defaultConfig,
	});
	const text = JSON.stringify(aRoutesFile({ bench: someTargets(targets) }));
	const route = config.accept({ kind: "text", text }).config.routes.get("bench");
	if (!route) throw new Error("the routes file of this benchmark is not accepted");
	return route;
}

/** A fifth of the targets rests, and the latency of all is known. */
function aState({ targets }: Route): RouterState {
	const cooldowns = targets.filter((_, i) => i % 5 === 4).map(({ id }) => [`target:${id}`, aCooldown()] as const);
	const latencies = targets.map(({ id }, i) => [id, { ttftMs: 500 + i, samples: 9, updatedAtMs: NOW_MS }] as const);
	return { ...initialState, cooldowns: new Map(cooldowns), latencies: new Map(latencies) };
}

function aCooldown() {
	return { untilMs: NOW_MS + 60_000, setAtMs: NOW_MS - 1_000, kind: "overload", reason: "overloaded" } as const;
}

function withFacts(base: RouteRequest, messages: readonly Message[]): RouteRequest {
	return {
		...base,
		reason: inferReason(messages, true, undefined),
		estimatedTokens: estimateTokens(messages),
		hasImages: hasImages(messages),
		promptChars: newestUserMessage(messages)?.text.length ?? 0,
	};
}

/** Every target has two budgets and a plan; a tenth of the plans is used up. */
function aStanding(_: unknown, at: number): Standing {
	const budget = (period: "daily" | "monthly", limitUsd: number) => ({ period, limitUsd, spentUsd: 1, isHard: false });
	const status = at % 10 === 9 ? "exhausted" : "ok";
	const pace = { status, uvi: 0.9, windowId: "5h", usedShare: 0.4, resetsAtMs: NOW_MS + 3_600_000 } as const;
	return { budgets: [budget("daily", 10), budget("monthly", 100)], pace };
}

const bench = new Bench({ time: 250, warmupTime: 100, retainSamples: true });
const { registry } = createFakeRegistry();
const gateway = createModelGateway(() => registry, new Set());
for (const targets of TARGETS) {
	const route = aRoute(targets);
	const candidates = route.targets.map((target, configRank) => gateway.describe(target, configRank));
	const snapshot: Snapshot = {
		nowMs: NOW_MS,
		state: aState(route),
		rules: [],
		timeZone: "UTC",
		standings: new Map(),
		modes: { isShadow: false, isHard: false, blocksCritical: true },
	};
	const standings = new Map(route.targets.map((target, at) => [target.id, aStanding(target, at)]));
	bench.add(`${targets} targets, budgets and plans: decide`, () => {
		decide(probeRequest(route), route, candidates, { ...snapshot, standings });
	});
	for (const count of MESSAGES) {
		const messages = aConversation(count, AUTHOR);
		const request = withFacts(probeRequest(route), messages);
		const name = `${targets} targets, ${count} messages`;
		bench.add(`${name}: decide`, () => {
			decide(request, route, candidates, snapshot);
		});
		bench.add(`${name}: facts and decide`, () => {
			decide(withFacts(request, messages), route, candidates, snapshot);
		});
	}
}
await bench.run();

const measured = bench.tasks.map(({ name, result }): [string, Summary] => {
	if (!("latency" in result)) throw new Error(`${name} was not measured: ${result.state}`);
	return [name, summarize(result.latency.samples ?? [])];
});
const baseline = measured[0]?.[1].p50 ?? 0;

printMachine();
printTable(
	"decide",
	measured.map(
		([what, summary]): Row => ({ what, ...timeColumns(summary), ratio: formatRatio(summary.p50, baseline) }),
	),
	[
		"aims for decide: 5 targets p50 at most 20 µs, p99 at most 100 µs; 200 targets p50 at most 200 µs; the same for every history",
	],
);
