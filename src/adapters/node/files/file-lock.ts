/** How long a lock of a process that was killed is respected. */
const STALE_MS = 10_000;

/** How an action under a lock went. `busy`: somebody else kept the lock for longer than we wait. */
export type Locked<T> =
	| { readonly kind: "done"; readonly value: T }
	| { readonly kind: "busy" }
	| { readonly kind: "failed"; readonly error: unknown };

/**
 * Loads the library behind the locks. Not at import time, since it hooks the process's exit; but before the first lock
 * is needed, since an update of the package may have removed it by then.
 */
export async function loadFileLocks(): Promise<typeof import("proper-lockfile")> {
	// The library is CommonJS: in a bundle only `default` holds what it exports, in Node both do.
	return (await import("proper-lockfile")).default;
}

/**
 * Runs the action while no other process of the user holds the lock of this path (a directory `<path>.lock`).
 * `waitMs` 0 does not wait at all. Nothing is thrown: what the action throws is the error of `failed`.
 */
export async function withFileLock<T>(path: string, waitMs: number, action: () => Promise<T>): Promise<Locked<T>> {
	const { lock } = await loadFileLocks();
	const pauseMs = 25;
	try {
		const release = await lock(path, {
			realpath: false,
			stale: STALE_MS,
			retries: { retries: Math.ceil(waitMs / pauseMs), minTimeout: pauseMs, maxTimeout: pauseMs, factor: 1 },
			// By default the library throws from a timer. Losing a lock after ten seconds of standstill is harmless here:
			// everything done under one stays correct when two processes do it.
			onCompromised: () => undefined,
		});
		return await runAndRelease(action, release);
	} catch (error) {
		const isBusy = error instanceof Error && "code" in error && error.code === "ELOCKED";
		return isBusy ? { kind: "busy" } : { kind: "failed", error };
	}
}

async function runAndRelease<T>(action: () => Promise<T>, release: () => Promise<void>): Promise<Locked<T>> {
	try {
		return { kind: "done", value: await action() };
	} catch (error) {
		return { kind: "failed", error };
	} finally {
		await release().catch(() => undefined);
	}
}
