import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FailureEvidence, ResponseEvidence } from "../src/core/classify/evidence.ts";
import { classifyFailure } from "../src/core/classify/provider-error.ts";
import type { Failure, FailureKind } from "../src/core/failure.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");

function fixture<Row>(name: string): readonly Row[] {
	return JSON.parse(readFileSync(new URL(`fixtures/provider-errors/${name}`, import.meta.url), "utf8"));
}

interface Recorded {
	readonly provider: string;
	readonly api: string;
	readonly errorMessage: string;
	readonly hasStarted: boolean;
	readonly stopReason?: string;
}

interface Sample extends Recorded {
	readonly name: string;
	readonly response: ResponseEvidence;
	readonly kind: FailureKind;
	readonly scope: Failure["scope"];
	readonly family?: string;
	readonly retryInSeconds: number | null;
	/** What the text alone tells of the time, to the minute where pi rounds. */
	readonly textRetryInSeconds: number | null;
}

function evidenceOf({ provider, api, errorMessage, hasStarted, stopReason = "error" }: Recorded): FailureEvidence {
	return { provider, api, modelId: "some-model", errorMessage, hasStarted, stopReason };
}

function hasHint(failure: Failure, seconds: number | null): boolean {
	if (seconds === null || failure.retryAtMs === undefined) return seconds === null && failure.retryAtMs === undefined;
	return Math.abs(failure.retryAtMs - NOW_MS - seconds * 1_000) <= 1_000;
}

const SAMPLES = fixture<Sample>("samples.json");
const FULL = SAMPLES.map((sample) => ({
	sample,
	failure: classifyFailure({ ...evidenceOf(sample), response: sample.response }, NOW_MS),
}));
const TEXT_ONLY = SAMPLES.map((sample) => ({ sample, failure: classifyFailure(evidenceOf(sample), NOW_MS) }));

/** The rate limit of a plan looks like any other when its headers are lost. */
const LOST_WITHOUT_HEADERS = ["anthropic-error-429-five-hour"];

describe("classifyFailure on recorded responses", () => {
	it.each(FULL.map((row) => [row.sample.name, row] as const))(
		"reads kind, scope and time from %s",
		(_, { sample, failure }) => {
			expect(failure).toMatchObject({ kind: sample.kind, scope: sample.scope });
			expect(failure.family).toBe(sample.family);
			expect({ retryAtMs: failure.retryAtMs, isRight: hasHint(failure, sample.retryInSeconds) }).toMatchObject({
				isRight: true,
			});
		},
	);

	it.each(TEXT_ONLY.map((row) => [row.sample.name, row] as const))(
		"reads pi's text of %s",
		(name, { sample, failure }) => {
			const kind = LOST_WITHOUT_HEADERS.includes(name) ? "rate" : sample.kind;

			expect(failure.kind).toBe(kind);
			expect({ retryAtMs: failure.retryAtMs, isRight: hasHint(failure, sample.textRetryInSeconds) }).toMatchObject({
				isRight: true,
			});
		},
	);

	it("is right about nearly every recorded response", () => {
		const share = (rows: typeof FULL, isRight: (row: (typeof FULL)[number]) => boolean): number =>
			rows.filter(isRight).length / rows.length;
		const right = {
			samples: SAMPLES.length,
			kinds: share(FULL, ({ sample, failure }) => failure.kind === sample.kind),
			times: share(FULL, ({ sample, failure }) => hasHint(failure, sample.retryInSeconds)),
			scopes: share(FULL, ({ sample, failure }) => failure.scope === sample.scope),
			kindsFromText: share(TEXT_ONLY, ({ sample, failure }) => failure.kind === sample.kind),
		};

		expect(right).toEqual({ samples: 103, kinds: 1, times: 1, scopes: 1, kindsFromText: 102 / 103 });
	});
});

describe("classifyFailure on streams and connections", () => {
	const cases = fixture<Recorded & { readonly name: string; readonly kind: FailureKind }>("stream-cases.json");

	it.each(cases.map((row) => [row.name, row] as const))("reads %s", (_, row) => {
		expect(classifyFailure(evidenceOf(row), NOW_MS).kind).toBe(row.kind);
	});
});

