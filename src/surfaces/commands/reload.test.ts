import { describe, expect, it } from "vitest";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { ConfigReport } from "../../engine/control.ts";

const path = "/home/me/.pi/agent/extensions/auto-router.routes.json";
const reloadWith = (report: ConfigReport) =>
	runSlash("reload", { control: aControl({}, { reload: async () => report }) });

describe("reload", () => {
	it("says what came of a good file", async () => {
		const { tone, text, json } = await reloadWith({ path, source: "file", problems: [] });
		expect(tone).toBe("info");
		expect(text).toMatchInlineSnapshot(`
			"
			Routes file read again: 2 routes, no problems.
			In force: /home/me/.pi/agent/extensions/auto-router.routes.json
			"
		`);
		expect(json).toEqual({ source: "file", path, routes: 2, problems: [] });
	});

	it("warns with each problem of a bad one", async () => {
		const problems = [
			"auto-router.routes.json:7: routes.subscription-swe.sortBy: expected one of adaptive, config, latency and cost, found “fastest”",
			"auto-router.routes.json:9: routes.subscription-swe.affinty is not known; did you mean affinity?",
		];
		const { tone, text } = await reloadWith({ path, source: "last-good", problems });
		expect(tone).toBe("warning");
		expect(text).toMatchInlineSnapshot(`
			"
			Routes file read again: 2 routes, 2 problems.
			In force: last good state; /home/me/.pi/agent/extensions/auto-router.routes.json
			cannot be used
			  ⚠ auto-router.routes.json:7: routes.subscription-swe.sortBy: expected one of
			    adaptive, config, latency and cost, found “fastest”
			  ⚠ auto-router.routes.json:9: routes.subscription-swe.affinty is not known; did
			    you mean affinity?
			"
		`);
	});
});
