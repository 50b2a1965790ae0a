import type { Clock } from "./ports.ts";

/** What the work gives, or `otherwise` when it takes longer than `limitMs`. The work itself is not stopped. */
export async function within<T>(clock: Clock, limitMs: number, work: Promise<T>, otherwise: T): Promise<T> {
	let cancel: (() => void) | undefined;
	const limit = new Promise<T>((resolve) => {
		cancel = clock.after(limitMs, () => resolve(otherwise));
	});
	try {
		return await Promise.race([work, limit]);
	} finally {
		cancel?.();
	}
}
