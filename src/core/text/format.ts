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

interface ClockFormats {
	readonly day: Intl.DateTimeFormat;
	readonly time: Intl.DateTimeFormat;
	readonly date: Intl.DateTimeFormat;
}

/** Making a formatter takes a hundred times as long as using it. */
const clocks = new Map<string | undefined, ClockFormats>();

function clockFormats(timeZone: string | undefined): ClockFormats {
	const known = clocks.get(timeZone);
	if (known) return known;
	const zone = timeZone === undefined ? {} : { timeZone };
	const made: ClockFormats = {
		day: new Intl.DateTimeFormat("en-CA", zone),
		time: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...zone }),
		date: new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", ...zone }),
	};
	clocks.set(timeZone, made);
	return made;
}

/** Local time of day of a moment, with the date where it is not today: "15:40", "Nov 25 08:00". */
export function formatClock(atMs: number, nowMs: number, timeZone?: string): string {
	const { day, time, date } = clockFormats(timeZone);
	if (day.format(atMs) === day.format(nowMs)) return time.format(atMs);
	return `${date.format(atMs)} ${time.format(atMs)}`;
}
