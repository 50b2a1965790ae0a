import { execFile, execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** Where the log directory is: a small file system of its own where this process may mount one, else a plain folder. */
export interface Disk {
	readonly folder: string;
	/** Whether it can be filled and made read-only. */
	readonly isOwn: boolean;
	/** Fills it to the last byte, until the returned function is called. */
	fill(): Promise<() => Promise<void>>;
	/** Makes it read-only, until the returned function is called. Undefined when it is being written to just then. */
	lock(): Promise<(() => Promise<void>) | undefined>;
	dispose(): Promise<void>;
}

const SIZE_MB = 12;
const [MOUNT, UNMOUNT] = ["mount", "umount"];
const run = promisify(execFile);

/** Makes the disk below a folder. */
export async function createDisk(root: string): Promise<Disk> {
	const folder = join(root, "disk");
	const filler = join(folder, "filler");
	await mkdir(folder);
	const isOwn = await mount(folder);
	const unmount = () => execFileSync(UNMOUNT, [folder]);
	if (isOwn) process.once("exit", unmount);
	return {
		folder,
		isOwn,
		async fill() {
			await writeFile(filler, Buffer.alloc(SIZE_MB * 1024 * 1024)).catch(onlyFull);
			return () => rm(filler, { force: true });
		},
		async lock() {
			if (!(await remount(folder, "ro"))) return undefined;
			return async () => {
				if (!(await remount(folder, "rw"))) throw new Error(`${folder} cannot be made writable again.`);
			};
		},
		async dispose() {
			if (!isOwn) return;
			process.off("exit", unmount);
			await run(UNMOUNT, [folder]);
		},
	};
}

async function mount(folder: string): Promise<boolean> {
	if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
	return succeeds(MOUNT, ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "pi-auto-router-chaos", folder]);
}

function remount(folder: string, mode: "ro" | "rw"): Promise<boolean> {
	return succeeds(MOUNT, ["-o", `remount,${mode}`, folder]);
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
	try {
		await run(command, args);
		return true;
	} catch {
		// No such command, or not allowed here (a container), or busy.
		return false;
	}
}

function onlyFull(error: NodeJS.ErrnoException): void {
	if (error.code !== "ENOSPC") throw error;
}
