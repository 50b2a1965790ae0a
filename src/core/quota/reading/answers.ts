import type { BalanceAmount, QuotaReading, ReadingFailure } from "../quota-reading.ts";
import { numberOf } from "./untrusted.ts";
import { readWindows, type WindowFacts } from "./windows.ts";

/** What a driver found in an answer that has the known form. */
export interface Findings {
	readonly windows?: readonly WindowFacts[];
	readonly balances?: readonly BalanceAmount[];
	readonly plan?: string | undefined;
	readonly isUsable?: boolean | undefined;
}

const PHRASES: Readonly<Record<ReadingFailure, string>> = {
	auth: "did not accept the credential",
	forbidden: "says that this account has no such plan or may not ask",
	rate: "was asked too often",
	server: "could not answer",
	network: "could not be reached",
	timeout: "did not answer in time",
	unreadable: "answered in a form that is not the known one",
};

/** Why a 2xx answer tells nothing, in our words; `who` is the vendor's name as people know it. */
export function failed(who: string, failure: ReadingFailure): QuotaReading {
	return { kind: "failed", failure, message: `${who} ${PHRASES[failure]}.` };
}

/**
 * A reading from what was found. Where the vendor names windows and none of them can be read, the answer is unreadable:
 * a reading without windows would say that the plan has none.
 */
export function answered(who: string, nowMs: number, findings: Findings): QuotaReading {
	const { balances = [], plan, isUsable } = findings;
	const { windows, hasOnlyOdd } = readWindows(findings.windows ?? [], nowMs);
	if (hasOnlyOdd) return failed(who, "unreadable");
	return {
		kind: "ok",
		windows,
		balances,
		...(plan === undefined ? {} : { plan }),
		...(isUsable === undefined ? {} : { isUsable }),
	};
}

const MAX_AMOUNT = 1e12;
/** Sums of decimal fractions come out a hair beside what they are. */
const STEPS_PER_UNIT = 1e6;
const CURRENCY = /^[A-Za-z]{2,10}$/;

/** Prepaid credit; undefined where the amount or the currency cannot be read. */
export function balanceOf(amount: unknown, currency: unknown): BalanceAmount | undefined {
	const number = numberOf(amount);
	if (number === undefined || Math.abs(number) > MAX_AMOUNT) return undefined;
	if (typeof currency !== "string" || !CURRENCY.test(currency)) return undefined;
	const amountRead = Math.round(number * STEPS_PER_UNIT) / STEPS_PER_UNIT;
	return { currency: currency.length === 3 ? currency.toUpperCase() : currency.toLowerCase(), amount: amountRead };
}

/** A reading of one balance, or that there is none to be read. */
export function balanceAnswered(who: string, balance: BalanceAmount | undefined, isUsable?: boolean): QuotaReading {
	if (balance === undefined) return failed(who, "unreadable");
	return answered(who, 0, { balances: [balance], isUsable });
}

/** What is given for a table of a vendor's own codes. */
export type FailureCodes = Readonly<Partial<Record<ReadingFailure, readonly number[]>>>;

/** The failure that a vendor's code in a 2xx answer means; unreadable for one that is in no row. */
export function failureOf(code: unknown, codes: FailureCodes): ReadingFailure {
	const number = numberOf(code);
	const row = Object.entries(codes).find(([, known]) => number !== undefined && known.includes(number));
	return row === undefined ? "unreadable" : (row[0] as ReadingFailure);
}
