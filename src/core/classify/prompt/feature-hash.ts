const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const MIX = 0x2c1b3c6d;

/** FNV-1a of nothing, to begin with. */
export const EMPTY_HASH = FNV_OFFSET;

/** The hash of what was hashed so far and some more characters. */
export function extendHash(before: number, text: string, start = 0, end = text.length): number {
	let value = before;
	for (let i = start; i < end; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
	return value;
}

/** The hash with its bits mixed, so that the low ones can be used. */
export function finishHash(value: number): number {
	const mixed = Math.imul(value ^ (value >>> 15), MIX);
	return (mixed ^ (mixed >>> 12)) >>> 0;
}

/** The finished hash of a whole text. */
export function hashOf(text: string): number {
	return finishHash(extendHash(EMPTY_HASH, text));
}
