import type { PromptView } from "./view.ts";

interface Sign {
	readonly id: string;
	/** How it is called in a reason; absent for what explains nothing to a user. */
	readonly label?: string;
	readonly isIn: (view: PromptView) => boolean;
}

const matches =
	(pattern: RegExp) =>
	({ text }: PromptView): boolean =>
		pattern.test(text);

/** How many of these characters a text has, as a share of its length. */
function shareOf(text: string, characters: string): number {
	let count = 0;
	for (const character of characters) count += text.split(character).length - 1;
	return text.length === 0 ? 0 : count / text.length;
}

/**
 * What the shape of a prompt tells, whatever its language. Every repetition in these patterns is bounded or runs over
 * characters that what follows it cannot match, so that none is slower than linear.
 */
const SIGNS: readonly Sign[] = [
	{ id: "fence", label: "a code block", isIn: ({ text }) => text.includes("```") },
	{ id: "tick", label: "code in backticks", isIn: matches(/`[^`\n]{1,80}`/) },
	{
		id: "trace",
		label: "a stack trace",
		isIn: matches(/^\s{0,12}(?:at \S{1,120} ?\(|File "[^"\n]{1,200}", line \d|Traceback \(|thread '|goroutine \d)/m),
	},
	{
		id: "error",
		label: "an error message",
		isIn: matches(
			/(?:[a-z]|\b)(?:Error|Exception)\b|\berror(?:\[\w{1,9}\])?:|\b(?:E[A-Z]{4,12}|ERR_\w{3,40}|SIG[A-Z]{3,5}|TS\d{4})\b|\bexit code [1-9]|segfault|panicked at/,
		),
	},
	{
		id: "path",
		label: "a file path",
		isIn: matches(
			/(?:^|[\s"'`(@])(?:\.{0,2}\/)?[\w.-]{1,60}\/[\w./-]{1,100}|\b[\w-]{1,60}\.(?:[jt]sx?|[cm]js|py|rs|go|java|kt|rb|php|cs?|cpp|hp?p?|swift|sql|sh|ya?ml|toml|json|md|html|s?css|vue|svelte|tf|lock|env|ini|cfg|xml|gradle|ipynb|dart|exs?|lua)\b/,
		),
	},
	{ id: "diff", label: "a diff", isIn: matches(/^(?:diff --git|@@ -\d|\+\+\+ |--- a\/)/m) },
	{
		id: "shell",
		label: "a shell command",
		isIn: matches(/^\s{0,8}(?:\$ |>>> |npm |npx |git |docker |kubectl |curl |cargo |make |pip |pytest\b)/m),
	},
	{ id: "flag", label: "a command-line flag", isIn: matches(/(?:^|[\s`'"(])--?[a-z][\w-]{1,40}/m) },
	{ id: "identifier", label: "a name from code", isIn: matches(/\b[a-z]{1,40}[A-Z][A-Za-z]|[a-z\d]_[a-z\d]/) },
	{ id: "pascal", isIn: matches(/\b[A-Z][a-z]{1,30}[A-Z][a-z]/) },
	{ id: "call", label: "a function call", isIn: matches(/\w\(\)|\w\.\w{1,40}\(/) },
	{ id: "tag", label: "markup", isIn: matches(/<\/?[a-z][a-z\d]{0,10}[ />]/) },
	{ id: "url", isIn: matches(/https?:\/\//) },
	{ id: "slash", isIn: matches(/^\/[a-z]/) },
	{ id: "issue", label: "an issue number", isIn: matches(/(?:^|\s)#\d{1,6}\b|\bPR ?#?\d/) },
	{ id: "code-marks", label: "code", isIn: ({ text }) => text.length > 40 && shareOf(text, "{}();=<>[]") > 0.04 },
	{ id: "sum", isIn: matches(/^[\d\s+*/().,%^x=-]{3,80}\??$/) },
	{ id: "question", isIn: matches(/[?？]\s{0,3}$/) },
	{ id: "asks", isIn: ({ text }) => text.includes("?") || text.includes("？") },
	{ id: "ends-with-colon", isIn: matches(/[:：]\s{0,3}$/) },
	{ id: "exclaims", isIn: matches(/[!！]/) },
	{ id: "has-lines", isIn: ({ text }) => text.includes("\n") },
	{ id: "capital", isIn: matches(/^\p{Lu}/u) },
	{ id: "sentence", isIn: matches(/^\p{Lu}[^\n]{10,400}[.?!]$/u) },
	{ id: "names", isIn: matches(/[a-z,] \p{Lu}[a-z]{2,20}/u) },
	...[12, 25, 50, 100, 200, 500, 1_500].map((chars) => ({
		id: `longer-${chars}`,
		isIn: ({ text, isCut }: PromptView) => isCut || text.length > chars,
	})),
];

/** Ids of all signs that a prompt shows. */
export function signsOf(view: PromptView): readonly string[] {
	return SIGNS.filter(({ isIn }) => isIn(view)).map(({ id }) => id);
}

/** How a sign is called in a reason. */
export function labelOfSign(id: string): string | undefined {
	return SIGNS.find((sign) => sign.id === id)?.label;
}
