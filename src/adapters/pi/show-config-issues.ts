import { type ConfigIssue, describeIssue } from "../../core/config/check/issue.ts";
import type { Notices } from "./notices.ts";

/** Tells the user what is wrong with the routes file: the first thing in full, of the others their number. */
export function showConfigIssues(notices: Notices, issues: readonly ConfigIssue[]): void {
	const [first, ...more] = issues;
	if (!first) return;
	const rest = more.length === 0 ? "" : `\n${more.length} more: /auto-router status shows them all`;
	const tone = issues.some(({ severity }) => severity === "error") ? "error" : "warning";
	notices.show(`auto-router: ${describeIssue(first)}${rest}`, tone);
}
