/** An amount of US dollars as people say it: "$12.50", "$0.0312" below ten cents, "<$0.0001". */
export function formatUsd(usd: number): string {
	const sign = usd < 0 ? "-" : "";
	const amount = Math.abs(usd);
	if (amount === 0) return "$0.00";
	if (amount < 0.0001) return `${sign}<$0.0001`;
	if (amount < 0.1) return `${sign}$${amount.toFixed(4)}`;
	const [whole = "", cents = ""] = amount.toFixed(2).split(".");
	return `${sign}$${whole.replace(/\B(?=(?:\d{3})+$)/g, ",")}.${cents}`;
}
