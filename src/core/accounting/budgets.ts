import { dayPeriod, monthPeriod, type Period } from "../calendar/local-days.ts";
import type { BudgetLimit } from "../config/config.ts";
import type { Accounting } from "./accounting.ts";
import { BUDGET_PERIODS, type BudgetPeriod } from "./budget-period.ts";
import type { Book, Ledger } from "./ledger.ts";
import { type CommandLimits, limitKey, splitLimitKey } from "./limits.ts";
import type { BudgetStanding } from "./standing.ts";

/** Where limits come from: the routes file and commands. */
export interface LimitSources {
	readonly fileLimits: readonly BudgetLimit[];
	readonly commandLimits: CommandLimits;
}

/** A limit that is in force. Of the same provider and period what was set by command comes before the routes file. */
export interface LimitInForce extends BudgetLimit {
	readonly from: "file" | "command";
}

/** What budgets are worked out from. */
export interface BudgetInput {
	readonly fileLimits: readonly BudgetLimit[];
	readonly accounting: Pick<Accounting, "ledger" | "limits">;
	readonly nowMs: number;
	/** IANA zone whose days and months count. */
	readonly timeZone: string;
}

/** A limit, what is spent of it, and what the period will have cost. */
export interface Budget extends BudgetStanding {
	readonly from: LimitInForce["from"];
	readonly periodStartMs: number;
	/** First moment after the period. */
	readonly periodEndMs: number;
	/** What the period will have cost at its end at the rate so far; absent while too little of it is over. */
	readonly forecastUsd?: number;
}

/** A rate that was seen for less of the period than this says nothing about the rest of it: a quarter of an hour of a day. */
const FORECAST_FROM_SHARE = 0.01;

const NO_LIMIT: LimitInForce[] = [];

function limitFor(provider: string, period: BudgetPeriod, sources: LimitSources): LimitInForce[] {
	const command = sources.commandLimits.get(limitKey(provider, period));
	if (command?.limitUsd !== undefined) {
		return [{ provider, period, limitUsd: command.limitUsd, isHard: command.isHard, from: "command" }];
	}
	const file = sources.fileLimits.find((limit) => limit.provider === provider && limit.period === period);
	return file ? [{ ...file, from: "file" }] : NO_LIMIT;
}

/** The limits in force for a provider: daily, then monthly. Both apply. */
export function limitsOf(provider: string, sources: LimitSources): readonly LimitInForce[] {
	return BUDGET_PERIODS.flatMap((period) => limitFor(provider, period, sources));
}

/** Every provider that a limit is in force for, those of the routes file first. */
export function limitedProviders(sources: LimitSources): readonly string[] {
	const commanded = [...sources.commandLimits].filter(([, { limitUsd }]) => limitUsd !== undefined);
	const ofCommands = commanded.map(([key]) => splitLimitKey(key).provider);
	return [...new Set([...sources.fileLimits.map(({ provider }) => provider), ...ofCommands])];
}

function spentUsd(book: Book | undefined, provider: string): number {
	let sum = 0;
	for (const { account, costUsd } of book?.values() ?? []) if (account === provider) sum += costUsd;
	return sum;
}

/** What a period will have cost at its end, in US dollars; undefined while too little of it is over. */
function forecast(spent: number, { startMs, endMs }: Period, nowMs: number): number | undefined {
	const elapsedShare = (nowMs - startMs) / (endMs - startMs);
	return elapsedShare < FORECAST_FROM_SHARE ? undefined : spent / elapsedShare;
}

const PERIODS: Readonly<
	Record<BudgetPeriod, { readonly at: typeof dayPeriod; readonly booksOf: (ledger: Ledger) => Ledger["days"] }>
> = {
	daily: { at: dayPeriod, booksOf: ({ days }) => days },
	monthly: { at: monthPeriod, booksOf: ({ months }) => months },
};

/**
 * How a provider stands against its budgets, daily before monthly. All that its account paid for in the period counts, also
 * before the limit was set.
 */
export function budgetsOf(provider: string, input: BudgetInput): readonly Budget[] {
	const { accounting, fileLimits, nowMs, timeZone } = input;
	return limitsOf(provider, { fileLimits, commandLimits: accounting.limits }).map((limit) => {
		const { at, booksOf } = PERIODS[limit.period];
		const period = at(nowMs, timeZone);
		const spent = spentUsd(booksOf(accounting.ledger).get(period.key), provider);
		const forecastUsd = forecast(spent, period, nowMs);
		return {
			period: limit.period,
			limitUsd: limit.limitUsd,
			spentUsd: spent,
			isHard: limit.isHard,
			from: limit.from,
			periodStartMs: period.startMs,
			periodEndMs: period.endMs,
			...(forecastUsd === undefined ? {} : { forecastUsd }),
		};
	});
}
