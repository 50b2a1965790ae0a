import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { addSpend, charge, EMPTY_LEDGER, NO_SPEND, type Spend, spendIn } from "../../../src/core/accounting/ledger.ts";
import type { RouterEvent } from "../../../src/core/events.ts";
import { logEvents } from "../../support/log-lines.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import type { PiRpc } from "../../support/pi/pi-rpc.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import type { RecordedRequest } from "../../support/stand-in/request-log.ts";
import type { StandIn } from "../../support/stand-in/stand-in.ts";

/** How many pi processes share a home, how many requests they make together, and how many of them are killed. */
export interface Crowd {
	readonly processes: number;
	readonly requests: number;
	readonly kills: number;
	/** At least 0, less than 1. */
	readonly random: () => number;
}

/** What the services have served, what the log says, and what the file for people says. */
export interface Books {
	/** Uncached input tokens by prompt: each request has a figure of its own. */
	readonly served: ReadonlyMap<string, number>;
	/** Prompts that were under way when their process was killed. */
	readonly cut: ReadonlySet<string>;
	/** Prompts answered just before those: a disk that takes longer than 50 ms is not waited for, and the record may be lost. */
	readonly before: ReadonlySet<string>;
	/** Uncached input tokens of every charged attempt in the log. */
	readonly logged: readonly number[];
	readonly log: Spend;
	readonly stats: Spend;
	readonly kills: number;
}

const PROMPT = /prompt-\d+-of-\d+/;
const CHUNKS = 8;
/** About as long as the longest answer takes. */
const ANSWER_MS = 160;

/** The prompt of a request, whatever its protocol. */
function promptOf({ body }: RecordedRequest): string {
	const found = JSON.stringify(body).match(new RegExp(PROMPT, "g"));
	return found?.at(-1) ?? "none";
}

/** One process of the crowd: it asks its prompts one after the other, and is started anew when it was killed. */
class Member {
	readonly cut: string[] = [];
	readonly before: string[] = [];
	kills = 0;
	readonly #start: () => PiRpc;
	#pi: PiRpc;
	#current: string | undefined;
	#previous: string | undefined;
	#isDead = false;

	constructor(start: () => PiRpc) {
		this.#start = start;
		this.#pi = start();
	}

	async ask(prompts: readonly string[]): Promise<void> {
		for (const prompt of prompts) {
			this.#current = prompt;
			await this.#pi.prompt(prompt, { timeoutMs: 60_000 }).catch((error: unknown) => {
				if (!this.#isDead) throw error;
			});
			this.#previous = prompt;
			this.#current = undefined;
			if (this.#isDead) this.#pi = this.#start();
			this.#isDead = false;
		}
	}

	/** The prompt that it waits for an answer to. */
	get current(): string | undefined {
		return this.#current;
	}

