/** What a terminal sends for keys that are no characters (the sequences of xterm). */
const KEYS = {
	enter: "\r",
	escape: "\u001b",
	tab: "\t",
	backspace: "\u007f",
	up: "\u001b[A",
	down: "\u001b[B",
	right: "\u001b[C",
	left: "\u001b[D",
	pageUp: "\u001b[5~",
	pageDown: "\u001b[6~",
} as const;

/** A key by name, or a letter together with the control key. */
export type Key = keyof typeof KEYS | `ctrl+${string}`;

/** The bytes of a key. Throws where control does not go with what is named. */
export function bytesOf(key: Key): string {
	if (key in KEYS) return KEYS[key as keyof typeof KEYS];
	const [, letter] = /^ctrl\+([a-z])$/.exec(key) ?? [];
	if (letter === undefined) throw new Error(`There is no key "${key}".`);
	// Control takes the upper three bits off a letter.
	return String.fromCharCode(letter.charCodeAt(0) & 0x1f);
}
