import { json } from "node:stream/consumers";
import { getHeapSnapshot, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes in use on the JavaScript heap, after full collections. */
export function liveHeapBytes(): number {
	collectGarbage();
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

/** Kinds of nodes in a heap snapshot that a program makes; the others are the engine's own, such as compiled code. */
const DATA: ReadonlySet<string> = new Set([
	"object",
	"array",
	"string",
	"concatenated string",
	"sliced string",
	"number",
	"bigint",
	"closure",
	"regexp",
	"symbol",
]);

interface HeapSnapshot {
	readonly snapshot: {
		readonly meta: { readonly node_fields: string[]; readonly node_types: [string[], ...unknown[]] };
	};
	readonly nodes: readonly number[];
}

/**
 * Bytes of the live objects that the program made, by a heap snapshot. Unlike the size of the heap this does not jump
 * when the engine throws compiled code away or gives pages back. Takes about a second.
 */
export async function liveDataBytes(): Promise<number> {
	liveHeapBytes();
	const { snapshot, nodes } = (await json(getHeapSnapshot())) as HeapSnapshot;
	const { node_fields: fields, node_types: types } = snapshot.meta;
	const [typeAt, sizeAt] = [fields.indexOf("type"), fields.indexOf("self_size")];
	let bytes = 0;
	for (let node = 0; node < nodes.length; node += fields.length) {
		const type = types[0][nodes[node + typeAt] ?? -1];
		if (type !== undefined && DATA.has(type)) bytes += nodes[node + sizeAt] ?? 0;
	}
	return bytes;
}

/** Bytes in megabytes, with a sign where it is a growth. */
export function formatMb(bytes: number, isGrowth = false): string {
	const text = `${(bytes / 1_000_000).toFixed(2)} MB`;
	return isGrowth && bytes >= 0 ? `+${text}` : text;
}
