import type { Config } from "../core/config/config.ts";
import { type ConfigRead, type ConfigState, nextConfig } from "../core/config/next-config.ts";

/** Where the routes file is read from. */
export interface ConfigFile {
	readonly path: string;
	read(): Promise<ConfigRead>;
}

/** What pi's catalog has; asked when the built-in routes are made. */
export interface KnownModels {
	hasModel(provider: string, modelId: string): boolean;
	hasProvider(provider: string): boolean;
}

/** Holds the configuration in force. */
export interface ConfigHolder {
	state(): ConfigState;
	/** Reads the file again; resolves to what is in force afterwards. */
	load(): Promise<ConfigState>;
	/** Takes a reading that somebody else made, such as a watcher. */
	accept(read: ConfigRead): ConfigState;
	/** What was read last. */
	lastRead(): ConfigRead;
	/** Judges the last reading again with another catalog. */
	setCatalog(models: KnownModels): ConfigState;
}

export interface ConfigHolderInput {
	readonly file: ConfigFile;
	readonly defaults: (hasModel: KnownModels["hasModel"]) => Config;
}

/** Until a session shows pi's catalog, every model is believed to exist. */
const ANY_MODEL: KnownModels = { hasModel: () => true, hasProvider: () => true };

/** Makes the holder, with the built-in defaults until the first `load`. */
export function createConfigHolder({ file, defaults }: ConfigHolderInput): ConfigHolder {
	let models = ANY_MODEL;
	let lastRead: ConfigRead = { kind: "missing" };
	let state: ConfigState | undefined;
	const judge = (): ConfigState => {
		state = nextConfig(state, lastRead, {
			path: file.path,
			defaults: defaults(models.hasModel),
			hasProvider: models.hasProvider,
		});
		return state;
	};
	return {
		state: () => state ?? judge(),
		async load() {
			lastRead = await file.read();
			return judge();
		},
		accept(read) {
			lastRead = read;
			return judge();
		},
		lastRead: () => lastRead,
		setCatalog(next) {
			models = next;
			return judge();
		},
	};
}
