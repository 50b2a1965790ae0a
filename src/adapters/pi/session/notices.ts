import type { SessionHandle } from "./sessions.ts";
import { isStale } from "./stale.ts";

/** Texts for the user that do not belong to a command: problems and announcements. */
export interface Notices {
	/** Shows a text now, or as soon as a session is open. */
	show(text: string, tone: "info" | "warning" | "error"): void;
	/** Shows a warning once and keeps it for `warnings`. */
	warn(text: string): void;
	/** Warns of a problem, unless one with the same cause was shown already; `warnings` has them all. */
	problem(problem: { readonly code: string; readonly message: string }): void;
	/** Shows a bug of ours, with what is needed to report it. */
	bug(error: unknown): void;
	/** Problems that still stand, for `status`. */
	warnings(): readonly string[];
	/** A session to show things in; undefined when it is gone. */
	attach(session: SessionHandle | undefined): void;
	/** Forgets the problems. */
	clear(): void;
}

/** One full disk or missing directory shows in several places; the system's own name for it says that it is one. */
function causeOf(code: string, message: string): string {
	const errno = /E[A-Z]{3,}$/.exec(code)?.[0] ?? /\((E[A-Z]{3,})\)/.exec(message)?.[1] ?? code;
	return SAME_CAUSE[errno] ?? errno;
}

/** A log directory that is a file is what the system then calls ENOTDIR or EEXIST. */
const SAME_CAUSE: Readonly<Record<string, string>> = { "log-dir-is-a-file": "ENOTDIR", EEXIST: "ENOTDIR" };

/** Makes the notices. `write` is used where pi has no UI; it must not be standard output, which may carry pi's JSON. */
export function createNotices(write: (text: string) => void): Notices {
	let session: SessionHandle | undefined;
	const waiting: { text: string; tone: "info" | "warning" | "error" }[] = [];
	const warnings = new Set<string>();

	const tell = ({ ctx }: SessionHandle, text: string, tone: "info" | "warning" | "error"): void => {
		try {
			if (ctx.hasUI) ctx.ui.notify(text, tone);
			else write(`${text}\n`);
		} catch (error) {
			if (!isStale(error)) throw error;
			session = undefined;
			waiting.push({ text, tone });
		}
	};
	const show: Notices["show"] = (text, tone) => {
		if (session) tell(session, text, tone);
		else waiting.push({ text, tone });
	};
	const keep = (text: string, tone: "warning" | "error"): void => {
		if (!warnings.has(text)) show(text, tone);
		warnings.add(text);
	};
	const causes = new Set<string>();
	return {
		show,
		warn: (text) => keep(text, "warning"),
		problem({ code, message }) {
			const text = `auto-router: ${message}`;
			const cause = causeOf(code, message);
			if (causes.has(cause)) warnings.add(text);
			else keep(text, "warning");
			causes.add(cause);
		},
		bug(error) {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			keep(`auto-router: a bug, please report it: ${text}`, "error");
		},
		warnings: () => [...warnings],
		attach(next) {
			session = next;
			if (next) for (const { text, tone } of waiting.splice(0)) tell(next, text, tone);
		},
		clear() {
			warnings.clear();
			causes.clear();
		},
	};
}
