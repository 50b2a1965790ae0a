import { describe, expect, it } from "vitest";
import { aControl } from "../../../test/support/fake-control.ts";
import { aBudget, aBudgetReport, aDailyBudget, aQuotaReport, aWindow } from "../../../test/support/money-reports.ts";
import type { BudgetReport } from "../../core/reports/budget-report.ts";
import type { QuotaReport } from "../../core/reports/quota-report.ts";
import { statusMoney } from "./status-money.ts";

const ACCOUNTS = new Set(["anthropic", "google", "zai"]);

function money(quotas: readonly QuotaReport[], budgets: readonly BudgetReport[] = [], isOn = true) {
	const control = aControl({}, { quotas: () => quotas, budgets: () => budgets, mode: () => ({ isOn, by: "default" }) });
	return statusMoney(control, ACCOUNTS);
}

describe("statusMoney", () => {
	it("says nothing where nothing is known", () => {
		expect(money([])).toEqual({ paces: [], budgets: [] });
	});

	it("names who is used up too fast, the worst first, and only monthly budgets while UVI is off", () => {
		const reports = [
			aQuotaReport("anthropic"),
			aQuotaReport("google", { status: "critical", uvi: 2.1, windows: [aWindow({ source: "budget" })] }),
			{ ...aQuotaReport("zai", { status: "exhausted" }), uvi: 3 },
			aQuotaReport("elsewhere"),
		];
		expect(money(reports).paces).toEqual(["zai 3.00 exhausted", "google 2.10 critical", "anthropic 1.64 stressed"]);
		expect(money(reports, [], false).paces).toEqual(["google 2.10 critical"]);
	});

	it("warns of budgets from 80% on, the tightest first", () => {
		const reports = [
			aBudgetReport("google", aDailyBudget({ spentUsd: 4 }), aBudget()),
			aBudgetReport("anthropic", aDailyBudget({ spentUsd: 3.99 })),
			aBudgetReport("elsewhere", aDailyBudget({ spentUsd: 5 })),
		];
		expect(money([], reports).budgets).toEqual(["google 87% of $20.00 monthly", "google 80% of $5.00 daily"]);
	});

	it.each<[string, QuotaReport, string | undefined]>([
		["the fullest window", aQuotaReport("anthropic"), "anthropic 7d 68%, resets in 3h05m"],
		["no stale one", aQuotaReport("anthropic", { windows: [aWindow({ isStale: true })] }), undefined],
		[
			"none without an end",
			aQuotaReport("anthropic", { windows: [{ ...aWindow(), resetsAtMs: undefined } as never] }),
			undefined,
		],
		["no budget", aQuotaReport("google", { windows: [aWindow({ source: "budget" })] }), undefined],
	])("tells of %s", (_what, report, quota) => {
		expect(money([report]).quota?.text).toBe(quota);
	});
});
