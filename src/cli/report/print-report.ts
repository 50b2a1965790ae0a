import type { Line } from "../../surfaces/views/line.ts";
import { type CliContext, EXIT, type Outcome } from "../commands/command.ts";
import { csvOf } from "./csv.ts";
import type { MadeReport } from "./make-report.ts";
import { sourceLines, sourceNotes } from "./text/source-lines.ts";
import { inColour, plain } from "./text/write-lines.ts";

/** How one report is shown to people. `width` is that of the screen, in columns. */
export type Draw<Result> = (report: MadeReport<Result>, width: number) => readonly Line[];

/** What a report is called. */
export interface ReportName {
	/** In JSON. */
	readonly id: "stats" | "quality" | "sessions";
	/** In the first line for people. */
	readonly title: string;
}

/** Version of the JSON documents; raised when a field changes its meaning. */
const DOCUMENT_VERSION = 1;
/** Tables need the first; beyond the second they are no easier to read. A narrower terminal breaks lines itself. */
const [NARROWEST, WIDEST] = [80, 160];

/** Prints a report as it was asked for; what was odd about the log goes to standard error. */
export async function printReport<Result extends object>(
	name: ReportName,
	report: MadeReport<Result>,
	{ out, err, screen }: CliContext,
	draw: Draw<Result>,
): Promise<Outcome> {
	const { request, source, result } = report;
	const width = Math.max(NARROWEST, Math.min(WIDEST, screen.columns));
	await err.write(
		sourceNotes(report)
			.map((note) => `${plain([{ text: note }])}\n`)
			.join(""),
	);
	switch (request.format) {
		case "json":
			await out.write(
				jsonOf({ report: name.id, version: DOCUMENT_VERSION, ...selectionOf(report), source, ...result }),
			);
			break;
		case "csv":
			await out.write(csvOf(result));
			break;
		case "text": {
			const lines = [...sourceLines(name.title, report), ...draw(report, width)];
			const write = screen.hasColour ? inColour : plain;
			await out.write(lines.map((one) => `${write(one)}\n`).join(""));
			break;
		}
	}
	return EXIT.ok;
}

function selectionOf({ request }: MadeReport<object>): object {
	const { selection, timeZone, limit } = request;
	return { selection: { ...selection, timeZone, limit } };
}

/** JSON leaves these as they are, and a terminal that it is shown on may take them for commands. */
const UNSAFE = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function jsonOf(value: object): string {
	const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
	return `${JSON.stringify(value, undefined, 2).replace(UNSAFE, escaped)}\n`;
}
