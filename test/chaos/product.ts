import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { createApp } from "../../src/app/create-app.ts";
import { REPOSITORY } from "../support/pi/pi-package.ts";

/** What is put to the test: the sources of this repository, or a copy of them with a bug planted in it. */
export interface Product {
	/** The folder with `index.js`, for other processes. */
	readonly folder: string;
	readonly createApp: typeof createApp;
}

/** Loads the sources of a folder that looks as this repository does. */
export async function loadProduct(folder: string = REPOSITORY): Promise<Product> {
	const module: { createApp: typeof createApp } = await import(
		pathToFileURL(join(folder, "src", "app", "create-app.ts")).href
	);
	return { folder, createApp: module.createApp };
}
