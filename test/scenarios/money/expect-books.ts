import { expect } from "vitest";
import type { Books } from "./many-processes.ts";

/**
 * All books say the same; what is missing was under way when its process was killed, or its record was still being written.
 * Returns how many of the latter there are.
 */
export function expectBooksToAgree({ served, cut, before, logged, log, stats, kills }: Books): number {
	expect(kills).toBeGreaterThan(0);
	const { requests: _, costUsd: logUsd, ...logTokens } = log;
	const { requests: __, costUsd: statsUsd, ...statsTokens } = stats;
	expect(statsTokens).toEqual(logTokens);
	expect(statsUsd).toBeCloseTo(logUsd, 9);
	// Nothing is counted twice, and nothing that nobody served is counted.
	expect(new Set(logged).size).toBe(logged.length);
	const known = new Set(served.values());
	expect(logged.filter((tokens) => !known.has(tokens))).toEqual([]);
	const charged = new Set(logged);
	const missing = [...served].filter(([, tokens]) => !charged.has(tokens)).map(([prompt]) => prompt);
	const unwritten = missing.filter((prompt) => !cut.has(prompt));
	expect(unwritten.filter((prompt) => !before.has(prompt))).toEqual([]);
	return unwritten.length;
}
