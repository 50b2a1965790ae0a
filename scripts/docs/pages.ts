import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SCHEMA_FILES } from "../schema.ts";
import { commandTable } from "./commands.ts";
import { configurationReference } from "./configuration.ts";
import { balanceTable, windowTable } from "./drivers.ts";
import { eventReference } from "./events.ts";
import { fillRegions, type MakeRegion } from "./regions.ts";
import { budgetFigures, freedFigures, staleFigures, statusEffects, windowFigures } from "./uvi.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What is made from code, by the name of its region in a page. */
export const REGIONS: Readonly<Record<string, MakeRegion>> = {
	commands: commandTable,
	configuration: configurationReference,
	"windows-by-provider": windowTable,
	"balances-by-provider": balanceTable,
	events: eventReference,
	"uvi-window": windowFigures,
	"uvi-budget": budgetFigures,
	"uvi-statuses": statusEffects,
	"uvi-stale": staleFigures,
	"uvi-freed": freedFigures,
};

/** A file that is made from code, in whole or in part. */
export interface MadeFile {
	/** Below the project's root. */
	readonly path: string;
	readonly old: string;
	readonly text: string;
}

/** The pages of the manual, below the project's root. */
export function pagePaths(): readonly string[] {
	return ["README.md", ...globSync("docs/*.md", { cwd: ROOT }).sort()];
}

/** A file of the project. */
export function readProjectFile(path: string): string {
	return readFileSync(`${ROOT}${path}`, "utf8");
}

/** Every file that is made from code, as it is and as it should be. */
export function madeFiles(): readonly MadeFile[] {
	const pages = pagePaths().map((path): MadeFile => {
		const old = readProjectFile(path);
		return { path, old, text: fillRegions(old, REGIONS) };
	});
	const schemas = Object.entries(SCHEMA_FILES).map(([path, make]) => ({
		path,
		old: readProjectFile(path),
		text: make(),
	}));
	return [...schemas, ...pages];
}
