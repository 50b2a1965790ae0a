import type { QuotaCredential, QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { headerToken } from "../reading/credentials.ts";
import { type Fields, fieldsListOf, fieldsOf, isFields, isoInstantOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, percent, WEEK_MS, type WindowFacts } from "../reading/windows.ts";

const WHO = "Anthropic";
const OAUTH_PREFIX = "sk-ant-oat";
const MINUTE_MS = 60_000;

interface Kind {
	readonly id: string;
	readonly windowMs: number;
	readonly family?: string;
}

const SESSION: Kind = { id: "5h", windowMs: 5 * HOUR_MS };
const WEEK: Kind = { id: "7d", windowMs: WEEK_MS };
const weekOf = (family: string): Kind => ({ id: `7d:${family}`, windowMs: WEEK_MS, family });

/** Fields of their own; the ones by model are null since July 2026. Names that are not here mean other things. */
const FLAT: ReadonlyArray<readonly [field: string, kind: Kind]> = [
	["five_hour", SESSION],
	["seven_day", WEEK],
	["seven_day_opus", weekOf("opus")],
	["seven_day_sonnet", weekOf("sonnet")],
];

/** `utilization` and `percent` are used percent, so 0.5 is half a percent. Null: the window has not begun. */
function windowOf(kind: Kind, used: unknown, resetsAt: unknown): WindowFacts[] {
	if (used === null || used === undefined) return [];
	return [{ ...kind, usedShare: percent(numberOf(used)), resetsAtMs: isoInstantOf(resetsAt) }];
}

/** A row for a model names it as people do: `Fable`, or `Claude Opus 4`; model ids hold the one word. */
function familyOf(limit: Fields): string | undefined {
	const scope = fieldsOf(limit["scope"]);
	// A row for one surface only, such as a desktop app, says nothing about requests of pi.
	if (scope["surface"] !== null && scope["surface"] !== undefined) return undefined;
	const name = nameOf(fieldsOf(scope["model"])["display_name"])?.toLowerCase() ?? "";
	return name.split(/[^a-z]+/).find((word) => word.length >= 3 && word !== "claude");
}

function kindOf(limit: Fields): Kind | undefined {
	if (limit["kind"] === "session") return SESSION;
	if (limit["kind"] === "weekly_all") return WEEK;
	const family = limit["kind"] === "weekly_scoped" ? familyOf(limit) : undefined;
	return family === undefined ? undefined : weekOf(family);
}

/** `is_active` marks the row that binds at the moment; the others count as well. */
function limitWindows(body: Fields): WindowFacts[] {
	return fieldsListOf(body["limits"]).flatMap((limit) => {
		const kind = kindOf(limit);
		return kind === undefined ? [] : windowOf(kind, limit["percent"], limit["resets_at"]);
	});
}

function flatWindows(body: Fields): WindowFacts[] {
	return FLAT.flatMap(([name, kind]) => {
		const value = body[name];
		if (value === null || value === undefined) return [];
		const window = fieldsOf(value);
		// Not an object: a figure that cannot be read, not one that is missing.
		return windowOf(kind, isFields(value) ? window["utilization"] : Number.NaN, window["resets_at"]);
	});
}

function request({ apiKey }: QuotaCredential) {
	const token = headerToken(apiKey);
	if (!token?.startsWith(OAUTH_PREFIX)) return undefined;
	return {
		path: "/api/oauth/usage",
		headers: {
			Accept: "application/json",
			Authorization: `Bearer ${token}`,
			"anthropic-beta": "oauth-2025-04-20",
		},
	};
}

/**
 * Claude Pro, Max and Team by login: `GET /api/oauth/usage`, which is not documented. Shapes and the need for pauses as
 * recorded by CodexBar (docs/claude.md and its tests), openusage (docs/providers/claude.md) and claude-code issues 30930
 * and 31637: asked every minute it answers 429 for hours, to each client and network address, and stricter to clients
 * that do not call themselves Claude Code; we do not. Paid extra usage is not counted on: whether it stands in for a
 * full window is for Anthropic's answers to requests to say.
 */
export const anthropic: QuotaDriver = {
	id: "anthropic",
	providers: ["anthropic"],
	reads: "windows",
	origin: "https://api.anthropic.com",
	hosts: ["api.anthropic.com"],
	minIntervalMs: 5 * MINUTE_MS,
	refusedMs: 15 * MINUTE_MS,
	evidence: "recorded",
	request,
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		const isKnown = "five_hour" in fields || "seven_day" in fields || Array.isArray(fields["limits"]);
		if (!isKnown) return failed(WHO, "unreadable");
		return answered(WHO, nowMs, { windows: [...flatWindows(fields), ...limitWindows(fields)] });
	},
};
