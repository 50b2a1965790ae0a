/** Timers of this process that are still to fire. */
export interface WatchedTimers {
	/** Where the pending ones were started: the stack of each, if it fits. */
	pending(fits: (stack: string) => boolean): string[];
	/** Gives the global functions back. */
	stop(): void;
}

type Callback = (...args: unknown[]) => void;

/**
 * Watches every `setTimeout` and `setInterval` from now on. Node tells only of those that keep the process alive; the
 * router's own mostly do not.
 */
export function watchTimers(): WatchedTimers {
	const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
	const started = new Map<unknown, string>();
	const startedHere = (handle: NodeJS.Timeout): NodeJS.Timeout => {
		started.set(handle, new Error("started").stack ?? "");
		return handle;
	};
	const watched = {
		setTimeout(callback: Callback, ms?: number, ...args: unknown[]) {
			const handle: NodeJS.Timeout = setTimeout(() => {
				started.delete(handle);
				callback(...args);
			}, ms);
			return startedHere(handle);
		},
		setInterval: (callback: Callback, ms?: number, ...args: unknown[]) =>
			startedHere(setInterval(callback, ms, ...args)),
		clearTimeout(handle: NodeJS.Timeout) {
			started.delete(handle);
			clearTimeout(handle);
		},
		clearInterval(handle: NodeJS.Timeout) {
			started.delete(handle);
			clearInterval(handle);
		},
	};
	// Node hangs the promise form on the function.
	for (const symbol of Object.getOwnPropertySymbols(setTimeout)) {
		Object.defineProperty(watched.setTimeout, symbol, Object.getOwnPropertyDescriptor(setTimeout, symbol) ?? {});
	}
	Object.assign(globalThis, watched);
	return {
		pending: (fits) => [...started.values()].filter(fits),
		stop: () => void Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval }),
	};
}
