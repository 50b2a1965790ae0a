import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "../pi/pi-package.ts";

const run = promisify(execFile);
const MAX_TARBALL_BYTES = 32 * 1024 * 1024;
/** What npm's registry serves a package's data under. */
const JSON_TYPE = { "content-type": "application/json" };

/** An npm registry on loopback. It has what this project needs at run time, from its own node_modules, and what is published to it. */
export interface PackageRegistry {
	/** What `npm_config_registry` is set to. */
	readonly url: string;
	/** Adds a version of a package; the one that was published last is its latest. */
	publish(tarball: string): Promise<void>;
	/** Names of packages that were asked for, oldest first. */
	requested(): readonly string[];
	close(): Promise<void>;
}

interface PublishedVersion {
	readonly manifest: { readonly name: string; readonly version: string };
	readonly tarball: () => Promise<Buffer>;
}

/** Starts a registry on a free port of 127.0.0.1. Nothing that is installed from it comes from anywhere else. */
export async function startRegistry(): Promise<PackageRegistry> {
	const published = await runtimeDependencies();
	const requested: string[] = [];
	const versionsOf = (name: string) => published.filter(({ manifest }) => manifest.name === name);
	const server = createServer(async (request, response) => {
		const path = decodeURIComponent(request.url ?? "/").slice(1);
		const file = published.find((version) => tarballPath(version) === path);
		if (file !== undefined) return void response.end(await file.tarball());
		requested.push(path);
		const versions = versionsOf(path);
		response.writeHead(versions.length === 0 ? 404 : 200, JSON_TYPE);
		response.end(JSON.stringify(describePackage(path, versions, url)));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		requested: () => requested,
		async publish(tarball) {
			const { stdout } = await run("tar", ["-xzOf", basename(tarball), "package/package.json"], inFolderOf(tarball));
			const bytes = await readFile(tarball);
			published.push({ manifest: JSON.parse(stdout), tarball: async () => bytes });
		},
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}

const inFolderOf = (file: string) => ({ cwd: join(file, "..") });

const tarballPath = ({ manifest }: PublishedVersion): string => `-/${manifest.name}-${manifest.version}.tgz`;

function describePackage(name: string, versions: readonly PublishedVersion[], url: string): object {
	return {
		name,
		"dist-tags": { latest: versions.at(-1)?.manifest.version },
		versions: Object.fromEntries(
			versions.map((version) => [
				version.manifest.version,
				{ ...version.manifest, dist: { tarball: `${url}/${tarballPath(version)}` } },
			]),
		),
	};
}

/** What the lock file has besides development, packed again when it is asked for. */
async function runtimeDependencies(): Promise<PublishedVersion[]> {
	const lock = JSON.parse(await readFile(join(REPOSITORY, "package-lock.json"), "utf8")) as {
		packages: Record<string, { dev?: boolean }>;
	};
	const paths = Object.entries(lock.packages).flatMap(([path, entry]) =>
		path === "" || entry.dev === true ? [] : [path],
	);
	return Promise.all(
		paths.map(async (path) => {
			const folder = join(REPOSITORY, path);
			const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
			return { manifest, tarball: () => packFolder(folder) };
		}),
	);
}

async function packFolder(folder: string): Promise<Buffer> {
	const args = ["-czf", "-", "--exclude=node_modules", "-C", join(folder, ".."), basename(folder)];
	const { stdout } = await run("tar", args, { encoding: "buffer", maxBuffer: MAX_TARBALL_BYTES });
	return stdout;
}