interface Reported extends Omit<Recorded, "hasStarted"> {
	readonly name: string;
	readonly status?: number;
	readonly body?: string;
	readonly kind: FailureKind;
	readonly retryInSeconds?: number;
}

describe("classifyFailure on what users report", () => {
	const reports = fixture<Reported>("reported.json").map((row) => ({ ...row, hasStarted: false }));
	const withResponse = reports.filter(({ status }) => status !== undefined);

	function expectKind({ kind, retryInSeconds }: Reported, failure: Failure): void {
		expect(failure.kind).toBe(kind);
		if (retryInSeconds !== undefined) expect(hasHint(failure, retryInSeconds)).toBe(true);
	}

	it.each(withResponse)("reads the response of $name", ({ status, body, ...row }) => {
		const response = { ...(status === undefined ? {} : { status }), ...(body === undefined ? {} : { body }) };

		expectKind(row, classifyFailure({ ...evidenceOf(row), response }, NOW_MS));
	});

	it.each(reports)("reads the text of $name", (row) => {
		expectKind(row, classifyFailure(evidenceOf(row), NOW_MS));
	});
});

interface Fault extends Recorded {
	readonly fault: string;
}

/** Kind of each fault, for all five protocols or with exceptions by protocol. */
const FAULT_KINDS: Readonly<
	Record<string, FailureKind | (Record<string, FailureKind> & { readonly else: FailureKind })>
> = {
	"400_overflow": "overflow",
	"401": "auth",
	"402": "balance",
	"403": "entitlement",
	"403_html": "server",
	"404": "model",
	// Without a status the words are those of a client that gave up waiting.
	"408": { else: "server", "openai-codex-responses": "network" },
	"413": "overflow",
	"429": "rate",
	"429_ra1": "rate",
	"429_ra120": "rate",
	"429_quota": { else: "balance", "openai-codex-responses": "window", "google-generative-ai": "rate" },
	"500": "server",
	"500_empty": "server",
	"500_text": "server",
	"502": "server",
	"503": "overload",
	"504": "server",
	"529": "overload",
	conn_refused: "network",
	dns_fail: "network",
	reset_before_headers: "network",
	close_before_headers: "network",
	headers_then_rst: "network",
	headers_then_fin: "empty",
	midstream_rst: "network",
	midstream_close: "network",
	truncated: "empty",
	no_terminal_event: "empty",
	midframe_cut: {
		else: "empty",
		"anthropic-messages": "server",
		"openai-codex-responses": "server",
		"google-generative-ai": "server",
	},
	bad_json_frame: "server",
	error_event_first: { else: "server", "anthropic-messages": "overload", "google-generative-ai": "empty" },
	error_event2_first: {
		else: "rate",
		"anthropic-messages": "overload",
		"openai-completions": "server",
		"google-generative-ai": "empty",
	},
	error_event_mid: { else: "server", "anthropic-messages": "overload", "google-generative-ai": "empty" },
	empty_200: "empty",
	empty_200_json: "empty",
	json_200: { else: "empty", "google-generative-ai": "server" },
	html_200: { else: "empty", "google-generative-ai": "server" },
	garbage_200: { else: "empty", "google-generative-ai": "server" },
};

function faultKind({ fault, api }: Fault): FailureKind | undefined {
	const kinds = FAULT_KINDS[fault];
	return typeof kinds === "object" ? (kinds[api] ?? kinds.else) : kinds;
}

describe("classifyFailure on faults of every protocol", () => {
	const faults = fixture<Fault>("faults.json");

	it.each(faults.map((row) => [row.fault, row.api, row] as const))("reads %s over %s", (_fault, _api, row) => {
		expect(classifyFailure(evidenceOf(row), NOW_MS).kind).toBe(faultKind(row));
	});

	it("covers every kind of fault that was recorded", () => {
		expect(new Set(faults.map((row) => row.fault))).toEqual(new Set(Object.keys(FAULT_KINDS)));
	});
});
