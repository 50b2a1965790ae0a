import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { aControl, aSoundInspection, simpleRoute } from "../../../test/support/fake-control.ts";
import { aQuotaReport } from "../../../test/support/money-reports.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { Inspection } from "../../core/reports/inspection.ts";
import type { Control } from "../../engine/control.ts";

const routes = [simpleRoute("subscription-swe")];
const models: Control["models"] = () => [
	{ provider: "acme", modelId: "a", name: "A", facts: simpleRoute("x").targets[0]?.candidate.facts as never },
];
const folder = "/home/me/.pi/agent/extensions";

/** What doctor says of a machine that is as it should be but for this. */
function doctorOf(more: Partial<Inspection>, answers: Partial<Control> = {}) {
	const inspect = async () => aSoundInspection(more);
	return runSlash("doctor", { control: aControl({ routes }, { models, inspect, ...answers }) });
}

describe("doctor", () => {
	it("says what it has looked at when all is well", async () => {
		const { text, json } = await doctorOf({});
		expect(text).toMatchInlineSnapshot(`
			"
			Doctor · all is well
			Nothing is wrong with configuration, routes, rules and files.

			Versions   auto-router 1.2.3, pi 1.5.2, Node v24.21.0
			Config     /home/me/.pi/agent/extensions/auto-router.routes.json
			Routes     1 route, 0 policy rules
			Catalog    1 model in pi
			Logins     anthropic (login), openai-codex (login)
			Files      /home/me/.pi/agent/extensions, event log 3.1 MB, saved state 41 kB
			Readings   none yet
			Earlier    nothing to take over
			Variables  none
			"
		`);
		expect(json).toMatchObject({ findings: [], pi: "1.5.2", node: "v24.21.0" });
	});

	it.each<[string, Partial<Inspection>, Partial<Control>, readonly [said: string, todo?: string]]>([
		[
			"a log that others can read",
			{ files: [{ what: "event log", path: `${folder}/e.jsonl`, kind: "file", mode: 0o644 }] },
			{},
			["others can read it (mode 0644)", `chmod 600 ${folder}/e.jsonl`],
		],
		[
			"a folder that others can write into",
			{ files: [{ what: "log folder", path: folder, kind: "folder", mode: 0o777 }] },
			{},
			["others can write it (mode 0777)", `chmod go-w ${folder}`],
		],
		[
			"a routes file that others can change",
			{ files: [{ what: "routes file", path: "/r.json", kind: "file", mode: 0o666 }] },
			{},
			["others can write it (mode 0666)", "chmod go-w /r.json"],
		],
		[
			"a folder that cannot be written",
			{
				files: [{ what: "log folder", path: folder, kind: "folder", problem: "the file system is read-only (EROFS)" }],
			},
			{},
			["the file system is read-only"],
		],
		[
			"a pipe in place of the log",
			{ files: [{ what: "event log", path: "/e.jsonl", kind: "other" }] },
			{},
			["neither a file nor a folder", "remove it"],
		],
		[
			"a variable that is mistyped",
			{ variables: [{ name: "AUTO_ROUTER_SHADW", value: "1", problem: "auto-router does not read this variable" }] },
			{},
			["AUTO_ROUTER_SHADW=1: auto-router does not read", "correct or unset AUTO_ROUTER_SHADW"],
		],
		["an old Node", { node: "v22.18.0" }, {}, ["Node v22.18.0 is older than 22.19", "install a newer Node"]],
		[
			"a quota endpoint that fails",
			{},
			{ quotas: () => [aQuotaReport("anthropic", { error: "HTTP 500" })] },
			["quota: anthropic: the last reading failed: HTTP 500", "/auto-router uvi refresh"],
		],
		[
			"a balance that cannot be read",
			{},
			{ balances: () => [{ provider: "deepseek", amounts: [], error: "timed out" }] },
			["credit: deepseek: the last reading failed: timed out", "/auto-router balance fetch"],
		],
		["a torn log", {}, { warnings: () => ["auto-router: a torn line was set aside"] }, ["a torn line was set aside"]],
		["an empty catalog", {}, { models: () => [] }, ["pi has shown no models", "look at /model"]],
		[
			"shadow mode by the environment",
			{},
			{ mode: () => ({ isOn: true, by: "environment" }) },
			["shadow mode is on", "unset AUTO_ROUTER_SHADOW"],
		],
	])("finds %s, and says what to do", async (_what, more, answers, [said, todo]) => {
		const { text } = await doctorOf(more, answers);
		expect(text).toContain("Doctor · what is wrong, and what to do");
		expect(text.replace(/\s+/g, " ")).toContain(said);
		expect(text.replace(/\s+/g, " ")).toContain(todo === undefined ? "" : `→ ${todo}`);
	});

	it.each([
		["a routes file that others can read", { what: "routes file", path: "/r.json", kind: "file", mode: 0o644 }],
		["a folder that others can list", { what: "log folder", path: folder, kind: "folder", mode: 0o755 }],
		["a log that is not written yet", { what: "event log", path: "/e", kind: "missing" }],
	] as const)("is at ease with %s", async (_what, file) => {
		expect((await doctorOf({ files: [file] })).text).toContain("Doctor · all is well");
	});

	it("tells what was taken over, what was read when, and which variables count", async () => {
		const { text } = await doctorOf(
			{
				imports: ["earlier-stats", "earlier-ratings"],
				files: [
					{ what: "earlier extension", path: `${folder}/auto-router.stats.json.v1.bak`, kind: "file", mode: 0o600 },
					{ what: "log set aside", path: `${folder}/old.jsonl`, kind: "file", bytes: 20_000_000, mode: 0o600 },
				],
				variables: [{ name: "AUTO_ROUTER_UVI", value: "0" }],
			},
			{
				quotas: () => [aQuotaReport("anthropic")],
				balances: () => [{ provider: "deepseek", amounts: [], readAtMs: NOW_MS - 3_600_000 }],
			},
		);
		const said = text.replace(/\s+/g, " ");
		expect(said).toContain("Earlier taken over: earlier-stats, earlier-ratings; 1 original kept as *.v1.bak");
		expect(said).toContain("log set aside 20.0 MB");
		expect(said).toContain("Readings anthropic 1m ago, deepseek (credit) 1h ago");
		expect(said).toContain("Variables AUTO_ROUTER_UVI=0");
	});
});
