import {
	appendFile,
	link,
	mkdir,
	readFile,
	rename,
	rm,
	rmdir,
	stat,
	truncate,
	unlink,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import type { RouterEvent } from "../../../src/core/events.ts";
import { decodeEvent, encodeEvent } from "../../../src/core/log/event-codec.ts";
import type { FileTrouble } from "../schedule.ts";
import { createSeeded, type Seeded } from "../seeded.ts";
import { recordKey } from "../watched-app.ts";
import type { World } from "../world.ts";

/** Spoils the files of the log directory in one way; resolves when what heals has healed. */
export async function troubleFiles(world: World, trouble: FileTrouble, variant: number): Promise<void> {
	try {
		await spoil(world, trouble, createSeeded(variant));
	} catch (error) {
		// Another trouble of the same step is under way: the disk is full, read-only, or the folder is gone.
		const { code = "" } = error as NodeJS.ErrnoException;
		if (!["ENOSPC", "EROFS", "ENOENT", "EISDIR", "EEXIST", "ENOTEMPTY", "ENOTDIR"].includes(code)) throw error;
		logIsDamaged(world);
	}
}

async function spoil(world: World, trouble: FileTrouble, seeded: Seeded): Promise<void> {
	const { eventsFile, logDir, deeds } = world;
	switch (trouble.what) {
		case "full":
		case "read-only":
			return spoilDisk(world, trouble.what, trouble.forMs);
		case "log-is-a-directory":
			return hideLog(world, trouble.forMs);
		case "folder-removed":
			deeds.isStateDamaged = true;
			deeds.areClaimsDamaged = true;
			await rm(logDir, { recursive: true, force: true, maxRetries: 3 });
			return logIsDamaged(world);
		case "claims-removed":
			deeds.areClaimsDamaged = true;
			return rm(join(logDir, "auto-router.claims"), { recursive: true, force: true, maxRetries: 3 });
		case "state-garbage":
			deeds.isStateDamaged = true;
			return writeFile(
				join(logDir, "auto-router.state.json"),
				seeded.pick(["", "{", "[]", '{"version":1,"cooldowns":7}', "\u0000".repeat(99)]),
			);
		case "log-emptied":
			await truncate(eventsFile);
			return logIsDamaged(world);
		case "log-halved":
			await truncate(eventsFile, Math.floor((await stat(eventsFile)).size * seeded.fraction()));
			return logIsDamaged(world);
		case "log-noise":
			return appendFile(eventsFile, noise(seeded));
		case "log-torn": {
			const whole = encodeEvent(foreignRecord(world, seeded, 1));
			return appendFile(eventsFile, whole.slice(0, seeded.between(1, whole.length - 1)));
		}
		case "log-foreign":
			deeds.hasOtherWriters = true;
			return appendFile(eventsFile, foreignLines(world, seeded));
		case "log-doubled":
			return doubleLines(world, seeded);
	}
}

/** What was written so far may be lost from now on; what comes later may not. */
function logIsDamaged({ apps, deeds }: World): void {
	deeds.isLogDamaged = true;
	for (const app of apps) {
		app.requiredFrom = app.told.length;
		app.isReadingDamaged = true;
	}
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function spoilDisk({ disk }: World, how: "full" | "read-only", forMs: number): Promise<void> {
	if (!disk.isOwn) return;
	const heal = how === "full" ? await disk.fill() : await disk.lock();
	await pause(forMs);
	if (heal !== undefined) await onceWritable(heal);
}

const UNWRITABLE: ReadonlySet<string | undefined> = new Set(["EROFS", "ENOSPC"]);

/** Mends something; a disk that is read-only or full for another reason is waited for. */
async function onceWritable(mend: () => Promise<void>): Promise<void> {
	const tries = 200;
	for (let left = tries; ; left--) {
		try {
			return await mend();
		} catch (error) {
			if (left === 0 || !UNWRITABLE.has((error as NodeJS.ErrnoException).code)) throw error;
			await pause(10);
		}
	}
}

/** A directory stands where the log was, and the log comes back later. */
async function hideLog(world: World, forMs: number): Promise<void> {
	const { eventsFile } = world;
	const aside = `${eventsFile}.aside`;
	await rename(eventsFile, aside);
	try {
		await mkdir(eventsFile);
		await pause(forMs);
		await onceWritable(() => rmdir(eventsFile));
		await onceWritable(() => link(aside, eventsFile));
		await onceWritable(() => unlink(aside));
	} catch (error) {
		// A record came between two steps, and with it a new log: the old one stays away.
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		logIsDamaged(world);
	}
}

function noise(seeded: Seeded): string {
	const line = seeded.pick([
		"no JSON at all",
		'{"type":"routing.final","version":3,"timestamp":"2031-01-01T00:00:00.000Z","writer":"future","seq":1,"data":{}}',
		'{"type":"routing.decision"}',
		'{"type":"strange","version":2,"timestamp":"2026-01-01T00:00:00.000Z","writer":"w","seq":1,"data":{}}',
		"[1,2,3]",
		"\u0000\u0000\u0000",
		`"${"long ".repeat(250_000)}"`,
	]);
	return `${line}\n`.repeat(seeded.between(1, 3));
}

let foreignWriters = 0;

function foreignLines(world: World, seeded: Seeded): string {
	foreignWriters += 1;
	const count = seeded.between(1, 4);
	const records = Array.from({ length: count }, (_, index) => foreignRecord(world, seeded, index + 1));
	return records.map((record) => `${encodeEvent(record)}\n`).join("");
}

/** A record as another process on the same home could have written it at this moment. */
function foreignRecord({ schedule, clock }: World, seeded: Seeded, seq: number): RouterEvent {
	const { provider, modelId } = seeded.pick(schedule.pool);
	const target = `${provider}/${modelId}`;
	const nowMs = clock.now() - seeded.between(0, 5_000);
	const until = new Date(nowMs + seeded.between(1, 600) * 1_000).toISOString();
	const envelope = { atMs: nowMs, writer: `foreign-${foreignWriters}`, seq };
	const ref = { target, provider, modelId, label: target };
	return seeded.pick<RouterEvent>([
		{
			...envelope,
			type: "cooldown.set",
			data: { scope: "target", key: target, until, kind: "rate", reason: "elsewhere" },
		},
		{
			...envelope,
			type: "cooldown.set",
			data: { scope: "account", key: provider, until, kind: "balance", reason: "elsewhere" },
		},
		{ ...envelope, type: "cooldown.cleared", data: { scope: "target", key: target, reason: "elsewhere" } },
		{ ...envelope, type: "circuit.changed", data: { provider, from: "closed", to: "open", failures: 3, until } },
		{ ...envelope, type: "circuit.changed", data: { provider, from: "open", to: "closed", failures: 0 } },
		{ ...envelope, type: "state.reset", data: {} },
		{
			...envelope,
			type: "routing.result",
			requestId: `foreign-${foreignWriters}-${seq}`,
			data: { index: 1, ...ref, outcome: "success", committed: true, latencyMs: 900, ttftMs: 300 },
		},
	]);
}

/** Appends some of the lines once more, as a careless copy of a file does. */
async function doubleLines(world: World, seeded: Seeded): Promise<void> {
	const lines = (await readFile(world.eventsFile, "utf8")).split("\n").filter((line) => line !== "");
	const copied = lines.slice(-seeded.between(1, 20)).flatMap((line) => {
		const decoded = decodeEvent(line);
		return decoded.kind === "event" ? [decoded.event] : [];
	});
	await appendFile(world.eventsFile, copied.map((event) => `${encodeEvent(event)}\n`).join(""));
	const { copies } = world.deeds;
	for (const key of copied.map(recordKey)) copies.set(key, (copies.get(key) ?? 0) + 1);
}
