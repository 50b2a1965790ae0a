// Random schedules against the whole router, and whether its invariants hold: npm run chaos
//
//   npm run chaos                           fresh seeds for ten minutes
//   npm run chaos -- --seeds 100            so many seeds, however long that takes
//   npm run chaos -- --seed 1234            one seed again, with its schedule
//   npm run chaos -- --planted              whether bugs that are planted are found
//
// --minutes N, --from N (the first seed), --steps N (of each schedule), --version N (of pi), --only 3,5 (these steps)
import { parseArgs } from "node:util";
import { liveHeapBytes } from "../bench/support/heap.ts";
import { createSchedule } from "../test/chaos/create-schedule.ts";
import { PLANTED_BUGS, type PlantedBug, plant } from "../test/chaos/planted-bugs.ts";
import { loadProduct, type Product } from "../test/chaos/product.ts";
import { type RunResult, runSchedule, type Violation, warmUp } from "../test/chaos/run-schedule.ts";
import { describeSchedule, onlySteps, type Schedule } from "../test/chaos/schedule.ts";
import { shrink } from "../test/chaos/shrink.ts";
import { PI_VERSIONS } from "../test/support/pi/pi-package.ts";

const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 10;
/** A planted bug must be found within three short schedules, the same for every bug. */
const PLANTED = { from: 4, seeds: 3, steps: 8 };
const SHRINK_LIMITS = { runs: 20, ms: MINUTE_MS };
/** Growth of the live heap from the first half of the seeds to the second that is no leak; what pi keeps per session included. */
const MAX_GROWTH_BYTES_PER_SEED = 500_000;
const SEEDS_FOR_GROWTH = 20;

const { values } = parseArgs({
	options: {
		seed: { type: "string" },
		seeds: { type: "string" },
		from: { type: "string" },
		minutes: { type: "string" },
		steps: { type: "string" },
		version: { type: "string" },
		only: { type: "string" },
		planted: { type: "boolean", default: false },
	},
});

/** A whole number of an option; undefined where it was not given. */
function numberOf(name: "seed" | "seeds" | "from" | "minutes" | "steps"): number | undefined {
	const text = values[name];
	const number = Number(text);
	if (text !== undefined && !(Number.isFinite(number) && number >= 0))
		throw new Error(`--${name} ${text} is no number.`);
	return text === undefined ? undefined : number;
}

function scheduleOf(seed: number, usualSteps?: number): Schedule {
	const version = PI_VERSIONS.find((known) => known === values.version);
	if (values.version !== undefined && !version)
		throw new Error(`--version ${values.version}: there are ${PI_VERSIONS.join(" and ")}.`);
	const steps = numberOf("steps") ?? usualSteps;
	const schedule = createSchedule(seed, { ...(steps === undefined ? {} : { steps }), ...(version ? { version } : {}) });
	return values.only === undefined ? schedule : onlySteps(schedule, new Set(values.only.split(",").map(Number)));
}

/** The command that runs a seed again, with what else was asked for. */
function replay(seed: number, only: ReadonlySet<number> | undefined = undefined): string {
	const kept = (["steps", "version"] as const).flatMap((name) =>
		values[name] === undefined ? [] : [`--${name} ${values[name]}`],
	);
	return ["npm run chaos --", `--seed ${seed}`, ...kept, ...(only ? [`--only ${[...only].join(",")}`] : [])].join(" ");
}

const { stdout } = process;

/** A line that the next one replaces, where there is a terminal. */
function progress(text: string): void {
	if (stdout.isTTY) stdout.write(`\r\u001b[2K${text.slice(0, (stdout.columns || 80) - 1)}`);
}

function print(text: string): void {
	stdout.write(`${stdout.isTTY ? "\r\u001b[2K" : ""}${text}\n`);
}

function describeViolation({ invariant, step, where, expected, seen }: Violation): string {
	return `step ${step}: ${invariant}\n   where     ${where}\n   expected  ${expected}\n   seen      ${seen}`;
}

async function report(schedule: Schedule, { violations }: RunResult, product: Product): Promise<void> {
	const [first] = violations;
	if (first === undefined) return;
	print(`\nVIOLATION with seed ${schedule.seed}`);
	print(describeSchedule(schedule, first.step));
	print(violations.map(describeViolation).join("\n"));
	print(`replay: ${replay(schedule.seed)}`);
	if (values.only !== undefined) return;
	const only = await shrink({ schedule, product, violation: first, limits: SHRINK_LIMITS });
	if (only.size < Math.min(first.step, schedule.steps.length)) print(`smaller: ${replay(schedule.seed, only)}`);
}

interface Totals {
	seeds: number;
	steps: number;
	calls: number;
	requests: number;
	violations: number;
	/** Bytes of the live heap after each seed. */
	readonly heap: number[];
}

function add(totals: Totals, result: RunResult): void {
	totals.seeds += 1;
	totals.steps += result.steps;
	totals.calls += result.calls;
	totals.requests += result.requests;
	totals.violations += result.violations.length > 0 ? 1 : 0;
	totals.heap.push(liveHeapBytes());
}

/** Bytes a seed by which the second half of the heaps is larger than the first; undefined for too few. */
function growth({ heap }: Totals): number | undefined {
	if (heap.length < SEEDS_FOR_GROWTH) return undefined;
	const half = Math.floor(heap.length / 2);
	const mean = (list: readonly number[]) => list.reduce((sum, bytes) => sum + bytes, 0) / list.length;
	return (mean(heap.slice(-half)) - mean(heap.slice(0, half))) / (heap.length - half);
}

