import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a home starts with. Everything is optional; what is left out is a file that does not exist. */
export interface AgentHomeOptions {
	/** Content of `models.json`; `standIn.modelsJson(…)` makes it. */
	readonly modelsJson?: object;
	/** Content of the router's routes file; a string is written as it is, comments and mistakes included. */
	readonly routes?: object | string;
	/** Content of pi's `settings.json`. */
	readonly settings?: object;
	/** Content of `auth.json`. */
	readonly authJson?: object;
	/** More variables for the environment of every pi started here, such as a provider's key. */
	readonly env?: Readonly<Record<string, string>>;
}

/** A throw-away home directory for pi: nothing of the machine's own configuration or keys is seen from it. */
export interface AgentHome {
	readonly root: string;
	/** What `~/.pi/agent` is otherwise. */
	readonly agentDir: string;
	/** An empty directory to work in. */
	readonly cwd: string;
	readonly routesFile: string;
	/** The whole environment of a pi started here; nothing else is inherited. */
	readonly env: Readonly<Record<string, string>>;
	/** Writes a file, named relative to the agent directory: an object as JSON, a string as it is. */
	write(path: string, content: object | string): Promise<void>;
	/** Removes the directory and all that is in it. */
	dispose(): Promise<void>;
}

const ROUTES = join("extensions", "auto-router.routes.json");

/** Variables a child process needs to run at all; they say nothing about the user. */
const INHERITED = ["PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot", "ComSpec", "PATHEXT"];

/** Creates a home in the system's directory for temporary files. */
export async function createAgentHome(options: AgentHomeOptions = {}): Promise<AgentHome> {
	// The real path, because pi reports real ones, and macOS has its temporary files behind a link.
	const root = await realpath(await mkdtemp(join(tmpdir(), "pi-home-")));
	const agentDir = join(root, "agent");
	const cwd = join(root, "work");
	const write = async (path: string, content: object | string) => {
		const file = join(agentDir, path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, typeof content === "string" ? content : JSON.stringify(content, null, "\t"), { mode: 0o600 });
	};
	await Promise.all([mkdir(agentDir, { mode: 0o700 }), mkdir(cwd)]);
	const files: [string, object | string | undefined][] = [
		["models.json", options.modelsJson],
		[ROUTES, options.routes],
		["settings.json", options.settings],
		["auth.json", options.authJson],
	];
	await Promise.all(files.map(([path, content]) => (content === undefined ? undefined : write(path, content))));
	return {
		root,
		agentDir,
		cwd,
		routesFile: join(agentDir, ROUTES),
		env: { ...isolation(root, agentDir), ...options.env },
		write,
		dispose: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
	};
}

function isolation(root: string, agentDir: string): Record<string, string> {
	const inherited = INHERITED.flatMap((name) => {
		const value = process.env[name];
		return value === undefined ? [] : [[name, value] as const];
	});
	return {
		...Object.fromEntries(inherited),
		HOME: root,
		USERPROFILE: root,
		TZ: "UTC",
		LANG: "C.UTF-8",
		PI_CODING_AGENT_DIR: agentDir,
		PI_OFFLINE: "1",
		PI_SKIP_VERSION_CHECK: "1",
		PI_TELEMETRY: "0",
	};
}
