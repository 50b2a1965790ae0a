import type { Notices } from "./notices.ts";

/** Tells the user what is wrong with the routes file: two things in full, of more the first and the number of the others. */
export type TellConfigProblems = (problems: readonly string[], tone: "warning" | "error") => void;

/** Makes the teller. What was said last is not said again, unless the file was right in between. */
export function createConfigNotices(notices: Pick<Notices, "show">): TellConfigProblems {
	let last = "";
	return ([first, ...more], tone) => {
		const rest = more.length > 1 ? [`${more.length} more: /auto-router status shows them all`] : more;
		const text = first === undefined ? "" : [`auto-router: ${first}`, ...rest].join("\n");
		if (text !== "" && text !== last) notices.show(text, tone);
		last = text;
	};
}
