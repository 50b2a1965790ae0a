import { homedir } from "node:os";
import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { readConfigFile, watchConfigFile } from "../adapters/node/config-file.ts";
import { environmentModes } from "../adapters/node/environment-modes.ts";
import { inspectMachine } from "../adapters/node/inspect-machine.ts";
import { createEventLog } from "../adapters/node/log/event-log.ts";
import { createOwnPathTest } from "../adapters/node/own-package.ts";
import { type RouterPaths, resolvePaths } from "../adapters/node/paths.ts";
import { isOffline, quotaTtlMs } from "../adapters/node/quota-environment.ts";
import { savedUntil } from "../adapters/node/saved/snapshot-files.ts";
import { createStorage } from "../adapters/node/storage.ts";
import { createClock, createId, createWriterId, machineZone, randomFraction } from "../adapters/node/system.ts";
import { createTrialClaims } from "../adapters/node/trial-claims.ts";
import { createPiRouter } from "../adapters/pi/pi-router.ts";
import { createNotices } from "../adapters/pi/session/notices.ts";
import { createAsk } from "../adapters/quota/ask.ts";
import type { Config } from "../core/config/config.ts";
import { defaultConfig } from "../core/config/defaults.ts";
import { createConfigHolder } from "../engine/config-holder.ts";
import type { Clock } from "../engine/ports.ts";
import { createRecorder, type Recorder } from "../engine/recorder.ts";
import { showRouter } from "./show-router.ts";

/** Version of this package, as in package.json. A constant, because reading that file would be one more at every start. */
export const VERSION = "1.0.0";
const BYTES_PER_MB = 1024 * 1024;

/** A started extension, for whoever wants to look into it. */
export interface App {
	readonly recorder: Recorder;
}

function rotationOf({ logMaxMb, logMaxAgeDays }: Config["settings"], paths: RouterPaths) {
	return { maxBytes: logMaxMb * BYTES_PER_MB, keepDays: logMaxAgeDays, savedUntil: () => savedUntil(paths) };
}

/** Puts everything together for one start of the extension. Reads the routes file; starts no timer, socket or watcher. */
export async function createApp(pi: ExtensionAPI, packageRoot: URL, clock: Clock = createClock()): Promise<App> {
	const { env, argv, stderr } = process;
	const notices = createNotices((text) => void stderr.write(text));
	const onProblem = notices.problem;

	const { configFile } = resolvePaths(env, homedir());
	const config = createConfigHolder({
		file: { path: configFile, read: () => readConfigFile(configFile) },
		defaults: defaultConfig,
	});
	const { logDir, settings } = (await config.load()).config;
	const paths = resolvePaths(env, homedir(), logDir === undefined ? {} : { logDirFromConfig: logDir });

	const writer = createWriterId();
	const rotation = rotationOf(settings, paths);
	const log = createEventLog({ path: paths.eventsFile, clock, onProblem, rotation });
	const recorder = createRecorder({ log, writer, onBug: notices.bug });
	const storage = createStorage({
		paths,
		writer,
		clock,
		recorder,
		onProblem,
		onNotice: (text) => notices.show(text, "info"),
	});
	const router = createPiRouter({
		environment: environmentModes(env),
		machineZone,
		pi,
		version: VERSION,
		argv,
		clock,
		random: randomFraction,
		createId,
		config,
		configPath: configFile,
		watchConfig: (initial, onChange) => watchConfigFile({ path: configFile, initial, onChange }),
		recorder,
		storage,
		quotaTtlMs: quotaTtlMs(env),
		createAsk: (credentialOf) => createAsk({ clock, credentialOf, isOffline: isOffline(env), onBug: notices.bug }),
		claims: createTrialClaims({ folder: paths.claimsDir, owner: writer, onProblem }),
		notices,
		inspectMachine: () => inspectMachine(paths, process),
		isOwnPath: createOwnPathTest(packageRoot),
	});
	showRouter({
		pi,
		router,
		clock,
		recorder,
		write: (text) => void stderr.write(text),
		columns: () => process.stdout.columns,
	});
	return { recorder };
}
