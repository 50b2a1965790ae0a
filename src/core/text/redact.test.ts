import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "./redact.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/;

describe("redact", () => {
	it.each([
		[
			"Incorrect API key provided: sk-test. You can find it at https://platform.openai.com/account/api-keys.",
			"sk-test",
		],
		["Incorrect API key provided: abcd1234********wxyz", "abcd1234"],
		["Authentication Fails, Your api key: ****test is invalid", "****test"],
		["Authorization: Bearer abc.def-ghi", "abc.def-ghi"],
		['{"authorization":"token gho_0123456789"}', "gho_0123456789"],
		["proxy-authorization=Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
		["sent bearer abcdef123456 to the server", "abcdef123456"],
		["x-api-key: plainlookingvalue", "plainlookingvalue"],
		['{"api_key": "short7"}', "short7"],
		["client_secret='hunter22'", "hunter22"],
		["API key 'letmein' not valid", "letmein"],
		["https://user:p4ssw0rd@proxy.example.com/v1", "p4ssw0rd"],
		["GET /v1beta/models?key=AIzaSyA1234567890abcdefghij&alt=sse", "AIzaSyA1234567890abcdefghij"],
		["https://example.com/cb?access_token=tok&x=1", "=tok"],
		["jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "c2lnbmF0dXJl"],
		["cookie: theme=dark; session=s3ss10n", "s3ss10n"],
		["sk-ant-oat01-AbCdEf_123-xyz expired", "AbCdEf"],
		["gsk_abcdefghij1234567890", "gsk_abcdefghij"],
		["xai-0123456789abcdefghij", "0123456789abcdefghij"],
		["AKIAIOSFODNN7EXAMPLE was rejected", "AKIAIOSFODNN7"],
		["token tid=abc;exp=17;proxy-ep=host:sig", "proxy-ep"],
		["token: 9f8e7d6c5b4a", "9f8e7d6c5b4a"],
		["the secret 9f86d081884c7d659a2feaa0c55ad015 leaked", "9f86d081884c7d65"],
		["the key MIIEvQIBADANBgkqhkiG9w0BAQEFAASC leaked", "MIIEvQIBADANBgkqhkiG"],
		[`id ${"aB3-".repeat(20)}`, "aB3-aB3"],
		["sk-\u001b[31mabcdefgh12345678", "abcdefgh12345678"],
		["sk-abcd\u200befgh12345678", "efgh12345678"],
	])("hides the secret in: %s", (text, secret) => {
		const safe = redact(text);

		expect(safe).not.toContain(secret);
		expect(safe).toContain("[redacted]");
	});

	it.each([
		"prompt is too long: 213462 tokens > 200000 maximum",
		"The model `claude-sonnet-4-5-20250929` does not exist or you do not have access to it.",
		"API key lacks access to gpt-4-turbo-2024-04-09-preview",
		"max_tokens: 65000 > 64500, token limit of gemini-3.1-flash-lite",
		"Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_01kgg5588eftc8k70aes4864eb`",
		"See https://ai.google.dev/gemini-api/docs/rate-limits?hl=en#free-tier",
		"Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_input_token_count, limit: 250000",
		"invalid x-api-key",
		"api key: missing",
		"key-value stores and the locale sk-SK",
		"request req_011CTestSample0000000001 failed, retry in 9m38.016s",
		"您的限额将在 2026-11-23 22:14:05 重置",
	])("leaves ordinary text alone: %s", (text) => {
		expect(redact(text)).toBe(text);
	});

	it.each([
		["colours", "\u001b[1;31mred\u001b[0m", "red"],
		["a title", "a\u001b]0;evil\u0007b", "ab"],
		["a hyperlink", "\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
		["a sequence that never ends", "a\u001b]0;evil", "a"],
		["single-byte forms", "a\u009b31mb\u009d0;t\u009cc", "abc"],
		["a device string", "a\u001bPq#0\u001b\\b", "ab"],
		["short sequences", "a\u001bcb\u001b(Bc\u001b", "abc"],
		["line ends and tabs", "  a\r\n\tb\u2028c  ", "a b c"],
		["characters that reorder text", "a\u202eb\u2066c\ufeffd", "abcd"],
	])("removes %s", (_, text, plain) => {
		expect(redact(text)).toBe(plain);
	});

	it("bounds the length without splitting a character", () => {
		expect(redact("abcdef", 4)).toBe("abc…");
		expect(redact("ab😀cd", 4)).toBe("ab…");
		expect(redact("abcd", 4)).toBe("abcd");
		expect(redact("abcd", 0)).toBe("");
		expect(redact("")).toBe("");
	});

	it("does not leave the beginning of a secret that lies where the input is cut", () => {
		const secret = "sk-abcdefgh12345678";
		for (let blanks = 2_020; blanks < 2_120; blanks++)
			expect(redact(`${" ".repeat(blanks)}${secret}`, 10)).not.toContain("abcd");
	});

	it("cuts an endless word as a whole", () => {
		expect(redact("x1".repeat(50_000), 10)).toBe("[redacted]".slice(0, 10));
	});

	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	const random = (min: number, max: number) =>
		fc.array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max }).map((chars) => `${chars.join("")}7Qx`);
	const planted = fc.oneof(
		random(12, 60).map((secret) => ({ secret, text: `sk-${secret}` })),
		random(12, 60).map((secret) => ({ secret, text: `sk-ant-api03-${secret}` })),
		random(12, 60).map((secret) => ({ secret, text: `key-${secret}` })),
		random(20, 40).map((secret) => ({ secret, text: `ghp_${secret}` })),
		random(8, 80).map((secret) => ({ secret, text: `Bearer ${secret}` })),
		random(8, 80).map((secret) => ({ secret, text: `Authorization: ${secret}` })),
		random(8, 80).map((secret) => ({ secret, text: `"x-api-key":"${secret}"` })),
		random(4, 20).map((secret) => ({ secret, text: `Incorrect API key provided: ${secret}.` })),
		random(4, 80).map((secret) => ({ secret, text: `https://host.example/v1?key=${secret}&x=1` })),
		random(20, 80).map((secret) => ({ secret, text: `your token is ${secret} now` })),
		random(20, 60).map((secret) => ({ secret, text: `eyJhbGciOiJIUzI1NiJ9.${secret}.${secret}` })),
	);

	it("never lets a planted secret through, whatever stands around it", () => {
		const around = fc.string().map((text) => `${text} `);
		fc.assert(
			fc.property(around, planted, fc.string(), (before, { secret, text }, after) => {
				expect(redact(`${before}${text} ${after}`, 1_000)).not.toContain(secret);
			}),
			{ numRuns: 1_000 },
		);
	});

	it("always gives one plain line of at most the length asked for, and changes nothing the second time", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.nat(300), (text, length) => {
				const safe = redact(text, length);

				expect(safe.length).toBeLessThanOrEqual(length);
				expect(safe).not.toMatch(CONTROLS);
				expect(redact(safe, length)).toBe(safe);
			}),
			{ numRuns: 1_000 },
		);
	});
});
