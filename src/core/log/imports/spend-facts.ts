import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import { monthOf } from "../../calendar/local-days.ts";
import type { Fact } from "../../events.ts";
import { redact } from "../../text/redact.ts";

/** A record must stay well below the longest line that is read; this many entries take a third of it. */
const MAX_ENTRIES = 1_000;
const MAX_NAME_CHARS = 200;

/** True for a name as providers, models and routes have it; false for what may be a credential, or far too long. */
export function isPlainName(name: string): boolean {
	return name !== "" && name.length <= MAX_NAME_CHARS && redact(name) === name;
}

/**
 * Facts that book spend once: one for each month, so that none grows too large, named by `id` and the month. A month of
 * more than a thousand entries, which is none, is cut.
 */
export function spendFacts(
	id: string,
	spend: readonly ImportedSpend[],
	atMs: number,
): readonly (Fact & { readonly type: "state.imported" })[] {
	const months = Map.groupBy(spend, ({ period }) => monthOf(period));
	return [...months].map(([month, entries]) => {
		const data = { id: `${id} ${month}`, spend: entries.slice(0, MAX_ENTRIES) };
		return { type: "state.imported", atMs, data };
	});
}
