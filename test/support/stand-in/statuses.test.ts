import { isContextOverflow, isRetryableAssistantError } from "@earendil-works/pi-ai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callModel } from "./call-model.ts";
import type { ApiName } from "./protocol.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import type { StatusStep } from "./step.ts";

const APIS = Object.keys(PROTOCOLS) as ApiName[];

let standIn: StandIn;
beforeAll(async () => {
	standIn = await startStandIn();
});
beforeEach(() => standIn.clear());
afterAll(() => standIn.close());

/** pi's own verdict on an error message. */
type Verdict = "retry" | "overflow" | "neither";

/** Verdicts in the order of the protocols: Anthropic, OpenAI's completions and responses, Google, Codex. */
type Verdicts = readonly [Verdict, Verdict, Verdict, Verdict, Verdict];

const retry: Verdicts = ["retry", "retry", "retry", "retry", "retry"];
const neither: Verdicts = ["neither", "neither", "neither", "neither", "neither"];

describe.each(APIS.map((api, index) => ({ api, index: index as 0 | 1 | 2 | 3 | 4 })))(
	"a status over $api",
	({ api, index }) => {
		it.each<[StatusStep, Verdicts, string]>([
			[{ status: 400 }, ["overflow", "overflow", "overflow", "overflow", "overflow"], "tokens|context window"],
			[{ status: 401 }, neither, "key|authentication|Unauthorized"],
			[{ status: 402 }, neither, "credit|Billing|workspace"],
			[{ status: 403 }, neither, "ermission|not supported"],
			[{ status: 404 }, neither, "model-a"],
			[{ status: 408 }, retry, "time"],
			[{ status: 413 }, ["overflow", "overflow", "overflow", "retry", "neither"], "large|size"],
			[{ status: 429 }, ["retry", "retry", "retry", "retry", "neither"], "rate limit|Rate limit|exhausted|usage limit"],
			[
				{ status: 429, variant: "quota" },
				["retry", "neither", "neither", "neither", "neither"],
				"usage limit|current quota",
			],
			[{ status: 500 }, ["retry", "retry", "retry", "retry", "neither"], "error"],
			[{ status: 500, variant: "empty" }, retry, "500|Internal Server Error"],
			[{ status: 500, variant: "text" }, retry, "upstream connect error"],
			[{ status: 502 }, retry, "Bad Gateway"],
			[{ status: 503 }, retry, "navailable|overloaded"],
			[{ status: 504 }, retry, "Gateway Time"],
			[{ status: 529 }, retry, "Overloaded"],
			[{ status: 403, variant: "html" }, neither, "403 Forbidden"],
		])("%o is told as this provider tells it", async (step, verdicts, words) => {
			standIn.script("model-a", step);

			const { events, message } = await callModel(standIn, api);

			expect(events).toEqual(["error"]);
			expect(message.errorMessage).toMatch(new RegExp(words));
			// What pi tells of Codex never holds the status.
			if (api !== "openai-codex-responses") expect(message.errorMessage).toContain(`${step.status}`);
			const verdict = isContextOverflow(message)
				? "overflow"
				: isRetryableAssistantError(message)
					? "retry"
					: "neither";
			expect(verdict).toBe(verdicts[index]);
		});

		it("may have a body and headers of the test's own", async () => {
			standIn.script("model-a", { status: 418, body: { error: { message: "short and stout" } } });

			expect((await callModel(standIn, api)).message.errorMessage).toContain("short and stout");
		});

		it("may be 200 with something that is no stream", async () => {
			standIn.script("model-a", { status: 200, body: "<html><body>Welcome</body></html>" });

			const { events, message } = await callModel(standIn, api);

			expect(events).toEqual(["start", "error"]);
			expect(message.stopReason).toBe("error");
		});
	},
);

describe("retry advice", () => {
	const inAnHour = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);

	it.each<[StatusStep, Record<string, string>]>([
		[{ status: 429 }, {}],
		[{ status: 429, retryAfterSeconds: 42 }, { "retry-after": "42" }],
		[{ status: 429, retryAfterMs: 1500 }, { "retry-after-ms": "1500" }],
		[{ status: 503, retryAfterDate: inAnHour }, { "retry-after": inAnHour.toUTCString() }],
		[{ status: 429, headers: { "x-ratelimit-remaining-requests": "0" } }, { "x-ratelimit-remaining-requests": "0" }],
	])("is sent in the headers of %o", async (step, expected) => {
		standIn.script("model-a", step);

		const response = await fetch(`${standIn.baseUrl("acme", "openai-completions")}/chat/completions`, {
			method: "POST",
			body: JSON.stringify({ model: "model-a" }),
		});

		const advice = [...response.headers].filter(([name]) => name.startsWith("retry-") || name.startsWith("x-"));
		expect(response.status).toBe(step.status);
		expect(Object.fromEntries(advice)).toEqual(expected);
	});

	it("is obeyed by pi-ai's own retries", async () => {
		standIn.script("model-a", [{ status: 429, retryAfterMs: 1 }, { text: "second try" }]);

		const { message } = await callModel(standIn, "anthropic-messages", { options: { maxRetries: 1 } });

		expect(message.content).toMatchObject([{ text: "second try" }]);
		expect(standIn.requests()).toHaveLength(2);
	});

	it("is in the body over google-generative-ai", async () => {
		standIn.script("model-a", { status: 429, retryAfterSeconds: 34 });

		const { message } = await callModel(standIn, "google-generative-ai");

		expect(message.errorMessage).toContain('"retryDelay":"34s"');
	});
});
