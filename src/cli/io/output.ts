import type { Writable } from "node:stream";
import { CliError } from "../cli-error.ts";

/** Somewhere to write text to. */
export interface Output {
	/** Resolves when the text is taken, so that awaiting it is all the back-pressure there is: false when nobody reads any more. */
	write(text: string): Promise<boolean>;
}

/** The reader left, as `head` does when it has enough. Where pipes are no pipes (Windows), the second one is told. */
const READER_LEFT: ReadonlySet<string> = new Set(["EPIPE", "EOF"]);

/** Writes to a stream of the process. A reader that leaves is no fault; every other one is thrown. */
export function createOutput(stream: Writable, name: string): Output {
	let isOpen = true;
	// The callback of each write tells the same; without a listener the process would end with a stack trace.
	stream.on("error", () => {
		isOpen = false;
	});
	const writeText = (text: string): Promise<NodeJS.ErrnoException | null | undefined> =>
		new Promise((resolve) => {
			stream.write(text, resolve);
		});
	return {
		async write(text) {
			if (!isOpen || text === "") return isOpen;
			const error = await writeText(text);
			if (!error) return true;
			isOpen = false;
			if (READER_LEFT.has(error.code ?? "")) return false;
			throw new CliError(`${name} cannot be written: ${describeSystemError(error)}.`, { cause: error });
		},
	};
}

function describeSystemError(error: NodeJS.ErrnoException): string {
	return error.code === "ENOSPC" ? "the disk is full (ENOSPC); free some space" : error.message;
}
