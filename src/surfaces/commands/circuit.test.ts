import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";

const control = aControl(
	{},
	{
		circuits: () => [
			{ provider: "anthropic", view: { kind: "closed" } },
			{ provider: "openai-codex", view: { kind: "open", untilMs: NOW_MS + 20_000, failures: 3 } },
			{ provider: "xai", view: { kind: "trial", failures: 4 } },
			{ provider: "zai", view: { kind: "trial-taken", untilMs: NOW_MS + 90_000, failures: 3 } },
		],
	},
);

describe("circuit", () => {
	it("shows the circuit of every provider and what happens next", async () => {
		expect((await runSlash("circuit", { control })).text).toMatchInlineSnapshot(`
			"
			Circuits
			  anthropic     closed
			  openai-codex  open       3 failures  next trial in 20s
			  xai           half-open  4 failures  the next request is the trial
			  zai           half-open  3 failures  on trial now, given up in 1m30s
			A circuit opens after 3 failures within 1m on at least two targets of a
			provider, or its only one. 30s later one request is let through as a trial; a
			trial that is never heard of again is given up after 2m.
			"
		`);
		expect((await runSlash("circuit", { control, width: 120 })).text).toMatchInlineSnapshot(`
			"
			Circuits
			  anthropic     closed
			  openai-codex  open       3 failures  next trial in 20s
			  xai           half-open  4 failures  the next request is the trial
			  zai           half-open  3 failures  on trial now, given up in 1m30s
			A circuit opens after 3 failures within 1m on at least two targets of a provider, or its only one. 30s later one request
			is let through as a trial; a trial that is never heard of again is given up after 2m.
			"
		`);
	});

	it("says so where no provider has failed yet, which is no lack of providers", async () => {
		expect((await runSlash("circuit")).text).toContain("all closed: no provider has failed");
	});

	it("reports states, failures and thresholds as JSON", async () => {
		expect((await runSlash("circuit --json", { control })).json).toEqual({
			circuits: [
				{ provider: "anthropic", state: "closed", failures: 0, until: null },
				{ provider: "openai-codex", state: "open", failures: 3, until: "2026-11-23T14:00:20.000Z" },
				{ provider: "xai", state: "half-open", failures: 4, until: null },
				{ provider: "zai", state: "half-open", failures: 3, until: "2026-11-23T14:01:30.000Z" },
			],
			thresholds: { failures: 3, windowMs: 60_000, openMs: 30_000, trialMs: 120_000 },
		});
	});
});
