/** What a run says where nobody should have to listen. */
export interface Noise {
	/** What was written to stderr since the last call. */
	stderr(): string;
	/** Rejections and exceptions that nobody caught, since the last call. */
	uncaught(): string[];
	/** Lets stderr through again, and gives the process its handlers back. */
	stop(): void;
}

/** Listens to this process from now on; meanwhile nothing reaches the terminal's stderr. */
export function listen(): Noise {
	const { stderr } = process;
	const write = stderr.write.bind(stderr);
	let written: string[] = [];
	let thrown: string[] = [];
	const onUncaught = (error: unknown) =>
		void thrown.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
	stderr.write = (chunk: string | Uint8Array) => {
		written.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
		return true;
	};
	process.on("unhandledRejection", onUncaught);
	process.on("uncaughtException", onUncaught);
	process.on("warning", onUncaught);
	return {
		stderr() {
			const text = written.join("");
			written = [];
			return text;
		},
		uncaught() {
			const all = thrown;
			thrown = [];
			return all;
		},
		stop() {
			stderr.write = write;
			process.off("unhandledRejection", onUncaught);
			process.off("uncaughtException", onUncaught);
			process.off("warning", onUncaught);
		},
	};
}
