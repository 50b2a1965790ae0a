import type { FailureSource } from "../../failure.ts";
import type { FailureEvidence } from "../evidence.ts";
import {
	type AnswerParts,
	addText,
	emptyAnswer,
	MAX_TEXT_CHARS,
	readAnswer,
	readBrokenJson,
	readTextCodes,
} from "./error-answer.ts";
import { asObject, fieldOf, type JsonObject, MAX_JSON_CHARS, parseJson, toNumber } from "./error-json.ts";

/** What a failed attempt says, taken apart once: the signatures and the time hints read only this. */
export interface ErrorFacts {
	readonly provider: string;
	readonly api: string;
	readonly modelId: string;
	/** HTTP status of an error answer, from the response or else from the text. */
	readonly status?: number;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string>>;
	/** Codes and types in lower case, the most telling first. */
	readonly codes: readonly string[];
	/** What the provider says, lower case and bounded, for patterns. */
	readonly text: string;
	/** The same in its own spelling, without quoted upstream answers, for people. */
	readonly saying: string;
	/** The same together with what pi put in front of it, for time hints. */
	readonly hintText: string;
	/** The error body, where it is JSON. */
	readonly json?: JsonObject;
	readonly isHtml: boolean;
	/** The stream had begun. */
	readonly hasStarted: boolean;
	/** Error code of a connection that failed, upper case. */
	readonly connectionError?: string;
	readonly source: FailureSource;
}

interface Reading {
	readonly parts: AnswerParts;
	readonly json?: JsonObject;
}

/** JSON is looked for only near the beginning of a text. */
const MAX_LEAD_CHARS = 200;

interface FoundJson {
	readonly value: unknown;
	/** What stood in front of it. */
	readonly lead: string;
}

/** The JSON that a text is, or that follows a few words. */
function findJson(text: string): FoundJson | undefined {
	const from = text.search(/[{[]|^\s*"/);
	if (from < 0 || from > MAX_LEAD_CHARS) return undefined;
	const line = text.indexOf("\n", from);
	const ends = [text.length, line, text.lastIndexOf("}") + 1];
	for (const end of ends) {
		const value = end > from ? parseJson(text.slice(from, end)) : undefined;
		if (typeof value === "string" || asObject(Array.isArray(value) ? value[0] : value)) {
			return { value, lead: text.slice(0, from).trim() };
		}
	}
	return undefined;
}

function readText(text: string): Reading {
	const parts = emptyAnswer();
	const found = findJson(text);
	if (found) {
		readAnswer(parts, found.value);
		(parts.texts.length === 0 ? parts.texts : parts.quoted).push(found.lead);
	} else if (/^\s*[{[]/.test(text)) readBrokenJson(parts, text.slice(0, MAX_TEXT_CHARS));
	if (parts.texts.length === 0) addText(parts, text);
	readTextCodes(parts);
	const json = asObject(Array.isArray(found?.value) ? found.value[0] : found?.value);
	return json ? { parts, json } : { parts };
}

const DELAY_PREFIX = /^Server requested \d+(?:\.\d+)?s retry delay \(max: \d+(?:\.\d+)?s\)\.?\s*/;
/** Where a status may stand in pi's texts; a bare number anywhere else is never one. */
const STATUS_FORMS = [
	/^(\d{3})(?=[ :]|$)[: ]*/,
	/^[\w .-]{1,60} API error \((\d{3})\):?\s*/,
	/^got status: (\d{3})\b[. ]*/,
	/^API error: (\d{3})\b[: ]*/i,
	/^[A-Za-z][\w ]{1,60}: (\d{3}): /,
];

interface StatusText {
	readonly status?: number;
	readonly rest: string;
}

function isErrorStatus(status: number): boolean {
	return status >= 300 && status <= 599;
}

function splitStatus(text: string): StatusText {
	for (const form of STATUS_FORMS) {
		const match = form.exec(text);
		const status = Number(match?.[1]);
		if (!match || !isErrorStatus(status)) continue;
		const rest = text.slice(match[0].length);
		// `OpenAI API error (502): 502 <html>` says it twice.
		const again = rest.startsWith(`${status} `) ? rest.slice(4) : rest;
		return { status, rest: /^(?:\d{3} )?status code \(no body\)$/.test(again) ? "" : again };
	}
	return { rest: text };
}

/** The status that an answer names itself: Google's and OpenRouter's numeric codes, and the title of an error page. */
function statusInside({ parts, json }: Reading): number | undefined {
	const error = fieldOf(json, "error") ?? json;
	const title = parts.isHtml ? /^\s*(\d{3})\b/.exec(parts.texts.join(" "))?.[1] : undefined;
	const status = toNumber(title ?? fieldOf(error, "code") ?? fieldOf(error, "status") ?? fieldOf(error, "statusCode"));
	return isErrorStatus(status) ? status : undefined;
}

const CONNECTION_CODE =
	/\b(?:E(?:CONN[A-Z]{3,12}|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)|UND_ERR_[A-Z_]{3,30}|(?:[A-Z_]{2,30}_)?CERT(?:_[A-Z_]{2,30})?)\b/;

type Seen = Omit<ErrorFacts, "source">;

/** Single blanks only: what stands between words says nothing, and patterns need not fear long gaps. */
function onOneLine(texts: readonly string[]): string {
	const lines = texts.map((text) => text.replace(/\s+/g, " ").trim());
	return [...new Set(lines)].join(" ").slice(0, MAX_TEXT_CHARS);
}

function factsOf(evidence: FailureEvidence, { parts, json }: Reading, status: number | undefined, pause: string): Seen {
	const { response } = evidence;
	const saying = onOneLine(parts.texts);
	const connection = response?.connectionError ?? CONNECTION_CODE.exec(saying)?.[0];
	return {
		provider: evidence.provider.toLowerCase(),
		api: evidence.api,
		modelId: evidence.modelId,
		headers: response?.headers ?? {},
		codes: parts.codes,
		text: `${saying}\n${onOneLine(parts.quoted)}`.slice(0, MAX_TEXT_CHARS).toLowerCase().trim(),
		saying,
		hintText: `${pause}${saying}`,
		isHtml: parts.isHtml,
		hasStarted: evidence.hasStarted,
		...(status === undefined ? {} : { status }),
		...(json ? { json } : {}),
		...(connection === undefined ? {} : { connectionError: connection.toUpperCase() }),
	};
}

/** Takes a failure apart: the response body where there is one, else pi's `errorMessage`. Never throws. */
export function readErrorFacts(evidence: FailureEvidence): ErrorFacts {
	const { response } = evidence;
	const seen = response?.status !== undefined && isErrorStatus(response.status) ? response.status : undefined;
	const body = response?.body?.slice(0, MAX_JSON_CHARS) ?? "";
	if (body.trim() !== "" && seen !== undefined) {
		return { ...factsOf(evidence, readText(body), seen, ""), source: "body" };
	}
	const message = (evidence.errorMessage ?? "").slice(0, MAX_JSON_CHARS);
	const pause = DELAY_PREFIX.exec(message)?.[0] ?? "";
	const { status, rest } = splitStatus(message.slice(pause.length));
	const reading = readText(rest.trim() === "" ? pause : rest);
	const facts = factsOf(evidence, reading, seen ?? status ?? statusInside(reading), pause);
	return { ...facts, source: seen === undefined ? "message" : "headers" };
}
