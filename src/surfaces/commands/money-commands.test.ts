import { describe, expect, it, vi } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { aControl } from "../../../test/support/fake-control.ts";
import { aBudget, aBudgetReport, aDailyBudget, aQuotaReport, aWindow } from "../../../test/support/money-reports.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { Budget } from "../../core/accounting/budgets.ts";
import type { BalanceReport } from "../../core/reports/balance-report.ts";
import type { Control } from "../../engine/control.ts";
import { completeCommand } from "./complete.ts";
import { COMMANDS } from "./index.ts";

const uviOn: Control["mode"] = (name) => ({ isOn: name === "uvi", by: "default" });
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

/** A control whose budgets for anthropic change as commands say; `file` is what stands in the routes file. */
function spending(first: readonly Budget[], file: readonly Budget[] = []) {
	let budgets = first;
	const setBudget = vi.fn<Control["setBudget"]>((_provider, period, limit) => {
		const base = period === "daily" ? aDailyBudget() : aBudget();
		budgets = [...budgets.filter((budget) => budget.period !== period), { ...base, ...limit }];
	});
	const clearBudget = vi.fn<Control["clearBudget"]>((_provider, period) => {
		const left = file.filter((budget) => budget.period === period);
		budgets = [...budgets.filter((budget) => budget.period !== period), ...left];
	});
	const control = aControl({}, { setBudget, clearBudget, budgets: () => [aBudgetReport("anthropic", ...budgets)] });
	return { control, setBudget, clearBudget };
}

describe("budget show", () => {
	it("shows spend, limits, shares and forecasts within 80 columns", async () => {
		const reports = [
			aBudgetReport("google", aDailyBudget({ from: "file", isHard: true }), aBudget()),
			aBudgetReport("deepseek", aBudget({ limitUsd: 10, spentUsd: 10.5, forecastUsd: 14 })),
			aBudgetReport("claude-agent-sdk"),
		];
		const { text, json } = await runSlash("budget", { control: aControl({}, { budgets: () => reports }) });
		expect(text).toMatchInlineSnapshot(`
			"
			Budgets · days and months of UTC
			  provider          period    spent       limit  used  at its end  from
			  google            daily     $1.25  $5.00 hard   25%       $2.14  routes file
			                    monthly  $17.40      $20.00   87%      $23.10  command
			  deepseek          monthly  $10.50      $10.00  105%      $14.00  command
			  claude-agent-sdk  monthly  $17.40    no limit
			  google: today 120k in, 6k out; this month 1.2M in, 80k out
			  deepseek: today 120k in, 6k out; this month 1.2M in, 80k out
			  claude-agent-sdk: today 120k in, 6k out; this month 1.2M in, 80k out
			What a plan pays for counts by its price. From 80% on a budget warns; when it is
			spent, its provider is passed over as long as another one is left, and a hard
			one always. /auto-router budget set <provider> <usd> [monthly|daily] [--hard]
			sets one.
			"
		`);
		expect(widest(text)).toBeLessThanOrEqual(80);
		expect(json).toMatchObject({
			budgets: [
				{
					provider: "google",
					perToken: true,
					budgets: [
						{ period: "daily", hard: true, from: "file", warning: false },
						{
							period: "monthly",
							usedShare: expect.closeTo(0.87, 9),
							warning: true,
							periodEnd: "2026-12-01T00:00:00.000Z",
						},
					],
				},
				{ provider: "deepseek" },
				{ provider: "claude-agent-sdk", perToken: false, budgets: [] },
			],
		});
	});

	it("says that there is nothing", async () => {
		expect((await runSlash("budget show")).text).toContain("Nothing was spent this month, and there is no limit.");
	});
});

