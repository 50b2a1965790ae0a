import { describe, expect, it } from "vitest";
import type { FailureEvidence } from "./evidence.ts";
import { readErrorFacts } from "./facts/error-facts.ts";
import { classifyFailure } from "./provider-error.ts";
import type { Signature } from "./signature.ts";
import { findSignature, SIGNATURES } from "./signatures.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");

function bodyText(body: unknown): string {
	return typeof body === "string" ? body : JSON.stringify(body);
}

function exampleEvidence({ provider, api, example }: Signature): FailureEvidence {
	const { status, body, text, connectionError } = example;
	const hasResponse = status !== undefined || connectionError !== undefined;
	const response = {
		...(status === undefined ? {} : { status }),
		...(body === undefined ? {} : { body: bodyText(body) }),
		...(connectionError === undefined ? {} : { connectionError }),
	};
	return {
		provider: example.provider ?? provider?.[0] ?? "custom",
		api: api ?? "openai-completions",
		modelId: "some-model",
		hasStarted: false,
		stopReason: "error",
		...(text === undefined ? {} : { errorMessage: text }),
		...(hasResponse ? { response } : {}),
	};
}

describe("SIGNATURES", () => {
	it.each(SIGNATURES.map((row) => [row.id, row] as const))("takes its own example: %s", (id, row) => {
		const evidence = exampleEvidence(row);

		expect(findSignature(readErrorFacts(evidence))?.id).toBe(id);
		expect(classifyFailure(evidence, NOW_MS)).toMatchObject({ kind: row.kind, scope: row.scope });
	});

	it("has a name of its own and a published source in every row", () => {
		expect(new Set(SIGNATURES.map((row) => row.id)).size).toBe(SIGNATURES.length);
		expect(SIGNATURES.filter((row) => row.source.trim() === "")).toEqual([]);
	});

	it("names a family wherever only a family is meant", () => {
		expect(SIGNATURES.filter((row) => (row.scope === "family") !== (row.family !== undefined))).toEqual([]);
	});

	it("has lower-case codes, since they are compared with lower-case codes", () => {
		const codes = SIGNATURES.flatMap((row) => row.code ?? []);

		expect(codes.filter((code) => code !== code.toLowerCase())).toEqual([]);
	});

	it("never asks a text for a bare HTTP status", () => {
		const numbers = "408 413 429 500 502 503 504 520 524 529 250000 1500ms 65000 20971520 id-4295025030";
		const facts = readErrorFacts({
			provider: "custom",
			api: "openai-completions",
			modelId: "some-model",
			hasStarted: false,
			errorMessage: `the numbers are ${numbers}`,
		});

		expect(findSignature(facts)).toBeUndefined();
	});
});
