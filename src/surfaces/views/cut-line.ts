import type { Line } from "./line.ts";
import { displayWidth, truncate } from "./width.ts";

/** The line, cut with … where it is wider than so many columns. */
export function cutLine(spans: Line, width: number): Line {
	const total = spans.reduce((sum, { text }) => sum + displayWidth(text), 0);
	if (total <= width) return spans;
	const cut: { text: string }[] = [];
	let room = width;
	for (const span of spans) {
		const isLast = displayWidth(span.text) >= room;
		cut.push({ ...span, text: isLast ? truncate(`${span.text}…`, room) : span.text });
		if (isLast) break;
		room -= displayWidth(span.text);
	}
	return cut;
}