	/** True when it had a request under way and is dead now. */
	async kill(): Promise<boolean> {
		if (this.#current === undefined || this.#isDead) return false;
		this.kills += 1;
		this.#isDead = true;
		this.cut.push(this.#current);
		if (this.#previous !== undefined) this.before.push(this.#previous);
		await this.#pi.killNow();
		return true;
	}

	async close(): Promise<void> {
		await this.#pi.close(10_000);
	}
}

interface Hunt {
	readonly crowd: Crowd;
	/** Prompts whose answer has begun. */
	readonly served: ReadonlyMap<string, number>;
	readonly isOver: () => boolean;
}

/** Kills members whose answer has begun: somewhere inside it, while it is recorded, or just behind it. */
async function killSome(members: readonly Member[], { crowd, served, isOver }: Hunt): Promise<void> {
	const { kills, random } = crowd;
	const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	for (let done = 0; done < kills && !isOver(); ) {
		await sleep(20 + random() * 300);
		const busy = members.filter(({ current }) => current !== undefined && served.has(current));
		const member = busy[Math.floor(random() * busy.length)];
		await sleep(random() * ANSWER_MS);
		if (!isOver() && (await member?.kill())) done += 1;
	}
}

/** Every request gets figures that no other one has; one in five is refused first. */
function serveFigures(standIn: StandIn, random: () => number): ReadonlyMap<string, number> {
	const served = new Map<string, number>();
	let count = 0;
	const answer = (request: RecordedRequest) => {
		count += 1;
		const inputTokens = 1_000 + count;
		served.set(promptOf(request), inputTokens);
		const usage = { inputTokens, outputTokens: 10 + (count % 7), cacheReadTokens: count % 5, cacheWriteTokens: 0 };
		return { text: "Hello from the service", usage, chunks: CHUNKS, chunkDelayMs: Math.floor(random() * 20) };
	};
	standIn.script("model-a", (request) => (random() < 0.2 ? { status: 500 } : answer(request)));
	standIn.script("model-b", answer);
	return served;
}

async function readLogs(logDir: string): Promise<readonly RouterEvent[]> {
	const names = (await readdir(logDir)).filter((name) => /^auto-router\.events.*\.jsonl$/.test(name)).sort();
	return (await Promise.all(names.map((name) => logEvents(join(logDir, name))))).flat();
}

type StatsFile = {
	readonly daily: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
};

async function readStats(logDir: string): Promise<Spend> {
	const { daily } = JSON.parse(await readFile(join(logDir, "auto-router.stats.json"), "utf8")) as StatsFile;
	const rows = Object.values(daily).flatMap((providers) => Object.values(providers));
	return rows.reduce<Spend>(
		(sum, row) =>
			addSpend(sum, {
				inputTokens: row["inputTokens"] ?? 0,
				outputTokens: row["outputTokens"] ?? 0,
				cacheReadTokens: row["cacheReadTokens"] ?? 0,
				cacheWriteTokens: row["cacheWriteTokens"] ?? 0,
				costUsd: row["estimatedCost"] ?? 0,
				requests: 0,
			}),
		NO_SPEND,
	);
}

function sumOf(events: readonly RouterEvent[]): Spend {
	const ledger = events.reduce(
		(sum, event) => (event.type === "routing.result" ? charge(sum, event.data, event.atMs) : sum),
		EMPTY_LEDGER,
	);
	return [...ledger.days.values()].map((book) => spendIn(book, () => true)).reduce<Spend>(addSpend, NO_SPEND);
}

/** The crowd's home: two services of which the first is tried first. */
function crowdScenario(standIn: StandIn): Promise<Scenario> {
	const cost = { input: 3, output: 15, cacheRead: 0.3 };
	return createScenario(standIn, {
		targets: [
			{ id: "one/model-a", model: { cost } },
			{ id: "two/model-b", api: "openai-completions", model: { cost } },
		],
		home: { settings: { retry: { enabled: false } } },
	});
}

/** Lets the crowd work, kills some of it, and reads all books when everybody has gone home. */
export async function runCrowd(standIn: StandIn, crowd: Crowd): Promise<Books> {
	const scenario = await crowdScenario(standIn);
	const served = serveFigures(standIn, crowd.random);
	const prompts = Array.from({ length: crowd.requests }, (_, i) => `prompt-${i}-of-${crowd.requests}`);
	const members = Array.from(
		{ length: crowd.processes },
		(_, i) => new Member(() => scenario.rpc(PI_VERSIONS[i % PI_VERSIONS.length] ?? "0.87.1")),
	);
	let isOver = false;
	const work = Promise.all(
		members.map((member, i) => member.ask(prompts.filter((_, at) => at % crowd.processes === i))),
	).finally(() => {
		isOver = true;
	});
	await Promise.all([work, killSome(members, { crowd, served, isOver: () => isOver })]);
	await Promise.all(members.map((member) => member.close()));
	// What killed processes left is made up for by the next one that starts and ends as it should.
	await scenario.run(PI_VERSIONS[0] ?? "0.87.1", ["-p", "prompt-0-of-0"]);
	const events = await readLogs(scenario.logDir);
	return {
		served,
		cut: new Set(members.flatMap(({ cut }) => cut)),
		before: new Set(members.flatMap(({ before }) => before)),
		logged: events.flatMap((event) =>
			event.type === "routing.result" && event.data.usage ? [event.data.usage.input] : [],
		),
		log: sumOf(events),
		stats: await readStats(scenario.logDir),
		kills: members.reduce((sum, { kills }) => sum + kills, 0),
	};
}
