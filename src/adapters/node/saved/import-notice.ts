import type { LegacyFacts } from "../../../core/log/imports/legacy-facts.ts";
import type { LegacyFindings } from "./legacy-files.ts";

function sumOfCounts(taken: readonly LegacyFacts[]): string {
	const counts = taken.flatMap((facts) => Object.entries(facts.counts)).filter(([, count]) => count > 0);
	return counts.map(([what, count]) => `${count} × ${what}`).join(", ");
}

/** The one notice about files of the earlier extension; undefined where an earlier start has said everything. */
export function importNotice(files: LegacyFindings["files"], taken: readonly LegacyFacts[]): string | undefined {
	const kept = files.flatMap(({ backup }) => (backup && (backup.isNew || taken.length > 0) ? [backup.path] : []));
	if (kept.length === 0) return undefined;
	const originals = kept.join(", ");
	const counts = sumOfCounts(taken);
	const leftOut = taken.reduce((sum, facts) => sum + facts.leftOut, 0);
	if (counts === "" && leftOut === 0) {
		return `auto-router: files of the earlier extension were kept as ${originals}`;
	}
	const hasLatency = files.some(({ kind }) => kind === "latency");
	const sentences = [
		`taken over from the earlier extension: ${counts || "nothing"}.`,
		...(leftOut === 0 ? [] : [`Entries without a usable name or time that were left out: ${leftOut}.`]),
		...(hasLatency ? ["Its response times were not, for it timed whole answers and not the first output."] : []),
		`Its files were kept as ${originals}`,
	];
	return `auto-router: ${sentences.join(" ")}`;
}
