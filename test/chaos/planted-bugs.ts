import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY } from "../support/pi/pi-package.ts";
import { loadProduct, type Product } from "./product.ts";

/** A change of the sources, as an exact text that must be there once or more. */
interface Change {
	readonly file: string;
	readonly from: string;
	readonly to: string;
}

/** A bug that the suite must find. */
export interface PlantedBug {
	readonly name: string;
	readonly changes: readonly Change[];
}

const FAILOVER = "src/engine/failover.ts";
const ABORTED = 'if (this.#input.signal?.aborted) return { kind: "aborted" };';

/** The look before an attempt says that the target is free. */
const NEVER_LOOKS_AGAIN: Change = {
	file: FAILOVER,
	from: 'if (kind !== "free" && kind !== "trial") return undefined;',
	to: "",
};

/** One row per bug: what goes wrong, and what has to be changed for it. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
	{
		name: "the next target goes on with an answer that broke off",
		changes: [
			{
				file: FAILOVER,
				from: 'if (result.isCommitted) return { kind: "broken", candidate, failure, ...message };',
				to: "",
			},
		],
	},
	{
		name: "a target that rests is in the order",
		changes: [
			{
				file: "src/core/decide/stages/reject-unavailable.ts",
				from: "	return whyResting(candidate, snapshot);",
				to: "	return undefined;",
			},
			NEVER_LOOKS_AGAIN,
		],
	},
	{
		name: "a target that began to rest during the request is tried",
		changes: [NEVER_LOOKS_AGAIN],
	},
	{
		name: "an answer ends twice",
		changes: [
			{ file: "src/adapters/pi/call/answer-stream.ts", from: "if (isOver) return;\n\t\t\tqueue", to: "queue" },
			{
				file: "src/adapters/pi/call/serve-request.ts",
				from: "answer.push(terminal);",
				to: "answer.push(terminal);\n\tanswer.push(terminal);",
			},
		],
	},
	{
		name: "an answer starts twice",
		changes: [
			{ file: "src/engine/attempt/hold-until-output.ts", from: "if (!sink.hasStarted()) sink.push(", to: "sink.push(" },
		],
	},
	{
		name: "an abort goes on to the next target",
		changes: [
			{ file: FAILOVER, from: ABORTED, to: "" },
			{
				file: FAILOVER,
				from: 'if (result.kind === "aborted") return { kind: "aborted", candidate, ...message };',
				to: 'if (result.kind === "aborted") return undefined;',
			},
		],
	},
	{
		name: "a target is asked again whatever it said",
		changes: [{ file: FAILOVER, from: "result.failure.isBeforeResponse && ", to: "" }],
	},
	{
		name: "a record is lost now and then",
		changes: [
			{ file: "src/engine/recorder.ts", from: "log.append([event]);", to: "if (seq % 5 !== 0) log.append([event]);" },
		],
	},
	{
		name: "what others wrote is applied twice",
		changes: [
			{
				file: "src/adapters/node/log/log-reader.ts",
				from: "if (events.length > 0) this.#input.onEvents(events);",
				to: "if (events.length > 0) this.#input.onEvents([...events, ...events]);",
			},
		],
	},
	{
		name: "the timer of a deadline is left behind",
		changes: [
			{
				file: "src/engine/attempt/watch-for-stall.ts",
				from: "isStopped = true;\n\t\t\tcancel();",
				to: "isStopped = true;",
			},
		],
	},
	{
		name: "a target that was given up goes on in the background",
		changes: [
			{
				file: "src/engine/attempt/attempt.ts",
				from: "signal: abort.signal,",
				to: "signal: new AbortController().signal,",
			},
		],
	},
	{
		name: "a look changes the state",
		changes: [
			{
				file: "src/engine/create-control.ts",
				from: "now: () => clock.now(),",
				to: 'now: () => (recorder.record({ type: "state.reset", atMs: clock.now(), data: {} }), clock.now()),',
			},
		],
	},
	{
		name: "a rejection is caught by nobody",
		changes: [
			{
				file: "src/engine/router.ts",
				from: "await flushBriefly(recorder, clock);\n\treturn",
				to: 'await flushBriefly(recorder, clock);\n\tvoid Promise.reject(new Error("planted"));\n\treturn',
			},
		],
	},
];

/** A copy of the product with a bug in it. */
export interface PlantedProduct extends Product {
	/** Removes the copy. */
	dispose(): Promise<void>;
}

/** Copies the product and plants a bug. Rejects when a text that it replaces is not there. */
export async function plant({ name, changes }: PlantedBug): Promise<PlantedProduct> {
	// Below the repository, so that packages are found from there as they are from src.
	await mkdir(join(REPOSITORY, ".cache"), { recursive: true });
	const folder = await mkdtemp(join(REPOSITORY, ".cache", "chaos-"));
	const removeNow = () => rmSync(folder, { recursive: true, force: true });
	process.once("exit", removeNow);
	const dispose = async () => {
		await rm(folder, { recursive: true, force: true });
		process.off("exit", removeNow);
	};
	try {
		for (const part of ["src", "index.js", "package.json"]) {
			await cp(join(REPOSITORY, part), join(folder, part), { recursive: true });
		}
		for (const { file, from, to } of changes) {
			const path = join(folder, file);
			const text = await readFile(path, "utf8");
			if (!text.includes(from)) throw new Error(`"${name}" cannot be planted: ${file} has no ${JSON.stringify(from)}.`);
			await writeFile(path, text.replaceAll(from, to));
		}
		return { ...(await loadProduct(folder)), dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}
