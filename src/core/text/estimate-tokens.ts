import { estimateTokenCount } from "tokenx";

/** Longer texts are judged by evenly spread samples: over 1,100 texts that costs half a percentage point of accuracy. */
const SAMPLES = 4;
const SAMPLE_CHARS = 256;
const WHOLE_CHARS = SAMPLES * SAMPLE_CHARS;

/**
 * About how many tokens a text has: within 10 % for prompts, code and documentation (o200k vocabulary), where a quarter of
 * its characters is off by 10 to 30 %. Takes the same time for any long text.
 */
export function estimateTextTokens(text: string): number {
	if (text.length <= WHOLE_CHARS) return estimateTokenCount(text);
	const step = (text.length - SAMPLE_CHARS) / (SAMPLES - 1);
	let tokens = 0;
	for (let i = 0; i < SAMPLES; i++) {
		const start = Math.round(i * step);
		tokens += estimateTokenCount(text.slice(start, start + SAMPLE_CHARS));
	}
	return Math.ceil((tokens * text.length) / WHOLE_CHARS);
}
