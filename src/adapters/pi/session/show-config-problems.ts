import type { Notices } from "./notices.ts";

/** Tells the user what is wrong with the routes file: the first thing in full, of the others their number. */
export function showConfigProblems(notices: Notices, problems: readonly string[], tone: "warning" | "error"): void {
	const [first, ...more] = problems;
	if (first === undefined) return;
	const rest = more.length === 0 ? "" : `\n${more.length} more: /auto-router status shows them all`;
	notices.show(`auto-router: ${first}${rest}`, tone);
}