describe("budget set", () => {
	it("says what it replaced, what is spent of it, and that the provider is paid by the token now", async () => {
		const { control, setBudget } = spending([]);
		const { text, tone } = await runSlash("budget set anthropic 20.00 monthly", { control });
		expect(setBudget).toHaveBeenCalledExactlyOnceWith("anthropic", "monthly", { limitUsd: 20, isHard: false });
		expect(tone).toBe("info");
		expect(text).toMatchInlineSnapshot(`
			"
			Set. anthropic may cost $20.00 monthly.
			  There was none before.
			  Spent of it already: $17.40 (87%). It resets Dec 1 00:00.
			  anthropic counts as paid by the token now, as every provider with a monthly
			  limit.
			"
		`);
	});

	it("says when the new limit is spent already", async () => {
		const { control, setBudget } = spending([aDailyBudget({ from: "file" })]);
		const { text, tone, json } = await runSlash("budget set anthropic $1 --hard", { control });
		expect(setBudget).toHaveBeenCalledExactlyOnceWith("anthropic", "daily", { limitUsd: 1, isHard: true });
		expect(tone).toBe("warning");
		expect(text).toMatchInlineSnapshot(`
			"
			Set. anthropic may cost $1.00 daily, hard.
			  It was $5.00 daily, budgets.anthropic.dailyUsd in
			  /home/me/.pi/agent/extensions/auto-router.routes.json.
			  Spent of it already: $1.25 (125%). It resets Nov 24 00:00.
			  anthropic is passed over until then.
			"
		`);
		expect(json).toEqual({
			provider: "anthropic",
			period: "daily",
			before: { limitUsd: 5, hard: false, from: "file", spentUsd: 1.25 },
			now: { limitUsd: 1, hard: true, from: "command", spentUsd: 1.25 },
		});
	});

	it.each(["-5", "0", "NaN", "20,00", "twenty", "1e9", ""])("refuses the amount %j", async (amount) => {
		const { control, setBudget } = spending([]);
		const { text, tone } = await runSlash(`budget set anthropic "${amount}"`, { control });
		if (amount !== "") expect(text).toContain(`"${amount}" is not an amount of US dollars above 0, such as 20`);
		expect(tone).toBe("error");
		expect(setBudget).not.toHaveBeenCalled();
	});

	it.each([
		["budget set", "set needs a provider and an amount"],
		["budget set anthropic", "set needs a provider and an amount"],
		["budget set anthropc 20", "Did you mean anthropic?"],
		["budget set anthropic 20 montly", "Did you mean monthly?"],
		["budget set anthropic 20 monthly --hart", "did you mean --hard?"],
		["budget sett anthropic 20", "Did you mean set?"],
	])("changes nothing for %j", async (typed, said) => {
		const { control, setBudget } = spending([]);
		const { text, tone } = await runSlash(typed, { control });
		expect(text.replace(/\s+/g, " ")).toContain(said);
		expect(tone).toBe("error");
		expect(setBudget).not.toHaveBeenCalled();
	});
});

describe("budget clear", () => {
	it("takes back a limit that a command has set", async () => {
		const { control, clearBudget } = spending([aBudget({ isHard: true })]);
		const { text } = await runSlash("budget clear anthropic monthly", { control });
		expect(clearBudget).toHaveBeenCalledExactlyOnceWith("anthropic", "monthly");
		expect(text).toMatchInlineSnapshot(`
			"
			Cleared. The limit for anthropic was $20.00 monthly, hard.
			  anthropic has no monthly limit any more.
			"
		`);
	});

	it("says which limit of the routes file counts again", async () => {
		const file = aDailyBudget({ from: "file", limitUsd: 8 });
		const { text } = await runSlash("budget clear anthropic", { control: spending([aDailyBudget()], [file]).control });
		expect(text.replace(/\s+/g, " ")).toContain("Now $8.00 daily counts: budgets.anthropic.dailyUsd in /home/me/.pi");
	});

	it.each<[string, readonly Budget[], string]>([
		[
			"anthropic",
			[aDailyBudget({ from: "file" })],
			"It stands in the routes file: budgets.anthropic.dailyUsd in /home",
		],
		["anthropic", [aBudget()], "There is one of $20.00 monthly: /auto-router budget clear anthropic monthly"],
		["anthropic", [], "There is no daily limit for anthropic; nothing was changed."],
		["antropic", [aDailyBudget()], "Did you mean anthropic?"],
		["anthropic daly", [aDailyBudget()], "Did you mean daily?"],
		["", [aDailyBudget()], "clear needs a provider"],
		["anthropic daily now", [aDailyBudget()], "clear takes a provider and a period only"],
		["anthropic --hard", [aDailyBudget()], "clear takes a provider and a period only"],
	])("changes nothing for %j", async (words, budgets, said) => {
		const { control, clearBudget } = spending(budgets);
		const { text, tone } = await runSlash(`budget clear ${words}`, { control });
		expect(text.replace(/\s+/g, " ")).toContain(said);
		expect(tone).toBe("error");
		expect(clearBudget).not.toHaveBeenCalled();
	});
});

