import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Counts calls by name. */
export class CallCount {
	readonly #calls = new Map<string, number>();

	add(name: string): void {
		this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
	}

	clear(): void {
		this.#calls.clear();
	}

	get total(): number {
		return [...this.#calls.values()].reduce((sum, calls) => sum + calls, 0);
	}

	/** Such as `find 20, getAll 1`; empty when nothing was called. */
	toString(): string {
		return [...this.#calls].map(([name, calls]) => `${name} ${calls}`).join(", ");
	}
}

/** Counts every call of a synchronous function of `node:fs` from now on, whoever makes it and however it was imported. */
export function countSyncFsCalls(): CallCount {
	const count = new CallCount();
	const members = fs as unknown as Record<string, unknown>;
	for (const [name, original] of Object.entries(members)) {
		if (!name.endsWith("Sync") || typeof original !== "function") continue;
		members[name] = function counted(this: unknown, ...args: unknown[]): unknown {
			count.add(name);
			return Reflect.apply(original, this, args);
		};
	}
	syncBuiltinESMExports();
	return count;
}
