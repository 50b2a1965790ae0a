import type { AgentHome } from "./agent-home.ts";
import { createLineReader, type PiRecord } from "./jsonl.ts";
import type { PiVersion } from "./pi-package.ts";
import { type LaunchOptions, type PiExit, spawnPi } from "./spawn-pi.ts";

/** A command for RPC mode without its id, such as `{ type: "get_state" }`. */
export interface PiCommand {
	readonly type: string;
	readonly [field: string]: unknown;
}

/** pi's answer to a command. */
export interface PiResponse extends PiRecord {
	readonly success: boolean;
	readonly data?: unknown;
	readonly error?: string;
}

/** Bounds of a wait. */
export interface EventWait {
	/** Default 10000. */
	readonly timeoutMs?: number;
	/** Index into `events` of the first one that counts. Default 0: what has been seen counts too. */
	readonly from?: number;
}

/** A pi in RPC mode. */
export interface PiRpc {
	/** All records but responses, in the order they came. */
	readonly events: readonly PiRecord[];
	/** What pi wrote to its standard error so far. */
	readonly stderr: string;
	/** Sends a command and resolves with its response, a refusal included. Rejects when pi ends or takes over 10 s. */
	send(command: PiCommand): Promise<PiResponse>;
	/** Sends without waiting, for records that have no response (`extension_ui_response`). */
	post(record: PiRecord): void;
	/** Sends a prompt and waits until pi will not go on by itself. Resolves with the events since. */
	prompt(message: string, wait?: { timeoutMs?: number }): Promise<readonly PiRecord[]>;
	/** The first event that fits, seen or to come. Rejects after the timeout or when pi ends. */
	waitFor(fits: (event: PiRecord) => boolean, wait?: EventWait): Promise<PiRecord>;
	/** Asks pi to end by closing its input, as a host does; kills it if that takes longer than `timeoutMs` (default 5000). */
	close(timeoutMs?: number): Promise<PiExit>;
	/** Kills pi in the middle of whatever it does. */
	killNow(): Promise<PiExit>;
}

const DEFAULT_WAIT_MS = 10_000;

/** Starts pi in RPC mode. Close it when done: it ends by itself only with this process. */
export function startPiRpc(
	version: PiVersion,
	home: AgentHome,
	args: readonly string[] = [],
	options: LaunchOptions = {},
): PiRpc {
	const pi = spawnPi(version, home, ["--mode", "rpc", ...args], options);
	const records: PiRecord[] = [];
	const events: PiRecord[] = [];
	const checks = new Set<() => void>();
	let stderr = "";
	let lastId = 0;
	let end: Error | undefined;

	const changed = () => {
		for (const check of checks) check();
	};
	const readLine = createLineReader((line) => {
		const record = JSON.parse(line) as PiRecord;
		(record.type === "response" ? records : events).push(record);
		changed();
	});
	pi.child.stdout.on("data", readLine);
	pi.child.stderr.on("data", (chunk: Buffer) => {
		stderr += chunk.toString("utf8");
	});
	pi.child.once("close", (code, signal) => {
		end = new Error(`pi ended (${signal ?? `exit code ${code}`}). Its stderr:\n${stderr}`);
		changed();
	});

	const wait = (find: () => PiRecord | undefined, timeoutMs: number, what: string): Promise<PiRecord> => {
		const { promise, resolve, reject } = Promise.withResolvers<PiRecord>();
		const check = () => {
			const found = find();
			if (found !== undefined) resolve(found);
			else if (end !== undefined) reject(end);
		};
		const timer = setTimeout(() => {
			const types = events.slice(-10).map(({ type }) => type);
			reject(new Error(`No ${what} within ${timeoutMs} ms. Last events: ${types.join(", ") || "none"}. ${stderr}`));
		}, timeoutMs);
		checks.add(check);
		check();
		return promise.finally(() => {
			clearTimeout(timer);
			checks.delete(check);
		});
	};
	const post = (record: PiRecord) => void pi.child.stdin.write(`${JSON.stringify(record)}\n`);
	const waitFor: PiRpc["waitFor"] = (fits, { timeoutMs = DEFAULT_WAIT_MS, from = 0 } = {}) =>
		wait(() => events.slice(from).find(fits), timeoutMs, "event that fits");
	const send: PiRpc["send"] = async (command) => {
		lastId += 1;
		const id = `command-${lastId}`;
		post({ ...command, id });
		const response = await wait(() => records.find((record) => record["id"] === id), DEFAULT_WAIT_MS, "response");
		return response as PiResponse;
	};

	return {
		events,
		get stderr() {
			return stderr;
		},
		send,
		post,
		waitFor,
		async prompt(message, { timeoutMs = DEFAULT_WAIT_MS } = {}) {
			const from = events.length;
			const response = await send({ type: "prompt", message });
			if (!response.success) throw new Error(`pi refused the prompt: ${response.error}`);
			await waitFor(({ type }) => type === "agent_settled", { timeoutMs, from });
			return events.slice(from);
		},
		async close(timeoutMs = 5000) {
			const timer = setTimeout(pi.kill, timeoutMs);
			pi.child.stdin.end();
			return pi.exited.finally(() => clearTimeout(timer));
		},
		killNow() {
			pi.killNow();
			return pi.exited;
		},
	};
}
