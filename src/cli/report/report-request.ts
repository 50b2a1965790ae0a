import { usableZone } from "../../adapters/node/system.ts";
import { parseMoment } from "../../core/calendar/local-time.ts";
import { showValue } from "../../core/config/check/issue.ts";
import type { Selection } from "../../core/reports/select.ts";
import { UsageError } from "../cli-error.ts";
import type { Given } from "../commands/command.ts";

/** What was asked for. */
export interface ReportRequest {
	/** The log that was named; `-` is standard input. */
	readonly file: string | undefined;
	readonly selection: Selection;
	readonly timeZone: string;
	readonly limit: number;
	readonly dailyTop: number;
	readonly format: "text" | "json" | "csv";
	readonly nowMs: number;
}

const MOMENT = "a day (2026-05-28), a time (2026-05-28T09:00, with or without a zone) or how long ago (7d, 24h, 90m)";
const MAX_LIMIT = 10_000;
const MAX_DAILY_TOP = 100;

/** Reads a command's options. Throws a UsageError that names the option, its value and what is expected. */
export function readReportRequest({ options }: Given, nowMs: number): ReportRequest {
	const text = (name: string): string | undefined => {
		const value = options[name];
		return typeof value === "string" ? value : undefined;
	};
	const timeZone = zoneOf(text("timeZone"));
	const moment = (option: string, value: string | undefined): number | undefined => {
		const ms = value === undefined ? undefined : parseMoment(value, nowMs, timeZone);
		if (value !== undefined && ms === undefined) throw wrong(option, value, MOMENT);
		return ms;
	};
	const [sinceMs, untilMs] = [moment("--since", text("since")), moment("--until", text("until"))];
	if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
		throw wrong("--until", text("until") ?? "", `a time after --since ${text("since")}`);
	}
	return {
		file: notEmpty("--file", text("file"), "the path of a log, or - for standard input"),
		selection: {
			routeId: notEmpty("--route", text("route"), "the id of a route, such as subscription-swe"),
			provider: notEmpty("--provider", text("provider"), "the id of a provider, such as anthropic"),
			sinceMs,
			untilMs,
		},
		timeZone,
		limit: numberOf("--limit", text("limit"), { usual: 10, most: MAX_LIMIT }),
		dailyTop: numberOf("--daily-top", text("dailyTop"), { usual: 3, most: MAX_DAILY_TOP }),
		format: formatOf(options["json"] === true, options["csv"] === true),
		nowMs,
	};
}

function wrong(option: string, value: string, expected: string): UsageError {
	return new UsageError(`${option} is ${showValue(value)}; expected ${expected}.`);
}

function notEmpty(option: string, value: string | undefined, expected: string): string | undefined {
	if (value?.trim() === "") throw wrong(option, value, expected);
	return value;
}

function numberOf(
	option: string,
	value: string | undefined,
	{ usual, most }: { readonly usual: number; readonly most: number },
): number {
	if (value === undefined) return usual;
	const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
	if (number < 1 || number > most) throw wrong(option, value, `a whole number from 1 to ${most}`);
	return number;
}

function zoneOf(value: string | undefined): string {
	if (value === undefined) return usableZone(new Intl.DateTimeFormat().resolvedOptions().timeZone);
	try {
		return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw wrong("--time-zone", value, "an IANA time zone, such as Europe/Berlin or UTC");
	}
}

function formatOf(isJson: boolean, isCsv: boolean): ReportRequest["format"] {
	if (isJson && isCsv) throw new UsageError("--json and --csv exclude each other; expected one of them.");
	return isJson ? "json" : isCsv ? "csv" : "text";
}
