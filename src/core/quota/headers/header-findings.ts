import type { WindowFacts } from "../reading/windows.ts";

/** What headers name: windows as facts, and the plan where they name it. */
export interface HeaderFindings {
	readonly windows: readonly WindowFacts[];
	readonly plan?: string | undefined;
}

/** Headers of one answer, lower-case names. */
export type Headers = Readonly<Record<string, string>>;