describe("balance", () => {
	const reports: readonly BalanceReport[] = [
		{
			provider: "deepseek",
			amounts: [{ currency: "CNY", amount: 110 }],
			readAtMs: NOW_MS - 180_000,
			monthly: aBudget(),
		},
		{
			provider: "moonshot",
			amounts: [{ currency: "USD", amount: -0.5 }],
			readAtMs: NOW_MS - 7_200_000,
			error: "the key was refused",
		},
		{ provider: "openrouter", amounts: [] },
	];
	const balances = () => reports;

	it("keeps currencies, and what is unknown is not zero", async () => {
		const { text, json } = await runSlash("balance", { control: aControl({}, { balances }) });
		expect(text).toMatchInlineSnapshot(`
			"
			Balances · of providers that are paid by the token, and their monthly budgets
			  deepseek    110.00 CNY  $17.40 of $20.00 (87%)  read 3m ago
			  moonshot        -$0.50  no monthly limit        read 2h ago; the last reading
			                                                  failed: the key was refused
			  openrouter     unknown  no monthly limit        not read yet
			"
		`);
		expect(widest(text)).toBeLessThanOrEqual(80);
		expect(json).toMatchObject({ balances: [{}, {}, { provider: "openrouter", amounts: [], readAt: null }] });
	});

	it("asks the providers on fetch and says who did not answer", async () => {
		const refreshBalances: Control["refreshBalances"] = async () => [
			{ account: "deepseek", kind: "read" },
			{ account: "moonshot", kind: "failed", message: "the key was refused" },
			{ account: "openrouter", kind: "waiting", message: "asked 5s ago" },
		];
		const { text, tone } = await runSlash("balance fetch", { control: aControl({}, { balances, refreshBalances }) });
		expect(tone).toBe("warning");
		expect(text).toContain("Read now: deepseek\n⚠ moonshot could not be read: the key was refused\n");
		expect(text).toContain("⚠ openrouter was not asked: asked 5s ago");
	});

	it("says that nobody is paid by the token, and that there is nobody to ask", async () => {
		expect((await runSlash("balance fetch")).text).toMatchInlineSnapshot(`
			"
			Balances · of providers that are paid by the token, and their monthly budgets
			  No provider of a route is paid by the token.
			There is nobody who could be asked.
			"
		`);
		expect((await runSlash("balance fech")).text).toContain("Did you mean fetch?");
	});
});

