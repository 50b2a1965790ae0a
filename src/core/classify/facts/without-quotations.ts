/** Quoted text longer than this is likely to be part of the conversation. */
const MAX_QUOTED_CHARS = 80;
const MAX_QUOTES = 40;
/** Names after which vendors and pi repeat what was sent or received. */
const ECHO =
	/[;,.]?\s*\b(?:data|raw|input|input_value|received|failed_generation|body|request|prompt)\s*[=:]\s*(?=[{["'`]|event:)/i;
const BEFORE_QUOTE = /[\s([{:=,]/;

function closeOf(text: string, open: number): number {
	const mark = text.charAt(open);
	const canOpen = open === 0 || BEFORE_QUOTE.test(text.charAt(open - 1));
	return canOpen ? text.indexOf(mark, open + 1) : -1;
}

function shortenQuotes(text: string): string {
	let result = "";
	let from = 0;
	const quote = /["'`]/g;
	for (let count = 0; count < MAX_QUOTES; count++) {
		quote.lastIndex = from;
		const open = quote.exec(text)?.index;
		if (open === undefined) break;
		const close = closeOf(text, open);
		const isLong = close - open > MAX_QUOTED_CHARS;
		const end = close < 0 ? open + 1 : close + 1;
		result += isLong ? `${text.slice(from, open + 1)}…${text.charAt(open)}` : text.slice(from, end);
		from = end;
	}
	return result + text.slice(from);
}

/** The text without longer quotations and without what follows words such as `data=`, since a provider may repeat the conversation there. */
export function withoutQuotations(text: string): string {
	const echo = ECHO.exec(text);
	return shortenQuotes(echo ? text.slice(0, echo.index) : text);
}
