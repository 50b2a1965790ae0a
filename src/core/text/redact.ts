const DEFAULT_MAX_LENGTH = 500;
/** Text looked at per character that may come out, so that hostile lengths cost little. */
const INPUT_PER_OUTPUT = 8;
const SPARE_INPUT = 2_048;
/** A word longer than this at the cut is dropped as a whole only up to here. */
const MAX_CUT_WORD = 1_000;
const HIDDEN = "[redacted]";

/** Colour codes, titles, hyperlinks and every other escape sequence, closed or cut off. */
const ESCAPE_SEQUENCES =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
	/(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;
/** Characters that reorder or hide text on a screen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const KEY_WORD = [
	"x-(?:goog-)?api-key",
	"(?:api|access|secret|private)[-_ ]?key",
	"(?:access|refresh|auth|id|session)[-_ ]?token",
	"client[-_ ]?secret|secret|password|passwd|credentials?",
].join("|");
/** Words after which no secret follows but an explanation: "api key: missing". */
const EXPLANATION = "(?!(?:invalid|missing|expired|required|null|none|undefined|true|false|not|is|was|has|and|or)\\b)";
const SCHEME = "(?:(?:bearer|basic|token|digest|negotiate)\\s+)?";

type Rule = readonly [pattern: RegExp, replacement: string];

/** Applied in this order to one line of text; every pattern is linear in its length. */
const RULES: readonly Rule[] = [
	// Headers, in HTTP and in JSON form.
	[new RegExp(`\\b((?:proxy-)?authorization)["']?\\s*[:=]\\s*["']?${SCHEME}[^\\s"',}]{2,}`, "gi"), `$1: ${HIDDEN}`],
	[/\b(cookie)["']?\s*[:=]\s*["']?[\w.-]+=[^\s;"']+(?:;\s*[\w.-]+=[^\s;"']+)*/gi, `$1: ${HIDDEN}`],
	[/\b(bearer|basic)\s+[\w.~+/=*-]{6,}/gi, `$1 ${HIDDEN}`],
	// User and password in an address, and secrets among its parameters.
	[/([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{1,200}:[^\s/@]{1,200}@/gi, `$1${HIDDEN}@`],
	[/([?&](?:[\w-]{0,30}(?:key|token|secret|password|signature)|sig|auth|code)=)[^&\s"'<>]+/gi, `$1${HIDDEN}`],
	// JSON web tokens and other base64 JSON.
	[/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, HIDDEN],
	// Key shapes of known issuers.
	[/(?<!\w)sk-[\w*-]{4,}/g, HIDDEN],
	[/(?<!\w)(?:sk|rk|pk)_(?:live|test)_\w{4,}/g, HIDDEN],
	[/(?<!\w)(?:ak|key)-(?=[\w*-]*[\d*])[\w*-]{8,}/g, HIDDEN],
	[/\b(?:gh[a-z]_|github_pat_|glpat-|hf_|gsk_|npm_|nvapi-|csk-|tgp_v\d_|pplx-|r8_|dop_v\d_)[\w-]{6,}/g, HIDDEN],
	[/\b(?:xai|fw|xox[a-z])[-_](?=[\w-]*\d)[\w-]{16,}/g, HIDDEN],
	[/\b(?:AIza[\w-]{20,}|ya29\.[\w.-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{12,})/g, HIDDEN],
	[/\btid=[^;\s]+;[^\s"']*/g, HIDDEN],
	// Key fragments that providers echo: "Incorrect API key provided: abc***d".
	[
		/\b((?:key|token)\s+(?:provided|given|supplied|used|sent)["']?\s*[:=]?\s*["'`(]?)(?=\S*[\d*_-])[^\s"'`),;]{3,}/gi,
		`$1${HIDDEN}`,
	],
	[
		new RegExp(`\\b((?:${KEY_WORD})["']?\\s*[:=]\\s*["'\`]?)${EXPLANATION}[^\\s"'\`,;&<>(){}]{3,}`, "gi"),
		`$1${HIDDEN}`,
	],
	[new RegExp(`\\b((?:${KEY_WORD})\\s+["'\`])[^\\s"'\`]{3,}`, "gi"), `$1${HIDDEN}`],
	[/\b((?:token|key|auth)["']?\s*[:=]\s*["'`]?)(?=[\w+/=.-]*\d)(?=[\w+/=.-]*[A-Za-z])[\w+/=.-]{8,}/gi, `$1${HIDDEN}`],
	// Random text beside a word that speaks of credentials, and very long random text anywhere.
	[
		/\b((?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|SECRET|[Pp]assword|[Cc]redential|[Cc]ookie|[Ss]ession|[Bb]earer)s?\b.{0,24}?)(?<![\w+/=-])(?=[\w+/]*(?:\d|[a-z][A-Z])|[a-f]{24})[\w+/]{20,}={0,2}/g,
		`$1${HIDDEN}`,
	],
	[/(?<![\w/-])(?=[\w+-]{0,200}\d)(?=[\w+-]{0,200}[A-Za-z])[\w+-]{48,}={0,2}/g, HIDDEN],
];

/** Cuts before a word, since half a secret is not recognised. */
function cutInput(text: string, maxLength: number): string {
	const limit = Math.max(0, maxLength) * INPUT_PER_OUTPUT + SPARE_INPUT;
	if (text.length <= limit) return text;
	const cut = text.slice(0, limit);
	const gap = Math.max(cut.lastIndexOf(" "), cut.lastIndexOf("\n"));
	return cut.slice(0, Math.max(gap, limit - MAX_CUT_WORD));
}

function cutOutput(text: string, maxLength: number): string {
	if (text.length <= maxLength) return text;
	if (maxLength <= 0) return "";
	return `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function onOneLine(text: string): string {
	return text.replace(ESCAPE_SEQUENCES, "").replace(INVISIBLE, "").replace(CONTROLS, " ").replace(/\s+/g, " ").trim();
}

/**
 * The text without credentials, terminal escape sequences and control characters, on one line of at most `maxLength` characters.
 * For every text of a provider that is shown or written.
 */
export function redact(text: string, maxLength = DEFAULT_MAX_LENGTH): string {
	const line = onOneLine(cutInput(text, maxLength));
	const safe = RULES.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), line);
	return cutOutput(safe, maxLength);
}
