import { formatUsd } from "./format-usd.ts";

const CENTS = 2;

/** An amount of any currency: "$12.50" for US dollars, else with the name of the currency behind it, "110.00 CNY". */
export function formatMoney(amount: number, currency: string): string {
	return currency === "USD" ? formatUsd(amount) : `${amount.toFixed(CENTS)} ${currency}`;
}
