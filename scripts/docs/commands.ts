import { COMMANDS } from "../../src/surfaces/commands/index.ts";
import { table } from "./markdown.ts";

/** Every command with its usage and its options. */
export function commandTable(): string {
	const rows = COMMANDS.map(({ name, usage, summary, options = [] }) => {
		const words = usage === "" ? name : `${name} ${usage}`;
		const more = options.map((option) => `\`${option.name}\`: ${option.summary}`);
		return [`\`/auto-router ${words}\``, [summary, ...more].join("; ")];
	});
	return table(["command", "does"], rows);
}
