import { EXAMPLE_EVENTS, EXAMPLE_LINES } from "./event-examples.ts";
import { meaningOf, TYPE_MEANINGS } from "./event-meanings.ts";
import { type EventField, eventTypes } from "./event-types.ts";
import { fenced, table } from "./markdown.ts";

/** Lists of words longer than this, in characters, are told once and referred to after that. */
const LONG = 120;

function fieldRow(type: string, { path, type: words, isOptional, doc }: EventField): string[] {
	return [`\`${path}\`${isOptional ? "?" : ""}`, words, meaningOf(type, path, doc)];
}

/** Shortens a long list of words that an earlier table has told. */
function shorten(fields: readonly EventField[], told: Map<string, string>): readonly EventField[] {
	return fields.map((field) => {
		const place = told.get(field.type);
		if (field.type.length > LONG && place === undefined) told.set(field.type, field.path);
		return place === undefined ? field : { ...field, type: `as \`${place}\` above` };
	});
}

function exampleOf(type: string): string {
	const line = EXAMPLE_LINES[EXAMPLE_EVENTS.findIndex((event) => event.type === type)];
	if (line === undefined) throw new Error(`No example of ${type}`);
	return line;
}

/** Every type of record: when it is written, its fields, and a line as it stands in the log. */
export function eventReference(): string {
	const told = new Map<string, string>();
	return [...eventTypes()]
		.map(([type, fields]) => {
			const rows = shorten(fields, told).map((field) => fieldRow(type, field));
			const fieldTable =
				rows.length === 0 ? "No fields." : table(["field of `data`", "what may stand there", "meaning"], rows);
			return `### ${type}\n\n${TYPE_MEANINGS[type]}\n\n${fieldTable}\n\n${fenced("json", exampleOf(type))}`;
		})
		.join("\n\n");
}
