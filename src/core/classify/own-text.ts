/** What pi puts in front of a prompt: the body of a skill, and files named on the command line (0.87.1 and 1.5.2). */
const BLOCK_START = /\s*<(skill|file) name="[^"\n]*"[^>\n]*>/y;

/** Where the user's own words begin in a prompt, behind skill bodies and files that pi has put in front of them. */
export function ownTextStart(prompt: string): number {
	let start = 0;
	for (;;) {
		BLOCK_START.lastIndex = start;
		const opened = BLOCK_START.exec(prompt);
		if (!opened) return start;
		const closing = `</${opened[1]}>`;
		const end = prompt.indexOf(closing, BLOCK_START.lastIndex);
		if (end < 0) return start;
		start = end + closing.length;
		while (prompt[start] === "\n" || prompt[start] === "\r") start += 1;
	}
}
