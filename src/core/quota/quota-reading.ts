/** One allowance of a vendor, as one reading of it says. */
export interface QuotaWindow {
	/** For people and for telling windows of an account apart: `5h`, `7d`, `7d:opus`, `month:premium`. */
	readonly id: string;
	/** 0 to 1, above 1 when more was used than allowed. */
	readonly usedShare: number;
	/** Epoch milliseconds; absent where the vendor does not say. */
	readonly resetsAtMs?: number;
	/** Length of the window; absent where it is not known. */
	readonly windowMs?: number;
	/** The window counts for models whose id contains this only, in lower case; absent: for the whole account. */
	readonly family?: string;
}

/** Prepaid credit that is left. */
export interface BalanceAmount {
	/** ISO 4217, or what the vendor calls its unit. */
	readonly currency: string;
	/** May be negative. */
	readonly amount: number;
}

/** Why a reading failed. */
export const READING_FAILURES = [
	/** The credential was refused, or there is none that fits. */
	"auth",
	/** This account has no such plan, or its token may not ask. */
	"forbidden",
	/** The endpoint itself is rate limited. */
	"rate",
	"server",
	"network",
	"timeout",
	/** The answer was not what is documented. */
	"unreadable",
] as const;
export type ReadingFailure = (typeof READING_FAILURES)[number];

/** What a vendor said about an account. */
export interface QuotaFigures {
	readonly windows: readonly QuotaWindow[];
	readonly balances: readonly BalanceAmount[];
	readonly plan?: string;
	/** True where the account can be used in spite of a full window (paid overage), false where it cannot whatever the windows say. */
	readonly isUsable?: boolean;
}

/** One reading of quota or balance, or why there is none. Unknown is never zero. */
export type QuotaReading =
	| ({ readonly kind: "ok" } & QuotaFigures)
	| {
			readonly kind: "failed";
			readonly failure: ReadingFailure;
			/** One plain sentence without anything the vendor wrote. */
			readonly message: string;
			/** How long the vendor asks us to wait. */
			readonly retryAfterMs?: number;
	  };
