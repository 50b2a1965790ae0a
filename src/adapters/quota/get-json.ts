import type { QuotaReading } from "../../core/quota/quota-reading.ts";

/** A request that is sent once, without following anything. */
export interface JsonRequest {
	readonly url: URL;
	readonly headers: Headers;
	/** Ends it. */
	readonly signal: AbortSignal;
	/** How long the whole answer may take, milliseconds. */
	readonly timeoutMs: number;
	readonly nowMs: number;
}

/** Why there is no answer, in our own words. */
type Failed = Extract<QuotaReading, { kind: "failed" }>;

/** The body of a 2xx answer, or why there is none. */
export type JsonAnswer = { readonly kind: "json"; readonly body: unknown } | Failed;

/** No vendor documents an answer of a hundredth of this. */
const MAX_BYTES = 1024 * 1024;
const SECOND_MS = 1_000;

type Reason = Pick<Failed, "failure" | "message">;

const REASONS: Readonly<Record<number, Reason>> = {
	401: { failure: "auth", message: "the login or key was refused (401)" },
	403: { failure: "forbidden", message: "this login or key may not ask (403)" },
	404: { failure: "forbidden", message: "there is nothing to read for this account (404)" },
	408: { failure: "timeout", message: "the endpoint gave up waiting (408)" },
	429: { failure: "rate", message: "the endpoint was asked too often (429)" },
};
const FIRST_SERVER_STATUS = 500;

function reasonOf(status: number): Reason {
	const known = REASONS[status];
	if (known) return known;
	const isServer = status >= FIRST_SERVER_STATUS;
	const failure = isServer ? "server" : "unreadable";
	return { failure, message: `the endpoint answered with status ${status}` };
}

/** `Retry-After` in seconds or as a date; undefined where it says neither. */
function retryAfterMs(header: string | null, nowMs: number): number | undefined {
	const text = header?.trim() ?? "";
	if (/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) return Number(text) * SECOND_MS;
	const atMs = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function refusal({ status, headers }: Response, nowMs: number): Failed {
	const waitMs = retryAfterMs(headers.get("retry-after"), nowMs);
	return { kind: "failed", ...reasonOf(status), ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
}

const unreadable = (message: string): Failed => ({ kind: "failed", failure: "unreadable", message });

/** The body as text, undefined when it is longer than anybody needs. */
async function boundedText({ body }: Response): Promise<string | undefined> {
	if (!body) return "";
	const decoder = new TextDecoder();
	let text = "";
	let bytes = 0;
	// Leaving the loop cancels the rest.
	for await (const chunk of body) {
		bytes += chunk.byteLength;
		if (bytes > MAX_BYTES) return undefined;
		text += decoder.decode(chunk, { stream: true });
	}
	return text + decoder.decode();
}

function parsed(text: string): JsonAnswer {
	try {
		return { kind: "json", body: JSON.parse(text) };
	} catch {
		// The error quotes what the vendor wrote, so nothing of it is told.
		return unreadable("the answer is not JSON");
	}
}

async function answerOf(response: Response, nowMs: number): Promise<JsonAnswer> {
	if (!response.ok) {
		await response.body?.cancel();
		return refusal(response, nowMs);
	}
	const text = await boundedText(response);
	return text === undefined ? unreadable("the answer is longer than 1 MB") : parsed(text);
}

/** fetch names a redirect that it must not follow only in words. */
const isRedirect = (error: unknown): boolean =>
	error instanceof TypeError && error.cause instanceof Error && /redirect/i.test(error.cause.message);

/** Asks once and reads a JSON answer of a bounded size in a bounded time. Never rejects, follows no redirect. */
export async function getJson({ url, headers, signal, timeoutMs, nowMs }: JsonRequest): Promise<JsonAnswer> {
	const timeout = AbortSignal.timeout(timeoutMs);
	try {
		const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.any([signal, timeout]) });
		return await answerOf(response, nowMs);
	} catch (error) {
		if (signal.aborted) return { kind: "failed", failure: "network", message: "it was stopped" };
		if (timeout.aborted) return { kind: "failed", failure: "timeout", message: "the endpoint did not answer in time" };
		if (isRedirect(error)) return unreadable("the endpoint redirects elsewhere, which is not followed");
		return { kind: "failed", failure: "network", message: "the endpoint could not be reached" };
	}
}
