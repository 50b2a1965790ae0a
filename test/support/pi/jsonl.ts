import { StringDecoder } from "node:string_decoder";

/** One record of pi's JSON event stream or of RPC mode. */
export interface PiRecord {
	readonly type: string;
	readonly [field: string]: unknown;
}

/** Calls back for every complete line of a byte stream fed to it. Splits at LF only, as pi's framing asks. */
export function createLineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
	const decoder = new StringDecoder("utf8");
	let rest = "";
	return (chunk) => {
		const lines = (rest + decoder.write(chunk)).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) if (line.trim() !== "") onLine(line);
	};
}

/** The records of a whole output, such as that of `--mode json`. Throws when a line is not JSON. */
export function parseRecords(output: string): PiRecord[] {
	const lines = output.split("\n").filter((line) => line.trim() !== "");
	return lines.map((line) => JSON.parse(line) as PiRecord);
}

/** The assistant messages that were completed, in order. */
export function assistantMessages(records: readonly PiRecord[]): PiMessage[] {
	return records
		.filter(({ type }) => type === "message_end")
		.map(({ message }) => message as PiMessage)
		.filter(({ role }) => role === "assistant");
}

/** The fields of an assistant message that tests look at. */
export interface PiMessage {
	readonly role: string;
	readonly provider: string;
	readonly model: string;
	readonly stopReason: string;
	readonly errorMessage?: string;
	readonly content: readonly { readonly type: string; readonly text?: string }[];
}

/** The text of a message, without thinking and tool calls. */
export function textOf(message: PiMessage | undefined): string {
	return (message?.content ?? []).map((block) => (block.type === "text" ? (block.text ?? "") : "")).join("");
}
