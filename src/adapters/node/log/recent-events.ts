import { open } from "node:fs/promises";
import type { RouterEvent } from "../../../core/events.ts";
import { decodeEvent } from "../../../core/log/event-codec.ts";
import { ifThere } from "../files/if-there.ts";

/** About as many requests as are told of. */
const MAX_BYTES = 256 * 1024;

/** The newest records of a log, oldest first; none where there is no log. Lines that cannot be read are left out. */
export async function readRecentEvents(path: string, maxBytes = MAX_BYTES): Promise<readonly RouterEvent[]> {
	const handle = await ifThere(open(path, "r"));
	if (handle === undefined) return [];
	try {
		const { size } = await handle.stat();
		const from = Math.max(0, size - maxBytes);
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
		const lines = buffer.toString("utf8", 0, bytesRead).split("\n");
		// The first line may have been cut in two.
		return lines.slice(from === 0 ? 0 : 1).flatMap((line) => {
			const decoded = line === "" ? undefined : decodeEvent(line);
			return decoded?.kind === "event" ? [decoded.event] : [];
		});
	} finally {
		await handle.close();
	}
}
