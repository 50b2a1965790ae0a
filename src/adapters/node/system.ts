import { createHmac, createSecretKey, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../../engine/ports.ts";

/** The longest delay that a timer takes; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The real clock. Its timers do not keep the process alive unless asked to. */
export function createClock(): Clock {
	return {
		now: () => Date.now(),
		monotonicMs: () => performance.now(),
		after(ms, callback, { keepsAlive } = { keepsAlive: false }) {
			let timer: NodeJS.Timeout;
			const wait = (leftMs: number): void => {
				const stepMs = Math.min(leftMs, MAX_TIMER_MS);
				timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : callback()), stepMs);
				if (!keepsAlive) timer.unref();
			};
			wait(ms);
			return () => clearTimeout(timer);
		},
	};
}

/** A new id for a request. */
export function createId(): string {
	return randomUUID();
}

/** A new id for this process's start, short because every record carries it. */
export function createWriterId(): string {
	return randomBytes(9).toString("base64url");
}

/** At least 0, less than 1. */
export function randomFraction(): number {
	return Math.random();
}

/**
 * Makes the hash by which equal prompts are recognised. Without the key it says nothing about the prompt, not even
 * for a guessed one.
 */
export function createPromptHasher(key: Uint8Array): (prompt: string) => string {
	// Made once: Node would import the raw key anew for each hash, which takes three times as long as hashing.
	const secret = createSecretKey(key);
	return (prompt) => createHmac("sha256", secret).update(prompt).digest("base64url").slice(0, 22);
}

let zone: string | undefined;

/** IANA zone of the machine, UTC where it has none that can be used. Looked up once: that takes some milliseconds. */
export function machineZone(): string {
	zone ??= usableZone(new Intl.DateTimeFormat().resolvedOptions().timeZone);
	return zone;
}

/** The zone, or UTC for one that no date can be told in: with `TZ=""` the machine's is `Etc/Unknown`. */
export function usableZone(timeZone: string | undefined): string {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: timeZone ?? "" }).resolvedOptions().timeZone;
	} catch (error) {
		if (error instanceof RangeError) return "UTC";
		throw error;
	}
}
