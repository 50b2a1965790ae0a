import { basename, dirname } from "node:path";
import type { LegacyFacts } from "../../../core/log/imports/legacy-facts.ts";
import type { LegacyFindings } from "./legacy-files.ts";

function sumOfCounts(taken: readonly LegacyFacts[]): string {
	const counts = taken.flatMap((facts) => Object.entries(facts.counts)).filter(([, count]) => count > 0);
	return counts.map(([what, count]) => `${count} ${count === 1 ? what : what.replace(/^\w+/, "$&s")}`).join(", ");
}

/** Where the originals are. All stand beside each other, so their directory is named once. */
function places(backups: readonly string[]): string {
	return `in ${dirname(backups[0] ?? "")} as ${backups.map((path) => basename(path)).join(", ")}`;
}

/** The one notice about files of the earlier extension; undefined where an earlier start has said everything. */
export function importNotice(files: LegacyFindings["files"], taken: readonly LegacyFacts[]): string | undefined {
	const kept = files.flatMap(({ backup }) => (backup && (backup.isNew || taken.length > 0) ? [backup.path] : []));
	if (kept.length === 0) return undefined;
	const originals = places(kept);
	const counts = sumOfCounts(taken);
	const leftOut = taken.reduce((sum, facts) => sum + facts.leftOut, 0);
	if (counts === "" && leftOut === 0) {
		return `auto-router: files of the earlier extension were kept ${originals}`;
	}
	const hasLatency = files.some(({ kind }) => kind === "latency");
	const sentences = [
		`taken over from the earlier extension: ${counts || "nothing"}.`,
		...(leftOut === 0 ? [] : [`Entries without a usable name or time that were left out: ${leftOut}.`]),
		...(hasLatency ? ["Its response times were not: they are of whole answers, not of the first output."] : []),
		`Its files were kept ${originals}`,
	];
	return `auto-router: ${sentences.join(" ")}`;
}
