import { onTestFinished } from "vitest";
import type { RouterEvent } from "../../src/core/events.ts";
import type { QuotaDriver } from "../../src/core/quota/quota-driver.ts";
import type { QuotaReading } from "../../src/core/quota/quota-reading.ts";
import type { RefreshOutcome } from "../../src/core/quota/refresh-result.ts";
import type { AskAnswer, AskQuota } from "../../src/engine/quota/quota-asker.ts";
import { createRecorder } from "../../src/engine/recorder.ts";
import { createRefresher, type RefresherInput } from "../../src/engine/refresher.ts";
import { createFakeClaims } from "./fake-claims.ts";
import { createFakeClock, FAKE_START_MS, settled } from "./fake-clock.ts";
import { createMemoryLog } from "./memory-log.ts";
import { rethrow } from "./rethrow.ts";

/** Milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Tells windows, at most every five minutes. */
export const acme: QuotaDriver = {
	id: "acme",
	providers: ["acme"],
	reads: "windows",
	origin: "https://acme.example",
	hosts: ["acme.example"],
	minIntervalMs: 5 * MINUTE,
	refusedMs: 15 * MINUTE,
	evidence: "recorded",
	request: () => ({ path: "/usage", headers: {} }),
	read: () => ({ kind: "ok", windows: [], balances: [] }),
};
/** Tells prepaid credit of the same account. */
export const credit: QuotaDriver = { ...acme, id: "credit", reads: "balance" };

/** A good answer with one window. */
export const used = (usedShare: number, resetsAtMs?: number): QuotaReading => ({
	kind: "ok",
	windows: [{ id: "5h", usedShare, ...(resetsAtMs === undefined ? {} : { resetsAtMs }) }],
	balances: [],
});
/** A good answer with an amount in USD. */
export const owns = (amount: number): QuotaReading => ({
	kind: "ok",
	windows: [],
	balances: [{ currency: "USD", amount }],
});
/** A failed answer, with what the vendor says of waiting. */
export const failed = (
	failure: "rate" | "auth" | "server" | "network" | "timeout",
	retryAfterMs?: number,
): AskAnswer => ({
	kind: "failed",
	failure,
	message: `it failed: ${failure}`,
	...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

/** What processes of one user share. */
export function aDesk() {
	const clock = createFakeClock();
	const claims = createFakeClaims();
	return { clock, claims };
}

/** What is not plain about a process. The last answer is given again and again. */
type Parts = Partial<Omit<RefresherInput, "clock" | "claims" | "recorder">> & {
	readonly desk?: ReturnType<typeof aDesk>;
	readonly answers?: readonly AskAnswer[];
};

/** One process: its refresher, and what it asked, with the minutes since the start. */
export function aProcess({ desk = aDesk(), answers = [used(0.2)], ...more }: Parts = {}) {
	const { clock, claims } = desk;
	const recorder = createRecorder({ log: createMemoryLog(), writer: "w1", onBug: rethrow });
	const asked: string[] = [];
	const events: RouterEvent[] = [];
	recorder.subscribe((event) => events.push(event));
	const ask: AskQuota = async (account, driver) => {
		const answer = answers[Math.min(asked.length, answers.length - 1)];
		asked.push(`${driver.id} ${account} ${(clock.now() - FAKE_START_MS) / MINUTE}`);
		return answer ?? used(0.2);
	};
	const refresher = createRefresher({
		clock,
		claims,
		recorder,
		ask,
		random: () => 0.5,
		accounts: () => [{ account: "acme", drivers: [acme] }],
		isOnline: () => true,
		isEnabled: () => true,
		ttlMs: MINUTE,
		markCritical: (windows) => windows,
		onBug: rethrow,
		...more,
	});
	onTestFinished(() => refresher.close());
	const wakeAfter = async (ms: number): Promise<void> => {
		await clock.advance(ms);
		refresher.wake();
		await settled();
	};
	const force = async (): Promise<readonly RefreshOutcome[]> =>
		(await refresher.refresh({ force: true })).map(({ outcome }) => outcome);
	return { ...desk, recorder, refresher, asked, events, wakeAfter, force };
}
