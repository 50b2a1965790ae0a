import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { extensionIn, type LoadableExtension } from "../../test/support/pi/install-package.ts";
import { REPOSITORY } from "../../test/support/pi/pi-package.ts";

/** An extension that does nothing, for what loading any extension costs. */
export async function emptyExtension(parent: string): Promise<LoadableExtension> {
	return writeExtension(join(parent, "empty"), "empty", "export default () => undefined;\n");
}

/**
 * An extension that loads the given one and prints a line `probe {"ms":…,"heapBytes":…}` about it: the time and the
 * live heap that it takes inside pi, without what pi's own loader costs.
 */
export async function probeOf({ entry }: LoadableExtension, parent: string): Promise<LoadableExtension> {
	const code = `import { liveHeapBytes } from ${JSON.stringify(join(REPOSITORY, "bench", "support", "heap.ts"))};
export default async (pi) => {
	const heapBefore = liveHeapBytes();
	const startedAt = performance.now();
	const { default: activate } = await import(${JSON.stringify(entry)});
	const importedAt = performance.now();
	await activate(pi);
	const [importMs, factoryMs] = [importedAt - startedAt, performance.now() - importedAt];
	console.error("probe " + JSON.stringify({ importMs, factoryMs, heapBytes: liveHeapBytes() - heapBefore }));
};
`;
	return writeExtension(join(parent, "probe"), "probe", code);
}

async function writeExtension(folder: string, name: string, code: string): Promise<LoadableExtension> {
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, "package.json"),
		JSON.stringify({ name, type: "module", pi: { extensions: ["./index.js"] } }),
	);
	await writeFile(join(folder, "index.js"), code);
	return extensionIn(name, folder);
}
