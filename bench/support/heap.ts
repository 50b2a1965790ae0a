import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of live objects on the JavaScript heap, after a full collection. */
export function liveHeapBytes(): number {
	collectGarbage();
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

/** Bytes in megabytes, with a sign where `isGrowth`. */
export function formatMb(bytes: number, isGrowth = false): string {
	const text = `${(bytes / 1_000_000).toFixed(2)} MB`;
	return isGrowth && bytes >= 0 ? `+${text}` : text;
}
