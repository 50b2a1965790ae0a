import type { QuotaReading } from "./quota-reading.ts";

/** What pi gives us to ask a vendor with; it is sent to that vendor only. */
export interface QuotaCredential {
	/** API key or access token as pi's registry resolves it. */
	readonly apiKey?: string;
	/** Headers that authorize, where pi has no key but headers. */
	readonly headers: Readonly<Record<string, string>>;
	/** The long-lived token that pi has stored beside a short-lived one (GitHub Copilot). */
	readonly storedToken?: string;
	/** Where pi sends requests of this provider; decides which endpoint may be asked. */
	readonly baseUrl?: string;
}

/** A request for quota or balance. */
export interface QuotaRequest {
	/** Path and query, behind the endpoint's origin. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
}

/** An answer of an endpoint with a 2xx status. */
export interface QuotaAnswer {
	/** Parsed JSON of a bounded size; anything may stand in it. */
	readonly body: unknown;
	readonly nowMs: number;
}

/** How one vendor tells what is left of a plan or of prepaid credit. Pure: somebody else sends the request. */
export interface QuotaDriver {
	/** Short name, as the file is called. */
	readonly id: string;
	/** pi's provider ids. */
	readonly providers: readonly string[];
	readonly reads: "windows" | "balance";
	/** Origin of the endpoint, such as `https://api.anthropic.com`. */
	readonly origin: string;
	/** Host names of the vendor that pi sends requests to; with any other base address the vendor is not asked. */
	readonly hosts: readonly string[];
	/** Never asked more often than this. */
	readonly minIntervalMs: number;
	/** How long to leave it alone when the endpoint itself refuses for being asked too often. */
	readonly refusedMs: number;
	/** How sure we are of the format: documented by the vendor, recorded by somebody, or read from a client's code. */
	readonly evidence: "documented" | "recorded" | "client-code";
	/** The request; undefined where this credential cannot ask, such as a key where a login is needed. */
	request(credential: QuotaCredential): QuotaRequest | undefined;
	/** What a 2xx answer says. Never throws. */
	read(answer: QuotaAnswer): QuotaReading;
}

/** Who answered. */
export interface Asked {
	/** pi's provider id. */
	readonly provider: string;
	readonly modelId: string;
}

/** Reads what the headers of normal answers say about a plan; undefined where they say nothing. Lower-case names. */
export type ReadQuotaHeaders = (
	asked: Asked,
	headers: Readonly<Record<string, string>>,
	nowMs: number,
) => Extract<QuotaReading, { kind: "ok" }> | undefined;
