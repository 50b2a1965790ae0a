const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Patterns over all of Unicode. Making them takes ten milliseconds, so they wait for the first text that needs one. */
function createPatterns() {
	return {
		nothingToSee: /^[\p{Control}\p{Mark}\p{Default_Ignorable_Code_Point}\p{Surrogate}]+$/v,
		emoji: /^\p{RGI_Emoji}$/v,
		/** Characters that take two columns (Unicode East Asian Width W and F), and flags of countries. */
		wide: /^[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u4dbf\u4dc0-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f1e6}-\u{1f1ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/v,
		/** Signs that belong to the character before them and still take a column of their own. */
		spacing: /[\p{Spacing_Mark}\u0e33\u0eb3\uff9e\uff9f]/gv,
	};
}

let patterns: ReturnType<typeof createPatterns> | undefined;
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
	segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
	return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
	patterns ??= createPatterns();
	const { nothingToSee, emoji, wide, spacing } = patterns;
	if (nothingToSee.test(grapheme)) return grapheme.match(spacing)?.length ?? 0;
	const signs = grapheme.slice(1).match(spacing)?.length ?? 0;
	return (wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1) + signs;
}

/** Columns that a text takes in a terminal. Wide characters count two, combining and control characters none. */
export function displayWidth(text: string): number {
	if (PRINTABLE_ASCII.test(text)) return text.length;
	return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** The beginning of a text that fits into so many columns. */
function clip(text: string, width: number): string {
	let taken = "";
	let used = 0;
	for (const grapheme of graphemes(text)) {
		used += graphemeWidth(grapheme);
		if (used > width) break;
		taken += grapheme;
	}
	return taken;
}

/** The text, cut with … where it is wider than so many columns. */
export function truncate(text: string, width: number): string {
	if (displayWidth(text) <= width) return text;
	return width < 1 ? "" : `${clip(text, width - 1)}…`;
}

/** The text with blanks up to so many columns; never shortens. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
	const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
	return align === "left" ? text + blanks : blanks + text;
}

/** A word in pieces that each fit; a character that alone is too wide falls apart into its code points. */
function pieces(word: string, width: number): string[] {
	const parts: string[] = [];
	let rest = word;
	while (displayWidth(rest) > width) {
		const part = clip(rest, width) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
		parts.push(part);
		rest = rest.slice(part.length);
	}
	return [...parts, rest];
}

/** The text in lines of at most so many columns, broken between words where that is possible. At least one line. */
export function wrap(text: string, width: number): string[] {
	const room = Math.max(2, width);
	const lines: string[] = [];
	let current = "";
	for (const word of text.split(/\s+/).flatMap((long) => pieces(long, room))) {
		const longer = current === "" ? word : `${current} ${word}`;
		if (displayWidth(longer) <= room) {
			current = longer;
		} else {
			lines.push(current);
			current = word;
		}
	}
	return [...lines, current];
}
