type Row = Readonly<Record<string, unknown>>;

/** What would end a field or move a cursor. */
const CONTROLS = /[\p{Cc}\u2028-\u202e\u2060-\u2069]+/gu;
/** A table program takes a text that begins so for a formula. */
const FORMULA = /^[=+\-@]/;

/**
 * The tables of a report, each under a header of its own and with its name in the first column, an empty line between
 * two. A list inside a row is one field: `a=3; b=1`.
 */
export function csvOf(report: object): string {
	return tablesOf("", report)
		.filter(([, rows]) => rows.length > 0)
		.map(([name, rows]) => tableOf(name, rows))
		.join("\n");
}

function tablesOf(name: string, value: unknown): [string, readonly Row[]][] {
	if (Array.isArray(value)) return [[name, value as readonly Row[]]];
	if (typeof value !== "object" || value === null) return [];
	const entries = Object.entries(value);
	const own = Object.fromEntries(entries.filter(([, one]) => typeof one !== "object"));
	const inner = entries.flatMap(([key, one]) => tablesOf(name === "" ? key : `${name}.${key}`, one));
	return Object.keys(own).length === 0 ? inner : [[name, [own]], ...inner];
}

function tableOf(name: string, rows: readonly Row[]): string {
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const lines = [
		["section", ...columns],
		...rows.map((row) => [name, ...columns.map((column) => fieldText(row[column]))]),
	];
	return lines.map((fields) => `${fields.map(quoted).join(",")}\r\n`).join("");
}

function fieldText(value: unknown): string {
	if (value === undefined || value === null) return "";
	if (Array.isArray(value)) return value.map(fieldText).join("; ");
	if (typeof value === "number") return `${Number(value.toPrecision(12))}`;
	if (typeof value !== "object") return harmless(`${value}`);
	const fields = Object.values(value);
	return typeof fields[0] === "string" ? fields.slice(0, 2).map(fieldText).join("=") : fields.map(fieldText).join(" ");
}

function harmless(text: string): string {
	const clean = text.replace(CONTROLS, " ");
	return FORMULA.test(clean) ? `'${clean}` : clean;
}

const quoted = (text: string): string => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
