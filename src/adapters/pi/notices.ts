import type { SessionHandle } from "./sessions.ts";

/** Texts for the user that do not belong to a command: problems and announcements. Each is shown once. */
export interface Notices {
	/** Shows a text now, or as soon as a session is open. The same text is not shown twice. */
	show(text: string, tone: "info" | "warning" | "error"): void;
	/** Shows a bug of ours, with what is needed to report it. */
	bug(error: unknown): void;
	/** Problems that still stand, for `status`. */
	warnings(): readonly string[];
	/** A session to show things in; undefined when it is gone. */
	attach(session: SessionHandle | undefined): void;
	/** Forgets the problems. */
	clear(): void;
}

/** Makes the notices. `write` is used where pi has no UI; it must not be standard output, which may carry pi's JSON. */
export function createNotices(write: (text: string) => void): Notices {
	let session: SessionHandle | undefined;
	const waiting: { text: string; tone: "info" | "warning" | "error" }[] = [];
	const warnings = new Set<string>();
	const told = new Set<string>();

	const tell = (to: SessionHandle, text: string, tone: "info" | "warning" | "error"): void => {
		if (to.ctx.hasUI) to.ctx.ui.notify(text, tone);
		else write(`${text}\n`);
	};
	const show: Notices["show"] = (text, tone) => {
		if (tone !== "info") warnings.add(text);
		if (told.has(text)) return;
		told.add(text);
		if (session) tell(session, text, tone);
		else waiting.push({ text, tone });
	};
	return {
		show,
		bug(error) {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			show(`auto-router: a bug, please report it: ${text}`, "error");
		},
		warnings: () => [...warnings],
		attach(next) {
			session = next;
			if (next) for (const { text, tone } of waiting.splice(0)) tell(next, text, tone);
		},
		clear() {
			warnings.clear();
			told.clear();
		},
	};
}
