import { describe, expect, it } from "vitest";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import { aControl, aTargetReport, simpleRoute } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";

describe("list", () => {
	it("shows every route with its targets in order", async () => {
		expect((await runSlash("list")).text).toMatchInlineSnapshot(`
			"
			Routes · targets in the order they would be tried now

			● subscription-swe  Software engineering  active
			    1  Claude Opus 5  2.1s  ready
			    –  GPT-5.6 Sol    0.9s  rate-limited, 4m10s left
			    –  DeepSeek V4          no login: set DEEPSEEK_API_KEY
			    –  GLM 6                no such model; nearest: glm-5.6, glm-5.5-air
			    aliases: swe

			  subscription-fast  Fast
			    1  Claude Opus 5  ready
			    aliases: fast
			"
		`);
		expect((await runSlash("list", { width: 120 })).text).toMatchInlineSnapshot(`
			"
			Routes · targets in the order they would be tried now

			● subscription-swe  Software engineering  active
			    1  Claude Opus 5  2.1s  ready
			    –  GPT-5.6 Sol    0.9s  rate-limited, 4m10s left
			    –  DeepSeek V4          no login: set DEEPSEEK_API_KEY
			    –  GLM 6                no such model; nearest: glm-5.6, glm-5.5-air
			    aliases: swe

			  subscription-fast  Fast
			    1  Claude Opus 5  ready
			    aliases: fast
			"
		`);
	});

	it("cuts long and wide labels and keeps the columns aligned", async () => {
		const { route } = simpleRoute("subscription-swe");
		const label = (text: string) => aTargetReport({ candidate: aCandidate("a/b", { target: { label: text } }) });
		const targets = [label("推理模型 – the strongest there is in the catalog"), label("short")];
		const control = aControl({ routes: [{ route, targets }], aliases: {} });
		expect((await runSlash("list", { control, width: 60 })).text).toMatchInlineSnapshot(`
			"
			Routes · targets in the order they would be tried now

			● subscription-swe  active
			    1  推理模型 – the stronges…  ready
			    1  short                     ready
			"
		`);
	});

	it("shows what is wrong with the routes file first", async () => {
		const config = () => ({ path: "/x.json", source: "last-good", problems: ["x.json:3: no JSON"] }) as const;
		const { text } = await runSlash("list", { control: aControl({}, { config }) });
		expect(text.split("\n")[2]).toBe("⚠ x.json:3: no JSON");
	});

	it("reports the same as JSON", async () => {
		const { json } = await runSlash("list --json");
		expect(json).toMatchObject({
			activeRoute: "subscription-swe",
			routes: [
				{
					id: "subscription-swe",
					aliases: ["swe"],
					targets: [
						{ target: "anthropic/claude-opus-5", place: 0, state: "free", until: null, ttftMs: 2_140, samples: 14 },
						{ state: "cooling", place: null, until: "2026-11-23T14:04:10.000Z", detail: "rate-limited, 4m10s left" },
						{ state: "no-login", help: "set DEEPSEEK_API_KEY", billing: "per-token" },
						{ state: "no-model", facts: null },
					],
				},
				{ id: "subscription-fast" },
			],
		});
	});
});
