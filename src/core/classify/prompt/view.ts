/** Longest part of a prompt that is looked at, in UTF-16 units; of longer ones the beginning and the end are. */
const MAX_CHARS = 2_048;
const TAIL_CHARS = 512;
/** What somebody wants mostly stands at the beginning or the end; what lies between is often pasted. */
const LEAD_CHARS = 360;
const CLOSING_CHARS = 160;

/** The parts of a prompt that are looked at. */
export interface PromptView {
	/** As written, at most MAX_CHARS. */
	readonly text: string;
	/** The parts whose words are read one by one, in lower case and composed form. */
	readonly lead: string;
	readonly closing: string;
	readonly isCut: boolean;
}

/**
 * What is looked at of a prompt: never more than two kilobytes, so that a pasted megabyte costs no more than a page.
 * Half a surrogate pair at a cut is harmless, for it is no letter.
 */
export function viewOf(text: string): PromptView {
	const isCut = text.length > MAX_CHARS;
	const shown = (isCut ? `${text.slice(0, MAX_CHARS - TAIL_CHARS)}\n${text.slice(-TAIL_CHARS)}` : text).trim();
	const prose = withoutFences(shown);
	const isLong = prose.length > LEAD_CHARS + CLOSING_CHARS;
	return {
		text: shown,
		lead: plain(isLong ? prose.slice(0, LEAD_CHARS) : prose),
		closing: plain(isLong ? prose.slice(-CLOSING_CHARS) : ""),
		isCut,
	};
}

/** The text without its fenced blocks, or all of it when nothing else is left. */
function withoutFences(text: string): string {
	if (!text.includes("```")) return text;
	const prose = text
		.split("```")
		.filter((_, i) => i % 2 === 0)
		.join("\n")
		.trim();
	return prose === "" ? text : prose;
}

function plain(text: string): string {
	return text.normalize("NFC").toLowerCase().replaceAll("’", "'");
}
