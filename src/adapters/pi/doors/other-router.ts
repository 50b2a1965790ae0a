import type { SlashCommandInfo, SourceInfo } from "@earendil-works/pi-coding-agent";

/** Another extension with the router's slash command: where it was loaded from, and what takes it away. */
export interface OtherRouter {
	readonly path: string;
	readonly remedy: string;
}

/** pi numbers the command when several extensions have one of this name. */
const COMMAND_NAME = /^auto-router(?::\d+)?$/;

function remedyOf({ origin, source, scope, path }: SourceInfo): string {
	if (origin === "package") return `pi remove ${source}${scope === "project" ? " -l" : ""}`;
	if (source === "cli") return `start pi without -e ${path}`;
	return `delete ${path}, or take it out of "extensions" in pi's settings.json`;
}

/**
 * The earlier extension of this name, if it is loaded too. `isOwnPath` says which paths belong to this package; extensions
 * that a host made in its own code have names in angle brackets, which tell nothing.
 */
export async function findOtherRouter(
	commands: readonly SlashCommandInfo[],
	isOwnPath: (path: string) => Promise<boolean>,
): Promise<OtherRouter | undefined> {
	for (const { name, source, sourceInfo } of commands) {
		const { path } = sourceInfo;
		const isNamed = source === "extension" && COMMAND_NAME.test(name) && !path.startsWith("<");
		if (isNamed && !(await isOwnPath(path))) return { path, remedy: remedyOf(sourceInfo) };
	}
	return undefined;
}

/** What the user is told. `isTaken`: requests go to the other one. */
export function otherRouterNotice(other: OtherRouter | undefined, isTaken: boolean): string {
	const who = `another extension of the same name is loaded too${other ? ` (${other.path})` : ""}`;
	const what = isTaken
		? "It has the provider id and answers all requests; this one routes, shows and records nothing."
		: "Requests are answered by this one.";
	return `auto-router: ${who}. ${what} Keep one of them${other ? `; to remove the other: ${other.remedy}` : ""}`;
}
