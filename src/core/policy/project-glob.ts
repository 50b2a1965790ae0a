import picomatch from "picomatch";

/** No working directory is longer, and the time to match one grows with its length. */
const MAX_DIRECTORY_CHARS = 4_096;

type Matcher = (path: string) => boolean;

/** Compiling takes a hundred times as long as matching. */
const matchers = new Map<string, Matcher>();

const withSlashes = (path: string): string =>
	path.replaceAll("\\", "/").replace(/^([a-z]):/, (drive) => drive.toUpperCase());

/** A pattern that does not begin at the root fits at any depth, and every directory fits with what is below it. */
function compile(glob: string): Matcher {
	const pattern = withSlashes(glob).replace(/^~\//, "").replace(/\/+$/, "");
	const isRooted = /^(?:\/|[A-Z]:|\*\*)/.test(pattern);
	const anywhere = isRooted ? pattern : `**/${pattern}`;
	return picomatch([anywhere, `${anywhere}/**`], { dot: true, windows: false });
}

/**
 * True for a working directory that fits a glob: `*` inside a name, `**` across names, `?`, `{a,b}`. `work/*` fits
 * `/home/me/work/api` and everything below it.
 */
export function matchesProject(glob: string, directory: string): boolean {
	let matches = matchers.get(glob);
	if (!matches) {
		matches = compile(glob);
		matchers.set(glob, matches);
	}
	return matches(withSlashes(directory).slice(0, MAX_DIRECTORY_CHARS));
}
