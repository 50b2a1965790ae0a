import type { QuotaDriver } from "../../core/quota/quota-driver.ts";
import type { QuotaReading } from "../../core/quota/quota-reading.ts";

/** What came of asking: a reading, or nobody was asked, because there is no credential that fits or no endpoint that may have it. */
export type AskAnswer = QuotaReading | { readonly kind: "none"; readonly message: string };

/** Asks a vendor about an account. Never rejects; an abort ends it at once. */
export type AskQuota = (account: string, driver: QuotaDriver, signal: AbortSignal) => Promise<AskAnswer>;
