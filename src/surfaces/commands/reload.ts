import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { configPhrase } from "./config-lines.ts";

async function reload(_args: unknown, { control, width }: CommandContext): Promise<View> {
	const report = await control.reload();
	const { source, path, problems } = report;
	const count = control.routes().length;
	const found =
		problems.length === 0 ? "no problems" : `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
	const head = `Routes file read again: ${count} ${count === 1 ? "route" : "routes"}, ${found}.`;
	const problemLines: Line[] = problems.flatMap((problem) =>
		paragraph(styled("warning", problem), { width, indent: 2, bullet: "⚠ " }),
	);
	return {
		tone: problems.length === 0 ? "info" : "warning",
		lines: [line(head), ...paragraph(styled("dim", `In force: ${configPhrase(report)}`), { width }), ...problemLines],
		json: { source, path, routes: count, problems },
	};
}

/** `/auto-router reload`: reads the routes file again. */
export const reloadCommand: Command = {
	name: "reload",
	summary: "read the routes file again",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: reload,
};
