// From pi's call of the router to the router's call of the target: what a request costs before anything is sent.

import type { Message } from "@earendil-works/pi-ai";
import {
	aConversation,
	aFinishedConversation,
	answerStream,
	aPrompt,
	asContext,
	textOf,
} from "./support/conversation.ts";
import { countSyncFsCalls } from "./support/count-calls.ts";
import { createFakeRegistry } from "./support/fake-registry.ts";
import { aRoutesFile, someTargets } from "./support/routes-file.ts";
import { drain, type RunningRouter, startRouter } from "./support/running-router.ts";
import { repeat, type Summary, summarize } from "./support/samples.ts";
import { formatMs, formatRatio, printMachine, printTable, timeColumns } from "./support/table.ts";

const TARGETS = 20;
const ROUNDS = 60;
const WARM_UPS = 20;
/** Requests of one kind in a row, about as many as a tool loop makes. */
const IN_A_ROW = 10;
const LIMIT_MS = 20_000;
const JSON_ROUNDS = 50;
const AUTHOR = { api: "anthropic-messages", provider: "provider-0", model: "model-a" };

/** One kind of request. */
class Scenario {
	readonly name: string;
	readonly #history: readonly Message[];
	readonly #promptChars: number | undefined;
	readonly #isAnnounced: boolean;
	times: number[] = [];
	/** What the router does when pi announces a prompt, before it calls. */
	promptTimes: number[] = [];
	readonly jsonTimes: number[] = [];
	syncFsCalls = 0;
	catalogScans = 0;

	/**
	 * Without `promptChars` the newest message is the result of a tool, with it a prompt that was never seen before. pi
	 * announces a prompt before it calls; some hosts do not.
	 */
	constructor(name: string, messages: number, promptChars?: number, { isAnnounced = true } = {}) {
		this.name = name;
		this.#history = (promptChars === undefined ? aConversation : aFinishedConversation)(messages, AUTHOR);
		this.#promptChars = promptChars;
		this.#isAnnounced = isAnnounced;
	}

	async run(router: RunningRouter, round: number): Promise<void> {
		const newest = this.#promptChars === undefined ? [] : [await this.#announce(router, round)];
		const context = asContext([...this.#history, ...newest]);
		syncFs.clear();
		scans.clear();
		const startedAt = performance.now();
		await drain(router.call("bench", context));
		this.times.push(calledAt - startedAt);
		this.syncFsCalls += syncFs.total;
		this.catalogScans += scans.total;
		if (syncFs.total > 0) syncFsNames.add(syncFs.toString());
	}

	async #announce(router: RunningRouter, round: number): Promise<Message> {
		const text = textOf(this.#promptChars ?? 0, round);
		const startedAt = performance.now();
		await router.prompt(this.#isAnnounced ? text : "");
		this.promptTimes.push(performance.now() - startedAt);
		return aPrompt(text);
	}

	/** Writes the same conversation as JSON, for comparison. */
	writeJson(): void {
		for (let i = 0; i < JSON_ROUNDS; i++) {
			const startedAt = performance.now();
			JSON.stringify(this.#history);
			this.jsonTimes.push(performance.now() - startedAt);
		}
	}

	forget(): void {
		this.times = [];
		this.promptTimes = [];
		this.syncFsCalls = 0;
		this.catalogScans = 0;
	}
}

const syncFs = countSyncFsCalls();
const syncFsNames = new Set<string>();
const { registry, scans, answerWith } = createFakeRegistry();
let calledAt = 0;
answerWith(() => {
	calledAt = performance.now();
	return answerStream(AUTHOR);
});

const short = new Scenario("200 messages, tool result", 200);
const long = new Scenario("2000 messages, tool result", 2_000);
const prompt = new Scenario("200 messages, prompt of 100 B", 200, 100);
const bigPrompt = new Scenario("200 messages, prompt of 10 kB", 200, 10_100);
const hugePrompt = new Scenario("200 messages, prompt of 100 kB", 200, 100_100);
const unannounced = new Scenario("  the same, not announced", 200, 100, { isAnnounced: false });
const scenarios = [short, long, prompt, unannounced, bigPrompt, hugePrompt];

const router = await startRouter(aRoutesFile({ bench: someTargets(TARGETS) }), registry);
await repeat(
	async (round) => {
		for (const scenario of scenarios) {
			for (let i = 0; i < IN_A_ROW; i++) await scenario.run(router, round * IN_A_ROW + i);
		}
	},
	{ count: ROUNDS, warmUps: WARM_UPS, limitMs: LIMIT_MS },
	() => {
		syncFsNames.clear();
		for (const scenario of scenarios) scenario.forget();
	},
);
await router.close();
for (const scenario of scenarios) scenario.writeJson();

const summaries = new Map<Scenario, Summary>(scenarios.map((scenario) => [scenario, summarize(scenario.times)]));
const p50 = (scenario: Scenario): number => summaries.get(scenario)?.p50 ?? 0;
const perRequest = (calls: number, { times }: Scenario): string =>
	calls === 0 ? "0" : (calls / times.length).toFixed(2);

printMachine();
printTable(
	`Own time of a request: from pi's call to the target's call, ${TARGETS} targets`,
	scenarios.map((scenario) => ({
		request: scenario.name,
		...timeColumns(summaries.get(scenario) ?? summarize([])),
		"prompt event": scenario.promptTimes.length === 0 ? "" : formatMs(summarize(scenario.promptTimes).p50),
		"to JSON": formatRatio(p50(scenario), summarize(scenario.jsonTimes).p50),
		"sync fs calls": perRequest(scenario.syncFsCalls, scenario),
		"catalog look-ups": perRequest(scenario.catalogScans, scenario),
	})),
	[
		"prompt event: the router's work when pi announces the prompt, before it builds the request",
		"to JSON: compared with writing the same conversation as JSON, which every adapter does before it sends anything",
		...(syncFsNames.size === 0 ? [] : [`synchronous calls: ${[...syncFsNames].join("; ")}`]),
		`per further 1000 messages: ${formatMs((p50(long) - p50(short)) / 1.8)} (at most 60 µs)`,
		`per kB of new text: ${formatMs((p50(bigPrompt) - p50(prompt)) / 10)} at 10 kB, ${formatMs((p50(hugePrompt) - p50(prompt)) / 100)} at 100 kB (at most 50 µs)`,
		"aims: p50 at most 100 µs with 200 messages, plus 50 µs per kB of new text (the tool result has 2 kB);",
		"no synchronous file access and no catalog look-up",
	],
);
