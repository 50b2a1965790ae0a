import type { ConfigIssue } from "./check/issue.ts";
import type { Config } from "./config.ts";
import { type ParseOptions, parseConfig } from "./parse.ts";

/** What reading the routes file led to. */
export type ConfigRead =
	| { readonly kind: "missing" }
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "unreadable"; readonly reason: string };

/** Where the configuration in use comes from. `last-good`: the file is broken now, what it said before still holds. */
export type ConfigSource = "file" | "last-good" | "defaults";

/** The configuration in use, and what is wrong with the file. */
export interface ConfigState {
	readonly config: Config;
	readonly source: ConfigSource;
	readonly issues: readonly ConfigIssue[];
}

/** What a new state depends on besides the file. */
export interface NextOptions extends Omit<ParseOptions, "defaults"> {
	/** Built-in configuration, for a missing file and for what the file does not state. */
	readonly defaults: Config;
}

/**
 * The configuration after the file was read. A file that cannot be used at all leaves the last good one in force, or the
 * defaults at the first start. `current` is undefined at the first start.
 */
export function nextConfig(current: ConfigState | undefined, read: ConfigRead, options: NextOptions): ConfigState {
	if (read.kind === "missing")
		return { config: options.defaults, source: "defaults", issues: goneIssues(current, options) };
	if (read.kind === "unreadable")
		return keep(current, [issue("error", `cannot be read: ${read.reason}`, options)], options);
	const parsed = parseConfig(read.text, options);
	if (parsed.kind === "unreadable") return keep(current, parsed.issues, options);
	return { config: parsed.config, source: "file", issues: parsed.issues };
}

function keep(current: ConfigState | undefined, issues: readonly ConfigIssue[], options: NextOptions): ConfigState {
	if (current === undefined || current.source === "defaults")
		return {
			config: options.defaults,
			source: "defaults",
			issues: [...issues, issue("warning", "is not used; the built-in routes are in force", options)],
		};
	return {
		config: current.config,
		source: "last-good",
		issues: [...issues, issue("warning", "is not used; what it said before stays in force", options)],
	};
}

function goneIssues(current: ConfigState | undefined, options: NextOptions): ConfigIssue[] {
	if (current === undefined || current.source === "defaults") return [];
	return [issue("warning", "is gone; the built-in routes are in force", options)];
}

function issue(severity: ConfigIssue["severity"], message: string, options: NextOptions): ConfigIssue {
	return { severity, code: "unreadable", file: options.path, path: "", message };
}
