import { afterAll, describe, it } from "vitest";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { PiTerminal } from "../../support/terminal/pi-terminal.ts";
import { openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const HOUR_MS = 3_600_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** pi on a route whose first target has a plan of which so much is used, and whose second is nearly out of budget. */
async function withPlan(version: PiVersion, columns: number, usedPercent: number): Promise<PiTerminal> {
	const scenario = await createScenario(standIn, {
		targets: [
			{ id: "anthropic/model-a", apiKey: "sk-ant-oat01-stand-in", fields: { label: "Claude Opus 5" } },
			{ id: "two/model-b", model: { cost: { input: 1_000, output: 1_000 } } },
		],
		config: { budgets: { two: { dailyUsd: 20 } } },
		home: { settings: { retry: { enabled: false } } },
	});
	const five_hour = { utilization: usedPercent, resets_at: inMs(4 * HOUR_MS + 30_000) };
	standIn.serve("/api/oauth/usage", {
		status: 200,
		body: { five_hour, seven_day: { utilization: 9, resets_at: inMs(96 * HOUR_MS) }, limits: [] },
	});
	standIn.script("model-a", [{ text: "from a" }, { status: 429, retryAfterSeconds: 1_800 }]);
	standIn.script("model-b", { text: "from b" });
	return openScreen(version, scenario, { size: { columns, rows: 45 } });
}

/** What fits into the footer at a width, after a budget was set that is nearly spent. */
const WIDTHS: Readonly<Record<PiVersion, { readonly columns: number; readonly warned: RegExp }>> = {
	"0.87.1": { columns: 80, warned: /^swe → two\/model-b · tier swe · 1 resting · ⚠ two 85% of \$1\.50 daily$/m },
	"1.5.2": {
		columns: 100,
		warned:
			/^swe → two\/model-b · tier swe · 1 resting · ⚠ two 85% of \$1\.50 daily · anthropic 5h 11%, resets in (?:4h|3h59m)$/m,
	},
};

describe.each(PI_VERSIONS)("the router's line in the footer of pi %s", (version) => {
	it("follows readings, modes and budgets without a request, and drops the least where it is narrow", async () => {
		const { columns, warned } = WIDTHS[version];
		const pi = await withPlan(version, columns, 11);
		await pi.send("hi");
		await pi.waitFor("from a");
		await pi.waitFor(/^swe → Claude Opus 5 · tier swe · anthropic 5h 11%, resets in (?:4h|3h59m)$/m);
		await pi.send("/auto-router shadow enable");
		await pi.waitFor(/^swe → Claude Opus 5 · tier swe · shadow · anthropic 5h 11%/m);
		await pi.send("/auto-router shadow disable");
		await pi.waitFor(/^swe → Claude Opus 5 · tier swe · anthropic/m);

		await pi.send("again");
		await pi.waitFor("from b");
		await pi.waitFor(/^swe → two\/model-b · tier swe · 1 resting · anthropic 5h 11%/m);
		await pi.send("/auto-router budget set two 1.5");
		await pi.waitFor(warned);
	});
});
