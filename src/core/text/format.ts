const UNITS = [
	{ ms: 86_400_000, name: "d" },
	{ ms: 3_600_000, name: "h" },
	{ ms: 60_000, name: "m" },
	{ ms: 1_000, name: "s" },
] as const;

/** A duration as people say it, two units at most: "2h10m", "45s". Below a second it is "<1s". */
export function formatDuration(ms: number): string {
	if (ms < 1_000) return "<1s";
	const first = UNITS.findIndex((unit) => ms >= unit.ms);
	const unit = UNITS[first];
	if (!unit) return "<1s";
	const whole = Math.floor(ms / unit.ms);
	const next = UNITS[first + 1];
	const rest = next ? Math.floor((ms % unit.ms) / next.ms) : 0;
	return next && rest > 0 ? `${whole}${unit.name}${String(rest).padStart(2, "0")}${next.name}` : `${whole}${unit.name}`;
}

/** Tokens as people say them: 950, 12k, 1.2M. */
export function formatTokens(tokens: number): string {
	if (tokens < 999.5) return String(Math.round(tokens));
	if (tokens < 999_500)
		return `${tokens < 9_950 ? (tokens / 1_000).toFixed(1).replace(/\.0$/, "") : Math.round(tokens / 1_000)}k`;
	return `${(tokens / 1_000_000).toFixed(1).replace(/\.0$/, "")}M`;
}

/** Local time of day of a moment, with the date where it is not today: "15:40", "Nov 25 08:00". */
export function formatClock(atMs: number, nowMs: number, timeZone?: string): string {
	const zone = timeZone === undefined ? {} : { timeZone };
	const day = (ms: number) => new Date(ms).toLocaleDateString("en-CA", zone);
	const time = new Date(atMs).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...zone });
	if (day(atMs) === day(nowMs)) return time;
	const date = new Date(atMs).toLocaleDateString("en-US", { month: "short", day: "numeric", ...zone });
	return `${date} ${time}`;
}
