/** So many different texts are known at a time; then it begins anew. */
const MAX_TEXTS = 4_096;

const known = new Map<string, string>();

/**
 * The same text as one that was seen before, if it was. Each record brings its own copies of names that are always the
 * same; those that a report keeps would stay in memory for a while, one copy per record, and would be hashed each time.
 */
export function interned(text: string): string {
	const same = known.get(text);
	if (same !== undefined) return same;
	if (known.size >= MAX_TEXTS) known.clear();
	known.set(text, text);
	return text;
}
