/** An iterator whose pending step can be broken off from outside. */
export interface Interruptible<T> {
	/** The next step; `undefined` once interrupted. Rejects when the source does. */
	next(): Promise<IteratorResult<T> | undefined>;
	interrupt(): void;
	/** Lets `next` wait again after an interruption. */
	resume(): void;
}

/**
 * Wraps a source so that a timer or an abort can stop waiting for it. A race per step would leave one reaction per
 * event on a promise that lives as long as the stream; this keeps one.
 */
export function interruptible<T>(source: AsyncIterable<T>): Interruptible<T> {
	const iterator = source[Symbol.asyncIterator]();
	let pending: Promise<IteratorResult<T>> | undefined;
	let isInterrupted = false;
	let wake: (() => void) | undefined;
	return {
		next() {
			if (isInterrupted) return Promise.resolve(undefined);
			pending ??= iterator.next();
			const step = pending;
			return new Promise((resolve, reject) => {
				wake = () => resolve(undefined);
				step.then(
					(result) => {
						if (pending === step) pending = undefined;
						resolve(result);
					},
					(error: unknown) => {
						if (pending === step) pending = undefined;
						reject(error);
					},
				);
			});
		},
		interrupt() {
			isInterrupted = true;
			wake?.();
		},
		resume() {
			isInterrupted = false;
		},
	};
}
