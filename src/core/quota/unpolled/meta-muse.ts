import { toInstant } from "../../classify/hints/time-value.ts";
import type { QuotaAnswer } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { answered, failed } from "../reading/answers.ts";
import { fieldsOf, isFields, nameOf, numberOf } from "../reading/untrusted.ts";
import { lengthName, percent, WEEK_MS, type WindowFacts } from "../reading/windows.ts";

const WHO = "Meta";
const MINUTE_MS = 60_000;

/** Nobody has verified the unit of `resets_at`, so seconds and milliseconds are told apart by size. */
function windowOf(value: unknown, knownMs: number | undefined, nowMs: number): WindowFacts[] {
	if (!isFields(value)) return [];
	const minutes = numberOf(value["window_duration_mins"]);
	const windowMs = knownMs ?? (minutes === undefined ? undefined : minutes * MINUTE_MS);
	return [
		{
			id: windowMs === undefined ? "window" : lengthName(windowMs),
			usedShare: percent(numberOf(value["used_percent"])),
			resetsAtMs: toInstant(value["resets_at"], nowMs),
			windowMs,
		},
	];
}

/**
 * Meta's Muse plans, as the answer to `POST /muse-code/key` tells them beside a new key (pi's own login and oh-my-pi).
 * It is not asked for: each question mints a key, and pi asks at login only.
 */
export function readMetaMuseKey({ body, nowMs }: QuotaAnswer): QuotaReading {
	const fields = fieldsOf(body);
	if (fields["is_subs_active"] === false) return failed(WHO, "forbidden");
	if (!isFields(fields["subs_usage"])) return failed(WHO, "unreadable");
	const { window, weekly } = fields["subs_usage"];
	const windows = [...windowOf(window, undefined, nowMs), ...windowOf(weekly, WEEK_MS, nowMs)];
	return answered(WHO, nowMs, { windows, plan: nameOf(fields["subs_tier_name"]) });
}
