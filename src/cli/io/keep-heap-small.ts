import { setFlagsFromString } from "node:v8";

/**
 * Keeps the heap for short-lived values as small as it begins. Reading a log makes garbage only, and V8 would let it grow
 * to three times 16 MB without being faster for it (a million records: 119 MB at most without this, 94 MB with it).
 */
export function keepHeapSmall(): void {
	setFlagsFromString("--semi-space-growth-factor=1");
}
