import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AssistantMessage, isContextOverflow, isRetryableAssistantError } from "@earendil-works/pi-ai";
import { type PiVersion, piPackage } from "./pi/pi-package.ts";

/** What pi does next about an answer that failed with this text. */
export interface PiVerdict {
	/** pi repeats the request by itself. */
	readonly repeats: boolean;
	/** pi compacts the conversation and then repeats it. */
	readonly compacts: boolean;
}

type Tests = {
	readonly [K in "isContextOverflow" | "isRetryableAssistantError"]: (message: AssistantMessage) => boolean;
};

/** pi-ai's own tests. The newest pi carries them in its bundle, among the modules that it hands to extensions. */
async function testsOf(version: PiVersion): Promise<Tests> {
	if (version === "0.87.1") return { isContextOverflow, isRetryableAssistantError };
	const chunks = join(dirname(piPackage(version).sdk), "chunks");
	const file = (await readdir(chunks)).find((name) => name.startsWith("virtual-modules-"));
	if (file === undefined) throw new Error(`pi ${version} has no modules for extensions in ${chunks}.`);
	const { VIRTUAL_MODULES } = (await import(pathToFileURL(join(chunks, file)).href)) as {
		readonly VIRTUAL_MODULES: { readonly "@earendil-works/pi-ai": Tests };
	};
	return VIRTUAL_MODULES["@earendil-works/pi-ai"];
}

/** How a version of pi judges the text of a failed answer. pi looks for an overflow first. */
export async function piVerdicts(version: PiVersion): Promise<(text: string, provider?: string) => PiVerdict> {
	const tests = await testsOf(version);
	return (text, provider = "auto-router") => {
		const message: AssistantMessage = {
			role: "assistant",
			content: [],
			api: "auto-router",
			provider,
			model: "subscription-swe",
			usage: {
				input: 0,
				output: 0,
				cacheRead: 0,
				cacheWrite: 0,
				totalTokens: 0,
				cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
			},
			stopReason: "error",
			errorMessage: text,
			timestamp: 0,
		};
		const compacts = tests.isContextOverflow(message);
		return { compacts, repeats: !compacts && tests.isRetryableAssistantError(message) };
	};
}