describe("uvi", () => {
	const stale = aWindow({ id: "1m", usedShare: 0.05, uvi: 0.1, isStale: true, readAtMs: NOW_MS - 1_320_000 });
	const quotas: Control["quotas"] = () => [
		aQuotaReport("anthropic", { plan: "max" }),
		aQuotaReport("google", {
			status: "ok",
			uvi: 0.22,
			windows: [aWindow({ id: "monthly", usedShare: 0.18, uvi: 0.22, source: "budget" })],
		}),
		aQuotaReport("openai-codex", { status: "ok", uvi: 0.81, windows: [stale], error: "the login has expired" }),
		{ account: "zai", windows: [] },
	];

	it("shows every window with share, time to reset, forecast, age and error", async () => {
		const { text, json } = await runSlash("uvi show", { control: aControl({}, { quotas, mode: uviOn }) });
		expect(text).toMatchInlineSnapshot(`
			"
			UVI · enabled by default
			  anthropic          1.64  stressed  max
			    5h          38%  0.99  ok        empty in 2h10m, resets in 3h05m
			    7d          68%  1.64  stressed  resets in 3h05m
			  google             0.22  ok
			    monthly     18%  0.22  ok        resets in 3h05m
			  openai-codex       0.81  ok        ⚠ the last reading failed: the login has
			                                     expired
			    1m           5%  0.10  ok        resets in 3h05m; read 22m ago (stale)
			  zai                      unknown
			UVI is the share used over the share of the window that is over: 1 is on pace.
			Stressed providers come last, critical and exhausted ones are passed over, a
			surplus comes first.
			"
		`);
		expect(widest(text)).toBeLessThanOrEqual(80);
		expect(json).toMatchObject({
			enabled: true,
			accounts: [
				{ account: "anthropic", uvi: 1.64, windows: [{ id: "5h", emptyAt: "2026-11-23T16:10:00.000Z" }, {}] },
				{ account: "google" },
				{ account: "openai-codex", error: "the login has expired", windows: [{ stale: true }] },
				{ account: "zai", status: null, uvi: null, windows: [] },
			],
		});
	});

	it("says that nothing is known, and what off means", async () => {
		expect((await runSlash("uvi")).text).toMatchInlineSnapshot(`
			"
			UVI · disabled by default
			  No plan was read yet, and there is no monthly budget.
			Plans are shown and do not change the order. Monthly budgets count all the same.
			"
		`);
	});

	it.each([
		["enable", true],
		["disable", false],
	])("can be switched: %s", async (word, isOn) => {
		const setMode = vi.fn();
		await runSlash(`uvi ${word}`, { control: aControl({}, { setMode, mode: () => ({ isOn, by: "command" }) }) });
		expect(setMode).toHaveBeenCalledExactlyOnceWith("uvi", isOn);
	});

	it("says what to do when the environment keeps it as it is", async () => {
		const control = aControl({}, { mode: () => ({ isOn: false, by: "environment" }) });
		const { text, tone } = await runSlash("uvi enable", { control });
		expect(tone).toBe("warning");
		expect(text).toContain("AUTO_ROUTER_UVI keeps it off in this session; unset it");
	});

	it("asks the providers on refresh", async () => {
		const refreshQuotas: Control["refreshQuotas"] = async () => [{ account: "anthropic", kind: "read" }];
		const { text, json } = await runSlash("uvi refresh", { control: aControl({}, { quotas, refreshQuotas }) });
		expect(text).toContain("Read now: anthropic");
		expect(json).toMatchObject({ refreshed: [{ account: "anthropic", kind: "read" }] });
	});

	it("changes nothing for a word that it does not know", async () => {
		const setMode = vi.fn();
		expect((await runSlash("uvi constructor", { control: aControl({}, { setMode }) })).tone).toBe("error");
		expect(setMode).not.toHaveBeenCalled();
	});
});

describe("help", () => {
	it("says every form of budget within 80 columns", async () => {
		const { text } = await runSlash("help budget");
		expect(text).toMatchInlineSnapshot(`
			"
			/auto-router budget [show | set <provider> <usd> [monthly|daily] [--hard] |
			clear <provider> [monthly|daily]]
			  what was spent per provider, and the limits for it
			  --hard  with set: pass the provider over even if nobody else is left
			  --json  print the report as JSON
			  --help  say how the command is used
			"
		`);
		expect(widest(text)).toBeLessThanOrEqual(80);
	});
});

describe("completion", () => {
	const { control } = spending([aDailyBudget()]);

	it.each([
		["budget ", ["show", "set", "clear"]],
		["budget set ant", ["anthropic"]],
		["budget set anthropic 20 ", ["daily", "monthly"]],
		["budget set anthropic 20 monthly --h", ["--hard", "--help"]],
		["budget clear ", ["anthropic"]],
		["budget clear anthropic m", ["monthly"]],
		["balance f", ["fetch"]],
		["uvi ", ["show", "enable", "disable", "refresh"]],
	])("offers for %j", (typed, labels) => {
		const found = completeCommand(typed, COMMANDS, { control }) ?? [];
		const words = found.map(({ label }) => label.slice(label.lastIndexOf(" ") + 1));
		expect(words).toEqual(labels);
	});

	it.each(["budget set anthropic ", "budget set anthropic 20 monthly ", "budget show ", "uvi show "])(
		"offers nothing for %j",
		(typed) => {
			expect(completeCommand(typed, COMMANDS, { control })).toBeNull();
		},
	);
});
