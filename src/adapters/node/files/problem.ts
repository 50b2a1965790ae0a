/** Something that does not stop routing but that the user should hear of. `code` names its kind and is stable. */
export interface Problem {
	readonly code: string;
	/** What happened, where, and what to do about it. */
	readonly message: string;
}

export type OnProblem = (problem: Problem) => void;

/** Passes on the first problem of each code only. */
export function oncePerCode(onProblem: OnProblem): OnProblem {
	const seen = new Set<string>();
	return (problem) => {
		if (seen.has(problem.code)) return;
		seen.add(problem.code);
		onProblem(problem);
	};
}

/** Cause and cure of what a file system answers, by errno name. */
const CAUSES: Readonly<Record<string, string>> = {
	ENOSPC: "the disk is full; free some space",
	EDQUOT: "the disk quota is used up; free some space",
	EROFS: "the file system is read-only; set AUTO_ROUTER_LOG_DIR to a writable directory",
	EACCES: "permission is denied; make it writable for you, or set AUTO_ROUTER_LOG_DIR to a writable directory",
	EPERM: "permission is denied; make it writable for you, or set AUTO_ROUTER_LOG_DIR to a writable directory",
	ENOTDIR: "a part of its path is a file; remove that file, or set AUTO_ROUTER_LOG_DIR to a directory",
	EEXIST: "a file stands where a directory should be; remove that file, or set AUTO_ROUTER_LOG_DIR to a directory",
	EISDIR: "it is a directory; remove it, or set AUTO_ROUTER_LOG_DIR to another directory",
	ENOENT: "it does not exist and could not be created; create its directory, or set AUTO_ROUTER_LOG_DIR",
	EMFILE: "too many files are open; raise the limit (ulimit -n)",
	EIO: "the disk reports an error; check it",
};

/** The errno name of a file-system error, or `unknown`. */
export function errorCode(error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return typeof code === "string" ? code : "unknown";
}

/** Cause and cure of a file-system error, to follow "cannot write <path>: ". */
export function explainFsError(error: unknown): string {
	const code = errorCode(error);
	const cause = CAUSES[code];
	if (cause !== undefined) return `${cause} (${code})`;
	return error instanceof Error ? error.message : String(error);
}
