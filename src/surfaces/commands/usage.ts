import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import type { Command, View } from "./command.ts";

/** Name of the slash command that all of these belong to. */
export const SLASH_COMMAND = "auto-router";

/** How a command is typed. */
export function usageOf(command: Pick<Command, "name" | "usage">): string {
	return `/${SLASH_COMMAND} ${command.name}${command.usage === "" ? "" : ` ${command.usage}`}`;
}

/** A sentence that asks whether one of these names was meant; empty where there is none. */
export function didYouMean(names: readonly string[]): string {
	const [last, ...others] = names.toReversed();
	if (last === undefined) return "";
	return `Did you mean ${others.length === 0 ? last : `${others.toReversed().join(", ")} or ${last}`}?`;
}

/** A view that says what is wrong with what was typed. Nothing was done. */
export function problemView(problem: string, hints: readonly string[], width: number): View {
	const shown = hints.filter((hint) => hint !== "");
	const lines: Line[] = [problem, ...shown].flatMap((text) => paragraph(text, { width }));
	return { tone: "error", lines, json: { error: problem, hints: shown } };
}

/** A short headline of a report. */
export function headline(...parts: readonly string[]): Line {
	const [first = "", ...rest] = parts;
	return line(styled("strong", first), ...rest.map((part) => styled("dim", ` · ${part}`)));
}
