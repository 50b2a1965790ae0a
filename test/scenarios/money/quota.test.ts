import { afterAll, describe, expect, it } from "vitest";
import type { PiRecord } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import type { PiRpc } from "../../support/pi/pi-rpc.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { StatusStep } from "../../support/stand-in/step.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const HOUR_MS = 3_600_000;
const CLAUDE_USAGE = "/api/oauth/usage";
const CODEX_USAGE = "/backend-api/wham/usage";
const DEEPSEEK_BALANCE = "/user/balance";
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Claude and Codex plans, and prepaid credit at DeepSeek, in this order. */
function plans(): Promise<Scenario> {
	return createScenario(standIn, {
		targets: [
			{ id: "anthropic/model-a", apiKey: "sk-ant-oat01-stand-in" },
			{ id: "openai-codex/model-b", api: "openai-codex-responses" },
			{
				id: "deepseek/model-c",
				api: "openai-completions",
				fields: { billing: "per-token" },
				model: { cost: { input: 1_000, output: 1_000 } },
			},
		],
		home: { settings: { retry: { enabled: false } } },
	});
}

function serveReadings(usedPercent: number): void {
	const fiveHours = { utilization: usedPercent, resets_at: inMs(4 * HOUR_MS) };
	standIn.serve(CLAUDE_USAGE, {
		status: 200,
		body: { five_hour: fiveHours, seven_day: { utilization: 9, resets_at: inMs(96 * HOUR_MS) }, limits: [] },
	});
	const window = { used_percent: 4, limit_window_seconds: 18_000, reset_after_seconds: 8_657 };
	standIn.serve(CODEX_USAGE, {
		status: 200,
		body: {
			plan_type: "plus",
			rate_limit: { allowed: true, limit_reached: false, primary_window: window, secondary_window: null },
		},
	});
	standIn.serve(DEEPSEEK_BALANCE, {
		status: 200,
		body: { is_available: true, balance_infos: [{ currency: "CNY", total_balance: "1,234.50" }] },
	});
	for (const model of ["model-a", "model-b", "model-c"]) standIn.script(model, { text: `Hello from ${model}` });
}

const isAnswer = ({ type, method }: PiRecord): boolean => type === "extension_ui_request" && method === "notify";

/** What a command answers with in RPC mode. */
async function reportOf<T>(pi: PiRpc, command: string): Promise<T> {
	const from = pi.events.length;
	await pi.send({ type: "prompt", message: `/auto-router ${command} --json` });
	const { message } = await pi.waitFor(isAnswer, { from });
	return JSON.parse(String(message)) as T;
}

