import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TrialClaims } from "../../engine/ports.ts";
import { ifThere } from "./files/if-there.ts";
import { errorCode, explainFsError, type OnProblem, oncePerCode } from "./files/problem.ts";

/** What the claims of one process are made from. */
export interface TrialClaimsInput {
	/** Folder for the claim files, common to all processes of the user. */
	readonly folder: string;
	/** Id of this process's start, for people who look into a file. */
	readonly owner: string;
	readonly onProblem: OnProblem;
}

/** Every claim is padded to this length, so that overwriting one leaves nothing of the old content behind. */
const CLAIM_BYTES = 512;

/**
 * Claims as files `<key hash>.<number>.claim`. The newest number decides; taking a free or expired key means creating
 * the next number exclusively, which the file system grants to one process only. A claim is never deleted while it is
 * one of the two newest, so a number cannot be won twice by somebody who was looking at an old state of the folder.
 */
export function createTrialClaims(input: TrialClaimsInput): TrialClaims {
	return new FileTrialClaims(input);
}

class FileTrialClaims implements TrialClaims {
	readonly #folder: string;
	readonly #owner: string;
	readonly #report: OnProblem;
	/** Number of the claim that we hold, by key. */
	readonly #held = new Map<string, number>();
	/** Where the folder cannot be used: when each key is free again. */
	readonly #freeAtMs = new Map<string, number>();

	constructor({ folder, owner, onProblem }: TrialClaimsInput) {
		this.#folder = folder;
		this.#owner = owner;
		this.#report = oncePerCode(onProblem);
	}

	async take(key: string, nowMs: number, expiresAtMs: number): Promise<boolean> {
		try {
			return await this.#takeFile(key, nowMs, expiresAtMs);
		} catch (error) {
			this.#reportFailure(error);
			return this.#takeAlone(key, nowMs, expiresAtMs);
		}
	}

	async release(key: string): Promise<void> {
		this.#freeAtMs.delete(key);
		const number = this.#held.get(key);
		this.#held.delete(key);
		if (number === undefined) return;
		try {
			// "r+" overwrites in place and never brings back a file that was cleaned up.
			await ifThere(writeFile(this.#pathOf(key, number), this.#claim(key, 0), { flag: "r+" }));
		} catch (error) {
			this.#reportFailure(error);
		}
	}

	async #takeFile(key: string, nowMs: number, expiresAtMs: number): Promise<boolean> {
		const newest = (await this.#numbers(key)).at(-1) ?? 0;
		if (newest > 0 && (await this.#freeFrom(key, newest, expiresAtMs - nowMs)) > nowMs) return false;
		const mine = newest + 1;
		if (!(await this.#create(key, mine, expiresAtMs))) return false;
		const numbers = await this.#numbers(key);
		if ((numbers.at(-1) ?? 0) > mine) {
			// What we looked at was old: others have taken this number and gone on meanwhile.
			await ifThere(unlink(this.#pathOf(key, mine)));
			return false;
		}
		this.#held.set(key, mine);
		for (const number of numbers) if (number < mine - 1) await ifThere(unlink(this.#pathOf(key, number)));
		return true;
	}

	/**
	 * Without a usable folder each process has a trial of its own: one request too many, where refusing would keep the
	 * provider out for ever.
	 */
	#takeAlone(key: string, nowMs: number, expiresAtMs: number): boolean {
		if ((this.#freeAtMs.get(key) ?? 0) > nowMs) return false;
		this.#freeAtMs.set(key, expiresAtMs);
		return true;
	}

	/**
	 * When a claim expires, epoch milliseconds. One that cannot be read (its process was killed while writing) lasts
	 * `lifetimeMs` from its last change.
	 */
	async #freeFrom(key: string, number: number, lifetimeMs: number): Promise<number> {
		const path = this.#pathOf(key, number);
		const changed = await ifThere(stat(path));
		const text = await ifThere(readFile(path, "utf8"));
		// Cleaned up since we looked, so newer ones exist: not ours to take.
		if (changed === undefined || text === undefined) return Number.POSITIVE_INFINITY;
		return expiryIn(text) ?? changed.mtimeMs + lifetimeMs;
	}

	async #create(key: string, number: number, expiresAtMs: number): Promise<boolean> {
		const path = this.#pathOf(key, number);
		const handle = await openExclusively(path, this.#folder);
		if (handle === undefined) return false;
		try {
			await handle.writeFile(this.#claim(key, expiresAtMs));
			return true;
		} finally {
			await handle.close();
		}
	}

	/** Numbers of the claims on a key, smallest first. */
	async #numbers(key: string): Promise<number[]> {
		const prefix = `${hashOf(key)}.`;
		const names = (await ifThere(readdir(this.#folder))) ?? [];
		return names
			.filter((name) => name.startsWith(prefix))
			.map((name) => Number(/^(\d{1,15})\.claim$/.exec(name.slice(prefix.length))?.[1] ?? 0))
			.filter((number) => number > 0)
			.sort((a, b) => a - b);
	}

	#claim(key: string, expiresAtMs: number): string {
		return JSON.stringify({ expiresAtMs, owner: this.#owner, key: key.slice(0, 100) }).padEnd(CLAIM_BYTES);
	}

	#pathOf(key: string, number: number): string {
		return join(this.#folder, `${hashOf(key)}.${number}.claim`);
	}

	#reportFailure(error: unknown): void {
		const message = `Cannot use the claims in ${this.#folder}: ${explainFsError(error)}. Several pi processes may try a failing provider at once.`;
		this.#report({ code: `claim-${errorCode(error)}`, message });
	}
}

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 24);

function expiryIn(text: string): number | undefined {
	const expiry = /^\{"expiresAtMs":(\d{1,16}),.*\}\s*$/.exec(text)?.[1];
	return expiry === undefined ? undefined : Number(expiry);
}

async function openExclusively(path: string, folder: string) {
	try {
		return await open(path, "wx", 0o600);
	} catch (error) {
		if (errorCode(error) === "EEXIST") return undefined;
		if (errorCode(error) !== "ENOENT") throw error;
		await mkdir(folder, { recursive: true, mode: 0o700 });
		return await openExclusively(path, folder);
	}
}
