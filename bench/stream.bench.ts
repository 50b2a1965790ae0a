// What the router adds to an answer on its way: per event, until the first output, and between two targets.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import { createAssistantMessageEventStream, streamSimple } from "@earendil-works/pi-ai/compat";
import type { StreamEvent } from "../src/engine/ports.ts";
import { startStandIn } from "../test/support/stand-in/stand-in.ts";
import {
	aConversation,
	answerEvents,
	answerStream,
	asContext,
	refusal,
	thoughtEvents,
} from "./support/conversation.ts";
import { aModel, createFakeRegistry } from "./support/fake-registry.ts";
import { aRoutesFile } from "./support/routes-file.ts";
import { drain, SESSION_ID, startRouter } from "./support/running-router.ts";
import { repeat, summarize } from "./support/samples.ts";
import { formatRatio, printMachine, printTable, type Row, timeColumns } from "./support/table.ts";

const run = promisify(execFile);
const FIRST_HOP = new URL("./support/first-hop.ts", import.meta.url).pathname;
const EVENTS = 10_000;
const AUTHOR = { api: "anthropic-messages", provider: "acme", model: "model-a" };
const PROTOCOLS = ["anthropic-messages", "openai-completions"] as const;
const CONTEXT = asContext(aConversation(20, AUTHOR));
const HOP_ROUNDS = 150;
const HOP_WARM_UPS = 30;

/** Measurements with and without the router, taken in turn. */
class Pairs {
	readonly #direct: number[] = [];
	readonly #routed: number[] = [];

	/** Measures once each; who comes first alternates with the rounds, so that a drift of the machine cancels out. */
	async measure(round: number, direct: () => Promise<number>, routed: () => Promise<number>): Promise<void> {
		if (round % 2 === 0) this.#direct.push(await direct());
		this.#routed.push(await routed());
		if (round % 2 === 1) this.#direct.push(await direct());
	}

	forget(): void {
		this.#direct.length = 0;
		this.#routed.length = 0;
	}

