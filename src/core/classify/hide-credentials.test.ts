import { describe, expect, it } from "vitest";
import type { FailureEvidence } from "./evidence.ts";
import { hideCredentials } from "./hide-credentials.ts";

const evidence = (fields: Partial<FailureEvidence>): FailureEvidence => ({
	provider: "acme",
	api: "openai-completions",
	modelId: "m",
	hasStarted: false,
	...fields,
});

describe("hideCredentials", () => {
	it.each([
		["a key alone", ["wordy-secret"], "key wordy-secret is unknown"],
		["a key behind a scheme", ["Bearer wordy-secret"], "Authorization: Bearer wordy-secret"],
		["a key among cookies", ["a=b; session=wordy-secret"], "cookie session=wordy-secret"],
		["a key as JSON spells it", ['wordy"secret'], '{"key":"wordy\\"secret"}'],
		["a key as an address spells it", ["wordy/secret"], "https://acme.invalid/?key=wordy%2Fsecret"],
		["a key that begins with another", ["wordy-se", "wordy-secret"], "wordy-secret"],
	])("hides %s in the error message", (_case, credentials, errorMessage) => {
		const hidden = hideCredentials(evidence({ errorMessage }), credentials).errorMessage;

		expect(hidden).toContain("[redacted]");
		expect(hidden).not.toContain("secret");
	});

	it("hides in body and headers and keeps everything else", () => {
		const response = { status: 401, headers: { echo: "wordy-secret", other: "x" }, body: "no wordy-secret" };

		expect(hideCredentials(evidence({ response }), ["wordy-secret"])).toEqual(
			evidence({ response: { status: 401, headers: { echo: "[redacted]", other: "x" }, body: "no [redacted]" } }),
		);
		expect(hideCredentials(evidence({ response: { connectionError: "ECONNRESET" } }), ["wordy-secret"])).toEqual(
			evidence({ response: { connectionError: "ECONNRESET" } }),
		);
	});

	it("leaves texts alone when there is nothing to hide or only a placeholder", () => {
		const given = evidence({ errorMessage: "none of this is known" });

		expect(hideCredentials(given, [])).toBe(given);
		expect(hideCredentials(given, ["none"])).toBe(given);
	});
});
