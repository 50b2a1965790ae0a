import { asObject, fieldOf, type JsonObject, parseJson } from "./error-json.ts";

/** What an error answer says, collected from wherever vendors put it. */
export interface AnswerParts {
	/** Codes and types in lower case, the most telling first. */
	readonly codes: string[];
	readonly texts: string[];
	/** Answers of an upstream that a gateway quotes, and what stood around the answer. */
	readonly quoted: string[];
	/** The answer is an error page, or wraps one. */
	isHtml: boolean;
}

/** Nothing read yet. */
export function emptyAnswer(): AnswerParts {
	return { codes: [], texts: [], quoted: [], isHtml: false };
}

/** No single text is longer than this. */
export const MAX_TEXT_CHARS = 8_192;
const MAX_CODES = 24;
const MAX_CODE_CHARS = 120;
const MAX_DETAILS = 16;
const MAX_BROKEN_TEXTS = 4;

function addCode(parts: AnswerParts, value: unknown): void {
	const isCode = (typeof value === "string" && value.length <= MAX_CODE_CHARS) || typeof value === "number";
	if (!isCode || value === "" || parts.codes.length >= MAX_CODES) return;
	const code = String(value).toLowerCase();
	parts.codes.push(code);
	// `user_global_rate_limited:pro_plus` and `subscription:free-usage-exhausted` carry their meaning on one side.
	if (code.includes(":")) parts.codes.push(...code.split(":", 2));
}

const HTML = /^\s*<(?:!doctype html|html|head|body|center|title)\b/i;

/** Adds a text: an error page by its title, JSON by its content, anything else as it is. */
export function addText(parts: AnswerParts, value: unknown): void {
	if (typeof value !== "string" || value.trim() === "") return;
	const start = value.slice(0, MAX_TEXT_CHARS);
	if (HTML.test(start)) {
		parts.isHtml = true;
		parts.texts.push(/<title>([^<]{0,200})/i.exec(start)?.[1] ?? "");
		return;
	}
	const nested = /^\s*(?:\{|\[\{)/.test(start) ? parseJson(value) : undefined;
	if (nested === undefined) parts.texts.push(start);
	else readAnswer(parts, nested);
}

/** Google's `details`: reasons and the names of exceeded quotas. */
function readDetails(parts: AnswerParts, details: unknown): void {
	addCode(parts, fieldOf(details, "error_code"));
	if (!Array.isArray(details)) return;
	for (const detail of details.slice(0, MAX_DETAILS)) {
		addCode(parts, fieldOf(detail, "reason"));
		const violations = fieldOf(detail, "violations");
		if (!Array.isArray(violations)) continue;
		for (const violation of violations.slice(0, MAX_DETAILS)) addCode(parts, fieldOf(violation, "quotaId"));
	}
}

/** OpenRouter's `metadata` and `availability`. */
function readGateway(parts: AnswerParts, error: JsonObject): void {
	const metadata = fieldOf(error, "metadata");
	for (const name of ["error_type", "limit_source", "reason"]) addCode(parts, fieldOf(metadata, name));
	const raw = fieldOf(metadata, "raw");
	if (typeof raw === "string") parts.quoted.push(raw.slice(0, MAX_TEXT_CHARS));
	const availability = fieldOf(error, "availability");
	addCode(parts, fieldOf(availability, "code"));
	if (fieldOf(availability, "retryable") === true) parts.codes.push("availability-retryable");
}

function readError(parts: AnswerParts, error: JsonObject): void {
	for (const name of ["code", "type", "status", "reason", "error_type"]) addCode(parts, error[name]);
	readDetails(parts, error["details"]);
	readGateway(parts, error);
	for (const name of ["message", "Message", "msg", "detail", "title", "error_description"]) addText(parts, error[name]);
	const detail = error["detail"];
	if (Array.isArray(detail)) addText(parts, fieldOf(detail[0], "msg"));
	const inner = asObject(detail);
	if (inner) readError(parts, inner);
	const vendor = error["base_resp"];
	addCode(parts, fieldOf(vendor, "status_code"));
	addText(parts, fieldOf(vendor, "status_msg"));
}

/** Adds what a parsed error answer says. */
export function readAnswer(parts: AnswerParts, json: unknown): void {
	const root = asObject(Array.isArray(json) ? json[0] : json);
	if (typeof json === "string") parts.texts.push(json.slice(0, MAX_TEXT_CHARS));
	if (!root || parts.codes.length >= MAX_CODES) return;
	const inner = root["error"];
	const error = asObject(inner) ?? asObject(Array.isArray(root["errors"]) ? root["errors"][0] : undefined);
	if (error) readError(parts, error);
	addText(parts, inner);
	readError(parts, root);
}

const JSON_STRING = /"(?:message|error|detail)"\s*:\s*"((?:[^"\\]|\\.){1,2000})/g;
const JSON_CODE = /"(?:code|type|status|reason|error_type|error_code)"\s*:\s*(?:"([^"\\]{1,120})"|(\d{1,6})\b)/g;

/** Adds the codes and messages of JSON that was cut off or is otherwise broken. */
export function readBrokenJson(parts: AnswerParts, text: string): void {
	for (const match of text.matchAll(JSON_CODE)) addCode(parts, match[1] ?? Number(match[2]));
	for (const match of [...text.matchAll(JSON_STRING)].slice(0, MAX_BROKEN_TEXTS)) {
		parts.texts.push(String(match[1]).replace(/\\["nrt]/g, " "));
	}
}

const TEXT_CODE = /^(?:error code )?([a-z][\w.]{2,60}): /i;
const LAST_CODE = /\(([\w.:-]{2,60})\)\.?\s*$/;

/** Adds codes that stand in a plain text: `rate_limit_exceeded: …`, `… (1008)`. */
export function readTextCodes(parts: AnswerParts): void {
	for (const text of [...parts.texts]) {
		addCode(parts, TEXT_CODE.exec(text)?.[1]);
		addCode(parts, LAST_CODE.exec(text.slice(-80))?.[1]);
	}
}
