import type { Notices } from "./notices.ts";

/** Tells the user what is wrong with the routes file: the first thing in full, of the others their number. */
export type TellConfigProblems = (problems: readonly string[], tone: "warning" | "error") => void;

/** Makes the teller. What was said last is not said again, unless the file was right in between. */
export function createConfigNotices(notices: Pick<Notices, "show">): TellConfigProblems {
	let last = "";
	return ([first, ...more], tone) => {
		const rest = more.length === 0 ? "" : `\n${more.length} more: /auto-router status shows them all`;
		const text = first === undefined ? "" : `auto-router: ${first}${rest}`;
		if (text !== "" && text !== last) notices.show(text, tone);
		last = text;
	};
}