/** Asks again until the answer fits, since readings come in beside the requests. */
async function reportWhen<T>(pi: PiRpc, command: string, fits: (report: T) => boolean): Promise<T> {
	const giveUpAt = performance.now() + 8_000;
	for (;;) {
		const report = await reportOf<T>(pi, command);
		if (fits(report) || performance.now() > giveUpAt) return report;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

interface UviReport {
	readonly accounts: readonly {
		readonly account: string;
		readonly status?: string;
		readonly windows: readonly { readonly id: string; readonly usedShare: number; readonly status: string }[];
		readonly error?: string;
	}[];
}
interface BalanceReport {
	readonly balances: readonly { readonly provider: string; readonly amounts: readonly object[] }[];
}

describe.each(PI_VERSIONS)("pi %s", (version) => {
	it("shows what the vendors say of plans and credit, and what was spent of a budget", async () => {
		const scenario = await plans();
		serveReadings(11);
		const pi = scenario.rpc(version);
		await pi.prompt("hi");

		const uvi = await reportWhen<UviReport>(pi, "uvi show", ({ accounts }) => accounts.length >= 2);
		expect(uvi.accounts).toMatchObject([
			{
				account: "anthropic",
				status: "ok",
				windows: [
					{ id: "5h", usedShare: 0.11 },
					{ id: "7d", usedShare: 0.09 },
				],
			},
			{ account: "openai-codex", status: "ok", windows: [{ id: "5h", usedShare: 0.04 }] },
		]);
		const balance = await reportWhen<BalanceReport>(pi, "balance show", ({ balances }) =>
			balances.some(({ amounts }) => amounts.length > 0),
		);
		expect(balance.balances).toMatchObject([{ provider: "deepseek", amounts: [{ currency: "CNY", amount: 1234.5 }] }]);
		await reportOf(pi, "budget set deepseek 20 monthly");
		expect(JSON.stringify(await reportOf(pi, "budget show"))).toContain('"limitUsd":20');
	});

	it("leaves a plan alone that is used up, and one that is used far too fast, and says why", async () => {
		const scenario = await plans();
		serveReadings(100);
		const pi = scenario.rpc(version);
		await reportWhen<UviReport>(pi, "uvi show", ({ accounts }) =>
			accounts.some(({ status }) => status === "exhausted"),
		);
		await pi.prompt("hi");

		const { candidates, order } = (await scenario.logWhen((log) => log.all("routing.final").length === 1)).one(
			"routing.decision",
		);
		expect(order[0]).toBe("openai-codex/model-b");
		expect(candidates.find(({ target }) => target === "anthropic/model-a")).toMatchObject({
			status: "rejected",
			code: "quota-exhausted",
		});
	});

	it("stays within a hard budget that an earlier answer has used up, and falls back where a soft one leaves nobody", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "deepseek/model-c", api: "openai-completions", model: { cost: { input: 1_000, output: 1_000 } } },
				{ id: "two/model-b", model: { cost: { input: 1_000, output: 1_000 } } },
			],
			config: { budgets: { deepseek: { dailyUsd: 0.01, hard: true }, two: { dailyUsd: 0.01 } } },
		});
		serveReadings(1);
		const conversation = await scenario.open(version);
		const asked = [];
		for (const prompt of ["one", "two", "three"]) asked.push((await conversation.ask(prompt)).text);

		expect(asked).toEqual(["Hello from model-c", "Hello from model-b", "Hello from model-b"]);
		const [, , third] = (await scenario.log()).all("routing.decision");
		expect(third).toMatchObject({
			fallback: "soft-budget",
			candidates: [{ status: "selected" }, { code: "over-hard-budget" }, { code: "over-budget" }],
		});
	});

	it.each<[string, StatusStep, RegExp]>([
		["401", { status: 401, body: { error: "SECRET-OF-THE-VENDOR" } }, /refused/],
		["403", { status: 403, body: "SECRET-OF-THE-VENDOR" }, /may not|plan|refused|allowed/],
		["429 with a time", { status: 429, retryAfterSeconds: 120 }, /too often|limit/],
		["429 without one", { status: 429 }, /too often|limit/],
		["500", { status: 500 }, /500|server/],
		["a page", { status: 200, body: "<html>SECRET-OF-THE-VENDOR</html>" }, /read|JSON/],
		["nonsense", { status: 200, body: { five_hour: [[[["x"]]]], limits: "SECRET-OF-THE-VENDOR" } }, /form/],
		["silence", { status: 200, body: "{}", headersDelayMs: 60_000 }, /./],
	])("neither waits for nor fails by an endpoint that answers with %s", async (name, step, words) => {
		const scenario = await plans();
		serveReadings(1);
		for (const path of [CLAUDE_USAGE, CODEX_USAGE, DEEPSEEK_BALANCE]) standIn.serve(path, step);
		const conversation = await scenario.open(version);

		expect((await conversation.ask("hi")).text).toBe("Hello from model-a");
		expect((await conversation.ask("again")).text).toBe("Hello from model-a");
		const isFailed = ({ ok }: { readonly ok: boolean }): boolean => !ok;
		const log =
			name === "silence"
				? await scenario.log()
				: await scenario.logWhen((view) => view.all("quota.read").some(isFailed));
		for (const { error } of log.all("quota.read").filter(isFailed)) expect(error).toMatch(words);
		expect(log.all("routing.result").map(({ outcome }) => outcome)).toEqual(["success", "success"]);
		expect(JSON.stringify(log.events)).not.toMatch(/SECRET-OF-THE-VENDOR|sk-ant-oat01/);
	});

	it("ends by itself in print mode though an endpoint never answers", async () => {
		const scenario = await plans();
		serveReadings(1);
		for (const path of [CLAUDE_USAGE, CODEX_USAGE]) standIn.serve(path, { status: 200, headersDelayMs: 60_000 });

		const result = await scenario.run(version, ["-p", "hi"], { timeoutMs: 10_000 });

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stdout: "Hello from model-a\n", stderr: "" });
	});
});