	rows(what: string): Row[] {
		const direct = summarize(this.#direct);
		const routed = summarize(this.#routed);
		const added = summarize(this.#routed.map((ms, i) => ms - (this.#direct[i] ?? 0)));
		return [
			{ what: `${what}, direct`, ...timeColumns(direct), ratio: "1.00x" },
			{ what: `${what}, routed`, ...timeColumns(routed), ratio: formatRatio(routed.p50, direct.p50) },
			{ what: `${what}, added`, ...timeColumns(added) },
		];
	}
}

/** Milliseconds until an event of this type was read; reads on to the end. */
async function timeUntil(type: StreamEvent["type"], open: () => AsyncIterable<StreamEvent>): Promise<number> {
	const startedAt = performance.now();
	let seenAt: number | undefined;
	for await (const event of open()) {
		if (event.type === "error") throw new Error(`the call failed: ${event.error.errorMessage}`);
		if (event.type === type) seenAt ??= performance.now();
	}
	if (seenAt === undefined) throw new Error(`no ${type} was seen`);
	return seenAt - startedAt;
}

/** pi-ai's own stream with all events in it. */
function queued(events: Iterable<StreamEvent>): AsyncIterable<StreamEvent> {
	const stream = createAssistantMessageEventStream();
	for (const event of events) stream.push(event);
	return stream;
}

/** pi-ai's own stream that gets its events one after the other while somebody reads. */
function trickling(events: Iterable<StreamEvent>): AsyncIterable<StreamEvent> {
	const stream = createAssistantMessageEventStream();
	const produce = async (): Promise<void> => {
		for (const event of events) {
			await Promise.resolve();
			stream.push(event);
		}
	};
	void produce();
	return stream;
}

async function perEventRows(): Promise<Row[]> {
	const { registry, answerWith } = createFakeRegistry();
	const router = await startRouter(aRoutesFile({ bench: [{ provider: "acme", modelId: "model-a" }] }), registry);
	const kinds = [
		{ what: "text, all there", events: () => answerEvents(AUTHOR, EVENTS), arrive: queued },
		{ what: "text, one by one", events: () => answerEvents(AUTHOR, EVENTS), arrive: trickling },
		{ what: "thinking, all there", events: () => thoughtEvents(AUTHOR, EVENTS), arrive: queued },
	].map((kind) => ({ ...kind, pairs: new Pairs() }));
	await repeat(
		async (round) => {
			for (const { events, arrive, pairs } of kinds) {
				// Made outside the measurement, as the adapter's work is the same with and without the router.
				const made = [[...events()], [...events()]] as const;
				const perEvent = (ms: number): number => ms / EVENTS;
				const direct = async () => perEvent(await timeUntil("text_end", () => arrive(made[0])));
				const routed = async () => {
					answerWith(() => arrive(made[1]));
					return perEvent(await timeUntil("text_end", () => router.call("bench", CONTEXT)));
				};
				await pairs.measure(round, direct, routed);
			}
		},
		{ count: 40, warmUps: 10, limitMs: 8_000 },
		() => {
			for (const { pairs } of kinds) pairs.forget();
		},
	);
	await router.close();
	return kinds.flatMap(({ what, pairs }) => pairs.rows(what));
}

const standIn = await startStandIn();

/** What pi passes with each call of an agent. */
function callOptions(): SimpleStreamOptions {
	return { signal: new AbortController().signal, sessionId: SESSION_ID };
}

function callAdapter(
	model: Model<Api>,
	context: TranscriptContext,
	options: SimpleStreamOptions,
): AsyncIterable<StreamEvent> {
	return streamSimple(model, context, { maxRetries: 0, ...options, apiKey: "stand-in-key" });
}

async function firstOutputRows(): Promise<Row[]> {
	standIn.script("model-a", { text: "Hello from the stand-in" });
	const model = Object.fromEntries(
		PROTOCOLS.map((api) => [api, aModel(api, "model-a", { api, baseUrl: standIn.baseUrl(api, api) })]),
	);
	const { registry, answerWith } = createFakeRegistry((provider) => model[provider] ?? {});
	answerWith(callAdapter);
	const routes = PROTOCOLS.map((api) => [api, [{ provider: api, modelId: "model-a" }]] as const);
	const router = await startRouter(aRoutesFile(Object.fromEntries(routes)), registry);
	const measured = PROTOCOLS.map((api) => {
		const target = model[api] ?? aModel(api, "model-a");
		return {
			api,
			target,
			context: asContext(aConversation(20, { ...AUTHOR, api, provider: api })),
			pairs: new Pairs(),
		};
	});
	await repeat(
		async (round) => {
			for (const { api, target, context, pairs } of measured) {
				const direct = () => timeUntil("text_delta", () => callAdapter(target, context, callOptions()));
				const routed = () => timeUntil("text_delta", () => router.call(api, context, callOptions()));
				await pairs.measure(round, direct, routed);
			}
		},
		{ count: 300, warmUps: 60, limitMs: 9_000 },
		() => {
			for (const { pairs } of measured) pairs.forget();
		},
	);
	await router.close();
	return measured.flatMap(({ api, pairs }) => pairs.rows(api));
}

/** From the end of the refusing response to the arrival of the next request, as the server saw it. */
async function serverGap(call: () => Promise<unknown>): Promise<number> {
	const seen = standIn.requests().length;
	await call();
	const [refused, answered] = standIn.requests().slice(seen);
	if (refused?.closedAt === undefined || !answered) throw new Error("there was no failover");
	return answered.at - refused.closedAt;
}

async function hopRows(): Promise<Row[]> {
	standIn.script("model-refused", { status: 529 });
	const api = "anthropic-messages";
	const at = (provider: string) => ({ api, baseUrl: standIn.baseUrl(provider, api) }) as const;
	const { registry, answerWith } = createFakeRegistry(at);
	// Another refusing provider each time, since one that failed twice rests.
	const rounds = Array.from({ length: HOP_ROUNDS + HOP_WARM_UPS }, (_, i) => i);
	const good = { provider: "good", modelId: "model-a" };
	const routes = ["memory", "http"].flatMap((kind) =>
		rounds.map(
			(i) => [`${kind}-${i}`, [{ provider: `refuses-${kind}-${i}`, modelId: "model-refused" }, good]] as const,
		),
	);
	const router = await startRouter(aRoutesFile(Object.fromEntries(routes)), registry);
	const inMemory: number[] = [];
	const overHttp = new Pairs();
	let failedAt = 0;
	async function* refuse(): AsyncGenerator<StreamEvent, void, undefined> {
		failedAt = performance.now();
		yield refusal(AUTHOR, '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}');
	}
	const memoryHop = async (round: number): Promise<number> => {
		let calledAt = 0;
		answerWith(({ provider }) => {
			if (provider !== "good") return refuse();
			calledAt = performance.now();
			return answerStream(AUTHOR);
		});
		await drain(router.call(`memory-${round}`, CONTEXT));
		return calledAt - failedAt;
	};
	const httpHop = (round: number): Promise<number> => {
		answerWith(callAdapter);
		return serverGap(() => drain(router.call(`http-${round}`, CONTEXT)));
	};
	const byHand = (round: number): Promise<number> =>
		serverGap(async () => {
			const provider = `refuses-by-hand-${round}`;
			await drain(callAdapter(aModel(provider, "model-refused", at(provider)), CONTEXT, callOptions()));
			await drain(callAdapter(aModel("good", "model-a", at("good")), CONTEXT, callOptions()));
		});
	await repeat(
		async (round) => {
			inMemory.push(await memoryHop(round));
			await overHttp.measure(
				round,
				() => byHand(round),
				() => httpHop(round),
			);
		},
		{ count: HOP_ROUNDS, warmUps: HOP_WARM_UPS, limitMs: 9_000 },
		() => {
			inMemory.length = 0;
			overHttp.forget();
		},
	);
	await router.close();
	return [{ what: "in memory", ...timeColumns(summarize(inMemory)) }, ...overHttp.rows("over HTTP")];
}

/** The first failover of a process, while the answer of the first target takes as long as answers take. */
async function firstHopRow(): Promise<Row> {
	const times: number[] = [];
	await repeat(
		async () => {
			const { stdout } = await run(process.execPath, [FIRST_HOP], { timeout: 10_000 });
			times.push(Number(stdout));
		},
		{ count: 6, limitMs: 5_000 },
	);
	return { what: "in memory, first of a process", ...timeColumns(summarize(times)) };
}

printMachine();
printTable(`One forwarded event (mean over ${EVENTS} events of an answer)`, await perEventRows(), [
	"aim: at most 2 µs added",
]);
printTable("First output over loopback HTTP, from the call to the first text", await firstOutputRows(), [
	"aim: at most 0.3 ms added",
]);
printTable(
	"Failover hop: from the first target's failure to the call of the second",
	[...(await hopRows()), await firstHopRow()],
	[
		"over HTTP: from the end of the refusing response to the arrival of the next request, as the server sees it",
		"direct: the two calls made by hand, one after the other; aim: at most 2 ms",
	],
);
await standIn.close();
