import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as PiSdk from "@earendil-works/pi-coding-agent";
import type { AgentSession, ExtensionFactory, ModelRuntime } from "@earendil-works/pi-coding-agent";
import type { AgentHome } from "./agent-home.ts";
import { type PiVersion, piPackage, REPOSITORY } from "./pi-package.ts";
import { enterEnvironment } from "./process-environment.ts";

/** How a session inside this process is made. */
export interface SdkSessionOptions {
	/** The extension: a path, a factory function, or `false` for none. Default: this repository. */
	readonly extension?: string | ExtensionFactory | false;
	/** The model to start with, as `provider/id`. It may be one that the extension registers. */
	readonly model?: string;
	/** The runtime of another session, to share its providers and credentials. Default: a new one. */
	readonly runtime?: ModelRuntime;
	/** pi's settings. Default: none of its own retries, so that a failure is seen at once. */
	readonly settings?: Parameters<typeof PiSdk.SettingsManager.inMemory>[0];
	/** Whether pi's own tools (read, bash, edit, write) are offered. Default: false. */
	readonly hasTools?: boolean;
}

/** A session of pi's SDK. */
export interface SdkSession {
	readonly session: AgentSession;
	readonly runtime: ModelRuntime;
	/** Everything else the SDK exports, typed as the oldest supported version. */
	readonly sdk: typeof PiSdk;
	/** Shuts the session's extensions down and frees it. The home stays. */
	dispose(): Promise<void>;
}

/**
 * Creates a session of pi's SDK in this process, over a home's `models.json` and `auth.json`. Until it is disposed
 * of, the process has the home's environment: sessions that exist at the same time must share one home.
 */
export async function createSdkSession(
	version: PiVersion,
	home: AgentHome,
	options: SdkSessionOptions = {},
): Promise<SdkSession> {
	const undo: (() => unknown)[] = [enterEnvironment(home.env)];
	const dispose = async () => {
		for (const step of undo.splice(0).reverse()) await step();
	};
	try {
		const sdk = (await import(pathToFileURL(piPackage(version).sdk).href)) as typeof PiSdk;
		const runtime = options.runtime ?? (await createRuntime(sdk, home.agentDir));
		const { session, extensionsResult } = await createSession(sdk, home, runtime, options);
		undo.push(() => session.dispose());
		const [problem] = extensionsResult.errors;
		if (problem !== undefined) throw new Error(`The extension ${problem.path} did not load: ${problem.error}`);
		undo.push(() => session.extensionRunner.emit({ type: "session_shutdown", reason: "quit" }));
		await session.bindExtensions({});
		if (options.model !== undefined) await session.setModel(findModel(runtime, options.model));
		return { session, runtime, sdk, dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}

async function createSession(
	sdk: typeof PiSdk,
	{ agentDir, cwd }: AgentHome,
	modelRuntime: ModelRuntime,
	{ extension = REPOSITORY, settings = { retry: { enabled: false } }, hasTools = false }: SdkSessionOptions,
): Promise<PiSdk.CreateAgentSessionResult> {
	const settingsManager = sdk.SettingsManager.inMemory(settings);
	const resourceLoader = new sdk.DefaultResourceLoader({
		cwd,
		agentDir,
		settingsManager,
		noExtensions: true,
		noSkills: true,
		noPromptTemplates: true,
		noThemes: true,
		noContextFiles: true,
		...(typeof extension === "string" ? { additionalExtensionPaths: [extension] } : {}),
		...(typeof extension === "function" ? { extensionFactories: [{ name: "under test", factory: extension }] } : {}),
	});
	await resourceLoader.reload();
	return sdk.createAgentSession({
		cwd,
		agentDir,
		modelRuntime,
		settingsManager,
		resourceLoader,
		sessionManager: sdk.SessionManager.inMemory(cwd),
		...(hasTools ? {} : { noTools: "all" as const }),
	});
}

function createRuntime(sdk: typeof PiSdk, agentDir: string): Promise<ModelRuntime> {
	return sdk.ModelRuntime.create({
		authPath: join(agentDir, "auth.json"),
		modelsPath: join(agentDir, "models.json"),
	});
}

function findModel(runtime: ModelRuntime, name: string): Parameters<AgentSession["setModel"]>[0] {
	const slash = name.indexOf("/");
	const model = runtime.getModel(name.slice(0, slash), name.slice(slash + 1));
	if (model === undefined) throw new Error(`pi knows no model ${name}.`);
	return model;
}
