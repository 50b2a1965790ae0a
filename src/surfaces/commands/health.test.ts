import { describe, expect, it } from "vitest";
import { aFailedResult, aStory, NOW_MS } from "../../../test/support/builders.ts";
import { aControl, mixedRoute } from "../../../test/support/fake-control.ts";
import { aQuotaReport } from "../../../test/support/money-reports.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { Control } from "../../engine/control.ts";

const troubled: Partial<Control> = {
	cooldowns: () => [
		{
			scope: "target",
			key: "openai-codex/gpt-5.6-sol",
			untilMs: NOW_MS + 250_000,
			phrase: "rate-limited",
			reason: "Too many requests",
		},
	],
	circuits: () => [{ provider: "openai-codex", view: { kind: "open", untilMs: NOW_MS + 20_000, failures: 3 } }],
	quotas: () => [aQuotaReport("anthropic", { error: "HTTP 500" })],
	balances: () => [
		{ provider: "anthropic", amounts: [{ currency: "USD", amount: 0 }], readAtMs: NOW_MS - 60_000, error: "timed out" },
	],
};

describe("health", () => {
	it("tells of each account what is known without asking, and what to do", async () => {
		const failed = aStory({ results: [aFailedResult("openai-codex/gpt-5.6-sol")] });
		const { text } = await runSlash("health", { control: aControl({ stories: [failed] }, troubled) });
		expect(text).toMatchInlineSnapshot(`
			"
			Health · of the accounts that routes name, asking nobody
			⚠ anthropic · 1 of 1 target can be asked now
			    login from pi's auth.json, good for 3h, then pi renews it
			    quota stressed: 68% of 7d, resets in 3h05m, read 1m ago
			    → others are asked first; /auto-router uvi shows every window
			    the last reading of quota failed: HTTP 500
			    → /auto-router uvi refresh asks again
			    credit $0.00, read 1m ago
			    → add credit at anthropic, then /auto-router balance fetch
			    the last reading of credit failed: timed out
			    → /auto-router balance fetch asks again
			✗ openai-codex · 0 of 1 target can be asked now
			    login from pi's auth.json; pi renews it with the next request
			    target openai-codex/gpt-5.6-sol rate-limited, 4m10s left: Too many requests
			    → nothing: it is asked again in 4m10s
			    circuit of openai-codex not closed: next trial in 20s
			    → nothing, unless it stays so: then look at openai-codex's status page
			    first output after 0.9s on average
			    last error 13:58, openai-codex/gpt-5.6-sol rate-limited: Too many requests
			✗ zai · 0 of 1 target can be asked now
			    GLM 6: no such model; nearest: glm-5.6, glm-5.5-air
			    → correct modelId "glm-6" in the routes file
			– no login or key, so never asked:
			    deepseek: set DEEPSEEK_API_KEY
			"
		`);
	});

	it("is at ease with an account that is well", async () => {
		const { route, targets } = mixedRoute();
		const control = aControl({ routes: [{ route, targets: targets.slice(0, 1) }] });
		const { text, json } = await runSlash("health", { control });
		expect(text).toMatchInlineSnapshot(`
			"
			Health · of the accounts that routes name, asking nobody
			✓ anthropic · 1 of 1 target can be asked now
			    login from pi's auth.json, good for 3h, then pi renews it
			    first output after 2.1s on average
			"
		`);
		expect(json).toMatchObject({ accounts: [{ account: "anthropic", state: "well", login: { kind: "login" } }] });
	});

	it("says that nothing can be asked without any login", async () => {
		const { route, targets } = mixedRoute();
		const control = aControl({ routes: [{ route, targets: targets.slice(2, 3) }] });
		const { text } = await runSlash("health", { control });
		expect(text).toContain("No account that a route names has a login or key.");
		expect(text).toContain("deepseek: set DEEPSEEK_API_KEY");
	});
});
