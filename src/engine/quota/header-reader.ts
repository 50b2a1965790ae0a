import type { Candidate } from "../../core/decision.ts";
import { areHeadersNews } from "../../core/quota/header-news.ts";
import type { ReadQuotaHeaders } from "../../core/quota/quota-driver.ts";
import { type MarkCritical, quotaReadFact } from "../../core/quota/reading-facts.ts";
import { accountOf } from "../../core/route.ts";
import type { Clock } from "../ports.ts";
import type { Recorder } from "../recorder.ts";

/** What reading headers needs. */
export interface HeaderReaderInput {
	readonly clock: Pick<Clock, "now">;
	readonly recorder: Pick<Recorder, "state" | "record">;
	readonly read: ReadQuotaHeaders;
	readonly markCritical: MarkCritical;
}

/** Takes the headers of one answer (lower-case names) of one target. */
export type OnHeaders = (candidate: Candidate, headers: Readonly<Record<string, string>>) => void;

/** Makes the reader of headers: what they say of the plan is recorded for the account that was really used, when it is news. */
export function createHeaderReader({ clock, recorder, read, markCritical }: HeaderReaderInput): OnHeaders {
	return ({ target }, headers) => {
		const nowMs = clock.now();
		const { provider } = target;
		const figures = read(target, headers, nowMs);
		if (!figures) return;
		const account = accountOf(target);
		const known = recorder.state().accounting.quotas.get(account);
		if (!areHeadersNews(figures, known, nowMs)) return;
		const before = known?.windows ?? [];
		recorder.record(quotaReadFact(figures, { provider, account, source: "headers", before, markCritical, nowMs }));
	};
}
