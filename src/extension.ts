import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { createApp } from "./app/create-app.ts";

/** Entry for pi. Reads the routes file and registers the routes; everything else waits for a session. */
export default async function activate(pi: ExtensionAPI): Promise<void> {
	// The bundle stands as deep in the package as this file.
	await createApp(pi, new URL("../", import.meta.url));
}
