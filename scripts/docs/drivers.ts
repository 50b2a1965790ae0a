import type { QuotaDriver } from "../../src/core/quota/quota-driver.ts";
import { BALANCE_DRIVERS, WINDOW_DRIVERS } from "../../src/core/quota/quota-drivers.ts";
import { minutes, table } from "./markdown.ts";

const EVIDENCE: Readonly<Record<QuotaDriver["evidence"], string>> = {
	documented: "documented",
	recorded: "recorded",
	"client-code": "client code",
};

function driverTable(drivers: readonly QuotaDriver[]): string {
	const rows = drivers.map(({ providers, origin, minIntervalMs, refusedMs, evidence }) => [
		providers.map((provider) => `\`${provider}\``).join(", "),
		new URL(origin).host,
		EVIDENCE[evidence],
		minutes(minIntervalMs),
		minutes(refusedMs),
	]);
	return table(["provider in pi", "asked", "evidence", "at most every", "after a refusal"], rows);
}

/** Who tells windows of plans. */
export const windowTable = (): string => driverTable(WINDOW_DRIVERS);

/** Who tells prepaid credit. */
export const balanceTable = (): string => driverTable(BALANCE_DRIVERS);
