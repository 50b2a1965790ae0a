/**
 * Words by which pi judges the text of an error, as far as a name may hold them: used-up plans, which pi does not repeat,
 * and overflows, which it compacts (pi-ai utils/retry and utils/overflow, 0.87.1 and 1.5.2).
 */
const VERDICTS = new RegExp(
	[
		"billing",
		"insufficient_quota",
		"quota exceeded",
		"usage_?limit(?:error|_exceeded)",
		"usage limit reached",
		"available balance",
		"out of budget",
		"1308",
		"rate limit",
		"too[ _](?:long|large|many)",
		"exceed",
		"length",
		"context size",
		"413",
		"no body",
	].join("|"),
	"gi",
);

/** A text with names in it that decides nothing when pi reads it: "billing-bot" becomes "b·illing-bot". */
export function withoutVerdicts(text: string): string {
	return text.replace(VERDICTS, (words) => `${words.slice(0, 1)}·${words.slice(1)}`);
}
