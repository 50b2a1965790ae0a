/** A word in what pi says (0.87.1 and 1.5.2) to calls on behalf of a session that was replaced or dropped. */
const STALE = /\bstale\b/;

/**
 * True for the error by which pi refuses a call because the session is gone. Hosts can drop a session without a word to
 * its extensions, so whatever is done outside of pi's own calls must reckon with it.
 */
export function isStale(error: unknown): boolean {
	return error instanceof Error && STALE.test(error.message);
}
