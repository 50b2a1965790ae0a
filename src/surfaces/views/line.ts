import type { Theme, ThemeColor } from "@earendil-works/pi-coding-agent";

/** What a piece of text means; a theme turns it into a colour, and without one it is only read. */
export type Role = "dim" | "accent" | "success" | "warning" | "error" | "strong";

/** Text of one meaning. */
export interface Span {
	readonly text: string;
	readonly role?: Role;
}

/** One line of output, from left to right. */
export type Line = readonly Span[];

/** Puts texts and spans side by side. */
export function line(...parts: readonly (string | Span)[]): Line {
	return parts.map((part) => (typeof part === "string" ? { text: part } : part));
}

/** A text with a meaning. */
export function styled(role: Role, text: string): Span {
	return { text, role };
}

/** The text without anything that could move the cursor or start an escape sequence. */
function printable(text: string): string {
	return text.replace(/\p{Cc}/gu, "");
}

/** The line without any styling. */
export function plainText(spans: Line): string {
	return printable(spans.map(({ text }) => text).join(""));
}

/** The colours of a theme, as pi hands them to extensions. */
export type ThemeColors = Pick<Theme, "fg" | "bold">;

const COLOR_OF_ROLE: Readonly<Record<Role, ThemeColor>> = {
	dim: "dim",
	accent: "accent",
	success: "success",
	warning: "warning",
	error: "error",
	strong: "text",
};

function themedSpan({ text, role }: Span, theme: ThemeColors): string {
	const shown = printable(text);
	if (shown.trim() === "") return shown;
	const coloured = theme.fg(role === undefined ? "text" : COLOR_OF_ROLE[role], shown);
	return role === "strong" ? theme.bold(coloured) : coloured;
}

/** The line in the colours of a theme. Every span gets one, since pi dims what has none. */
export function themedText(spans: Line, theme: ThemeColors): string {
	return spans.map((span) => themedSpan(span, theme)).join("");
}
