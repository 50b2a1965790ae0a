// Loads the extension entry named by the first argument in this process, which has loaded nothing else, and prints a
// reading as JSON. Run as a child, once for each reading.

import { pathToFileURL } from "node:url";
import { liveHeapBytes } from "./heap.ts";
import { stubOf } from "./stub.ts";

const [, , entry = ""] = process.argv;
const heapBefore = liveHeapBytes();
const startedAt = performance.now();
const { default: activate } = await import(pathToFileURL(entry).href);
const importedAt = performance.now();
await activate(stubOf({}));
const [importMs, factoryMs] = [importedAt - startedAt, performance.now() - importedAt];
console.log(JSON.stringify({ importMs, factoryMs, heapBytes: liveHeapBytes() - heapBefore }));
