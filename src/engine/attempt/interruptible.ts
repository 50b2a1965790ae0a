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
				let isGivenUp = false;
				wake = () => {
					isGivenUp = true;
					resolve(undefined);
				};
				// A step that nobody waits for any more stays pending, for the `next` after `resume`.
				step.then(
					(result) => {
						if (isGivenUp) return;
						pending = undefined;
						resolve(result);
					},
					(error: unknown) => {
						if (isGivenUp) return;
						pending = undefined;
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
