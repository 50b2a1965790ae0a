import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest and the newest pi the project supports, for `describe.each`. */
export const PI_VERSIONS = ["0.87.1", "1.5.2"] as const;

/** A pi version tests can run. */
export type PiVersion = (typeof PI_VERSIONS)[number];

/** Root of this repository, which is also the directory pi loads the extension from. */
export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[/\\]$/, "");

/** Entry points of one installed pi. */
export interface PiPackage {
	/** What the `pi` command runs. */
	readonly cli: string;
	/** Module to import for the SDK. */
	readonly sdk: string;
}

/** Where a version of pi is. Throws with the command to run when the newest one was not assembled yet. */
export function piPackage(version: PiVersion): PiPackage {
	// The oldest one is a dev dependency; scripts/assemble-pi.mjs puts the newest one beside it.
	const root = version === "0.87.1" ? REPOSITORY : join(REPOSITORY, ".cache", `pi-${version}`);
	const bundle = join(root, "node_modules", "@earendil-works", "pi-coding-agent", "dist", "bundle");
	if (!existsSync(bundle)) {
		throw new Error(`pi ${version} is not in ${dirname(bundle)}. Run \`npm ci\` and \`node scripts/assemble-pi.mjs\`.`);
	}
	return { cli: join(bundle, "cli.js"), sdk: join(bundle, "index.js") };
}
