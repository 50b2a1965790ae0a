import { readFileSync } from "node:fs";
import type { QuotaReading, QuotaWindow } from "../../src/core/quota/quota-reading.ts";

/** The moment that the payloads in `test/fixtures/quota` were made for. */
export const QUOTA_NOW_MS = Date.parse("2026-11-23T12:00:00Z");

interface ExpectedWindow {
	readonly id: string;
	readonly usedPercent: number;
	readonly resetInSeconds?: number;
	readonly windowSeconds?: number;
	readonly family?: string;
}

/** What must be read from the body of an answer. */
export interface ExpectedAnswer {
	readonly windows: readonly ExpectedWindow[];
	readonly balances: ReadonlyArray<{ readonly currency: string; readonly amount: number }>;
	readonly plan?: string;
	/** Whether requests can be answered at that moment, by the windows or in spite of them. */
	readonly isAccountUsable?: boolean;
}

/** What must be read from headers; null where they say nothing about a plan. */
export interface ExpectedHeaders {
	readonly provider: string;
	readonly windows: readonly ExpectedWindow[] | null;
	readonly plan?: string;
}

interface ExpectedQuota {
	readonly answers: Readonly<Record<string, ExpectedAnswer>>;
	readonly failures: Readonly<Record<string, { readonly failure: string }>>;
	readonly headers: Readonly<Record<string, ExpectedHeaders>>;
}

/** A payload as it was sent, or the table of what must be read from them. */
export function quotaFixture(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`../fixtures/quota/${name}`, import.meta.url), "utf8"));
}

export const EXPECTED_QUOTA = quotaFixture("expected.json") as ExpectedQuota;

/** Windows in the words of the table: percent to four places, whole seconds from the moment of the payloads. */
export function windowsAsExpected(windows: readonly QuotaWindow[]): ExpectedWindow[] {
	return windows.map(({ id, usedShare, resetsAtMs, windowMs, family }) => ({
		id,
		usedPercent: Math.round(usedShare * 1e6) / 1e4,
		...(resetsAtMs === undefined ? {} : { resetInSeconds: Math.round((resetsAtMs - QUOTA_NOW_MS) / 1_000) }),
		...(windowMs === undefined ? {} : { windowSeconds: windowMs / 1_000 }),
		...(family === undefined ? {} : { family }),
	}));
}

/** The table with percent to four places as well. */
export function rounded(windows: readonly ExpectedWindow[]): ExpectedWindow[] {
	return windows.map((window) => ({ ...window, usedPercent: Math.round(window.usedPercent * 1e4) / 1e4 }));
}

/** Whether requests can be answered: as the vendor says, else as long as no window of the whole account is full. */
export function isAccountUsable(reading: QuotaReading): boolean {
	if (reading.kind === "failed") return false;
	return reading.isUsable ?? !reading.windows.some(({ usedShare, family }) => usedShare >= 1 && family === undefined);
}
