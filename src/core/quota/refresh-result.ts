import type { QuotaDriver } from "./quota-driver.ts";
import type { ReadingFailure } from "./quota-reading.ts";

/** Why an account was not asked. */
export type NotAskedReason =
	| "offline"
	/** Plans are not to be read (UVI is off). */
	| "disabled"
	/** What is known is fresh enough. */
	| "fresh"
	/** After failures, until the next try. */
	| "backoff"
	/** The endpoint or the login was refused, and its time is not over. */
	| "refused"
	/** Another pi process asks, or was refused. */
	| "claimed"
	/** There is nothing to ask with, or nobody who may be asked. */
	| "impossible"
	| "closed";

/** What came of asking. Times are epoch milliseconds. */
export type RefreshOutcome =
	| { readonly kind: "read" }
	| {
			readonly kind: "failed";
			readonly failure: ReadingFailure;
			/** One plain sentence without anything the vendor wrote. */
			readonly message: string;
			readonly nextAtMs: number;
	  }
	| {
			readonly kind: "not-asked";
			readonly reason: NotAskedReason;
			/** One plain sentence, where there is more to say than the reason. */
			readonly message?: string;
			/** When it can be asked, where that is known. */
			readonly nextAtMs?: number;
	  };

/** What came of asking about one account. */
export interface RefreshResult {
	readonly account: string;
	readonly driverId: string;
	readonly reads: QuotaDriver["reads"];
	readonly outcome: RefreshOutcome;
}