function left(endAtMs: number): string {
	if (!Number.isFinite(endAtMs)) return "";
	const seconds = Math.max(0, Math.round((endAtMs - performance.now()) / 1_000));
	return `, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}

async function runSeeds(seeds: Iterable<number>, endAtMs: number): Promise<Totals> {
	const product = await loadProduct();
	const totals: Totals = { seeds: 0, steps: 0, calls: 0, requests: 0, violations: 0, heap: [] };
	progress("warming up");
	await warmUp(product);
	for (const seed of seeds) {
		if (performance.now() >= endAtMs) break;
		const schedule = scheduleOf(seed);
		const startedAtMs = performance.now();
		const so = () => `${totals.requests} requests, ${totals.violations} violations${left(endAtMs)}`;
		const onStep = (step: number) =>
			progress(`seed ${seed}, step ${step} of ${schedule.steps.length}; ${totals.seeds} seeds, ${so()}`);
		const result = await runSchedule({ schedule, product, onStep }).catch((error: unknown) => {
			throw new Error(`The run of seed ${seed} could not be carried out; replay: ${replay(seed)}`, { cause: error });
		});
		add(totals, result);
		const ms = Math.round(performance.now() - startedAtMs);
		print(
			`seed ${seed}  pi ${schedule.version}  ${result.steps} steps  ${result.calls} calls  ${result.requests} requests  ${ms} ms`,
		);
		await report(schedule, result, product);
	}
	return totals;
}

function freshSeed(): number {
	return Math.floor(Math.random() * 2 ** 31);
}

function* freshSeeds(): Generator<number> {
	for (;;) yield freshSeed();
}

function* seedsFrom(first: number, count: number): Generator<number> {
	for (let seed = first; seed < first + count; seed++) yield seed;
}

/** The seeds that were asked for: one, so many, or fresh ones without an end. */
function seedsOf(): Iterable<number> {
	const [seed, count, from] = [numberOf("seed"), numberOf("seeds"), numberOf("from")];
	if (seed !== undefined) return [seed];
	if (count === undefined && from === undefined) return freshSeeds();
	return seedsFrom(from ?? freshSeed(), count ?? Number.POSITIVE_INFINITY);
}

/** When no further seed is begun, by `performance.now()`. */
function endOf(startedAtMs: number): number {
	const isCounted = values.seed !== undefined || values.seeds !== undefined;
	const minutes = numberOf("minutes") ?? (isCounted ? Number.POSITIVE_INFINITY : DEFAULT_MINUTES);
	return startedAtMs + minutes * MINUTE_MS;
}

async function chaos(): Promise<void> {
	const startedAtMs = performance.now();
	const seed = numberOf("seed");
	if (seed !== undefined) print(describeSchedule(scheduleOf(seed)));
	const totals = await runSeeds(seedsOf(), endOf(startedAtMs));
	const grown = growth(totals);
	const leaks = grown !== undefined && grown > MAX_GROWTH_BYTES_PER_SEED;
	if (leaks) print(`VIOLATION: the live heap grows by ${Math.round(grown)} bytes a seed.`);
	const time = ((performance.now() - startedAtMs) / MINUTE_MS).toFixed(1);
	const heap = grown === undefined ? "" : `, heap ${grown < 0 ? "" : "+"}${Math.round(grown / 1_000)} kB a seed`;
	print(
		`\n${totals.seeds} seeds, ${totals.steps} steps, ${totals.calls} calls of pi, ${totals.requests} requests to targets, ` +
			`${totals.violations} violations, ${time} minutes${heap}`,
	);
	if (totals.violations > 0 || leaks) process.exitCode = 1;
}

/** Seeds until one finds the bug. */
async function isFound(bug: PlantedBug): Promise<boolean> {
	const product = await plant(bug);
	const startedAtMs = performance.now();
	try {
		for (const seed of seedsFrom(numberOf("from") ?? PLANTED.from, PLANTED.seeds)) {
			progress(`${bug.name}: seed ${seed}`);
			const [first] = (await runSchedule({ schedule: scheduleOf(seed, PLANTED.steps), product })).violations;
			if (first === undefined) continue;
			const ms = Math.round(performance.now() - startedAtMs);
			print(
				`found      ${bug.name}\n           seed ${seed}, step ${first.step}, ${ms} ms: ${first.invariant}\n           expected ${first.expected.slice(0, 160)}`,
			);
			return true;
		}
	} finally {
		await product.dispose();
	}
	print(`NOT FOUND  ${bug.name}`);
	return false;
}

async function planted(): Promise<void> {
	const startedAtMs = performance.now();
	await warmUp(await loadProduct());
	let found = 0;
	for (const bug of PLANTED_BUGS) if (await isFound(bug)) found += 1;
	const seconds = Math.round((performance.now() - startedAtMs) / 1_000);
	print(`\n${found} of ${PLANTED_BUGS.length} planted bugs found, each within ${PLANTED.seeds} seeds, ${seconds} s`);
	if (found < PLANTED_BUGS.length) process.exitCode = 1;
}

// Whatever ends the command: processes are ended, disks unmounted and homes removed when it exits.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

await (values.planted ? planted() : chaos());
