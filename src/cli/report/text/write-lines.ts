import type { Line, Role, Span } from "../../../surfaces/views/line.ts";

/** What moves a cursor, changes colours, or reorders and hides text. */
const UNPRINTABLE = /[\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const CODES: Readonly<Record<Role, number>> = { dim: 2, accent: 36, success: 32, warning: 33, error: 31, strong: 1 };

const shown = ({ text }: Span): string => text.replace(UNPRINTABLE, "");

/** The line as text alone. Nothing that stands in a log reaches the screen as a command to it. */
export function plain(spans: Line): string {
	return spans.map(shown).join("").trimEnd();
}

/** The line in the colours of a terminal. */
export function inColour(spans: Line): string {
	return spans
		.map((span) => (span.role === undefined ? shown(span) : `\u001b[${CODES[span.role]}m${shown(span)}\u001b[0m`))
		.join("");
}
