/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Longer texts are not parsed. */
export const MAX_JSON_CHARS = 65_536;
const MAX_DEPTH = 32;
const MAX_VISITED = 400;
const MAX_WALK_DEPTH = 8;

/** The value as an object, or undefined. */
export function asObject(value: unknown): JsonObject | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** A field of its own, never an inherited one. */
export function fieldOf(value: unknown, name: string): unknown {
	const object = asObject(value);
	return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A number, or a text that is one; everything else is NaN. */
export function toNumber(value: unknown): number {
	if (typeof value === "number") return value;
	return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

const QUOTE = 34;
const BACKSLASH = 92;

/** Index of the quote that closes the string opened at `open`, or the end of the text. */
function closingQuote(text: string, open: number): number {
	let at = open + 1;
	while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
	return at;
}

function isShallow(text: string): boolean {
	let depth = 0;
	for (let at = 0; at < text.length && depth <= MAX_DEPTH; at++) {
		const char = text.charAt(at);
		if (char === '"') at = closingQuote(text, at);
		if (char === "{" || char === "[") depth++;
		if (char === "}" || char === "]") depth--;
	}
	return depth <= MAX_DEPTH;
}

/** The parsed value; undefined when the text is no JSON, too long or nested too deeply. */
export function parseJson(text: string): unknown {
	if (text.length > MAX_JSON_CHARS || !isShallow(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		// Most error texts are not JSON; the caller then reads them as text.
		return undefined;
	}
}

/** Calls back for every field below a value, parents first, within a fixed number of fields and depth. */
export function walkFields(root: unknown, visit: (name: string, value: unknown) => void): void {
	const queue: Array<readonly [value: unknown, depth: number]> = [[root, 0]];
	let visited = 0;
	for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
		const [value, depth] = next;
		if (typeof value !== "object" || value === null || depth > MAX_WALK_DEPTH) continue;
		for (const [name, child] of Object.entries(value)) {
			if (++visited > MAX_VISITED) return;
			visit(name, child);
			queue.push([child, depth + 1]);
		}
	}
}
