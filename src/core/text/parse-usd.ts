/** At most six digits behind the point: what is smaller would be shown as nothing. */
const AMOUNT = /^\$?(\d{1,9}(?:\.\d{1,6})?|\.\d{1,6})$/;

/** An amount of US dollars above zero as people type it: `20`, `20.00`, `$20`. Undefined for everything else. */
export function parseUsd(text: string): number | undefined {
	const usd = Number(AMOUNT.exec(text)?.[1]);
	return usd > 0 ? usd : undefined;
}
