import type { ConfigReport } from "../../engine/control.ts";

/** Where the configuration in force came from, in words. */
export function configPhrase({ path, source, problems }: ConfigReport): string {
	switch (source) {
		case "file":
			return path;
		case "last-good":
			return `last good state; ${path} cannot be used`;
		case "defaults":
			return problems.length === 0
				? `built-in defaults; no file at ${path}`
				: `built-in defaults; ${path} cannot be used`;
	}
}
