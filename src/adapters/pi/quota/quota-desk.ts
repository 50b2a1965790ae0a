import type { Config } from "../../../core/config/config.ts";
import { modeState } from "../../../core/modes.ts";
import { customBalance } from "../../../core/quota/balances/custom-balance.ts";
import { readQuotaHeaders } from "../../../core/quota/headers/read-quota-headers.ts";
import type { QuotaDriver } from "../../../core/quota/quota-driver.ts";
import { driverFor } from "../../../core/quota/quota-drivers.ts";
import type { MarkCritical } from "../../../core/quota/reading-facts.ts";
import type { NotAskedReason, RefreshResult } from "../../../core/quota/refresh-result.ts";
import type { RefreshReport } from "../../../core/reports/quota-report.ts";
import { accountOf, type Target } from "../../../core/route.ts";
import { formatDuration } from "../../../core/text/format.ts";
import { markCritical } from "../../../core/uvi/uvi.ts";
import type { MoneySources } from "../../../engine/money/money-control.ts";
import { createHeaderReader, type OnHeaders } from "../../../engine/quota/header-reader.ts";
import { type AccountToRead, createRefresher, type Refresher } from "../../../engine/refresher.ts";
import type { PiRouterInput } from "../pi-router-input.ts";
import { createQuotaCredentials, type QuotaRegistry } from "./quota-credentials.ts";

/** What the desk is made from. */
export interface QuotaDeskInput
	extends Pick<
		PiRouterInput,
		"clock" | "random" | "recorder" | "claims" | "config" | "environment" | "quotaTtlMs" | "createAsk"
	> {
	readonly registry: () => QuotaRegistry | undefined;
	/** Keyed. */
	readonly hash: (text: string) => string;
	readonly onBug: (error: unknown) => void;
}

/** Everything about quota and balance in one start of the router: who is asked, when, and what headers say. */
export interface QuotaDesk {
	/** Begins to keep readings fresh; nothing is asked before. */
	open(): void;
	/** Something goes on. Returns at once. */
	wake(): void;
	/** Ends every timer and question. */
	close(): void;
	readonly onHeaders: OnHeaders;
	/** What commands may ask for. */
	readonly sources: MoneySources;
}

const WHY_NOT_ASKED: Readonly<Record<NotAskedReason, string>> = {
	offline: "pi is offline",
	disabled: "UVI is off (/auto-router uvi enable)",
	fresh: "what is known is fresh",
	backoff: "it failed a moment ago",
	refused: "it was refused",
	claimed: "another pi process asks just now",
	impossible: "there is nobody to ask",
	closed: "the session is over",
};

function reportOf({ account, outcome }: RefreshResult, nowMs: number): RefreshReport {
	if (outcome.kind === "read") return { account, kind: "read" };
	const { nextAtMs } = outcome;
	const why = outcome.message ?? (outcome.kind === "not-asked" ? WHY_NOT_ASKED[outcome.reason] : "");
	const next = nextAtMs === undefined || nextAtMs <= nowMs ? "" : `; again in ${formatDuration(nextAtMs - nowMs)}`;
	return { account, kind: outcome.kind === "failed" ? "failed" : "waiting", message: `${why}${next}` };
}

/** Drivers for the account of a target: the account's own vendor, else that of the provider it pays for. */
function driversFor(target: Target): readonly QuotaDriver[] {
	const account = accountOf(target);
	const known = (["windows", "balance"] as const).flatMap(
		(reads) => driverFor(account, reads) ?? driverFor(target.provider, reads) ?? [],
	);
	const own = target.balanceEndpoint === undefined ? undefined : customBalance(account, target.balanceEndpoint);
	return own ? [...known.filter(({ reads }) => reads !== "balance"), own] : known;
}

function accountsOf({ routes }: Config): readonly AccountToRead[] {
	const drivers = new Map<string, Map<string, QuotaDriver>>();
	for (const target of [...routes.values()].flatMap(({ targets }) => targets)) {
		const account = accountOf(target);
		const ofAccount = drivers.get(account) ?? new Map<string, QuotaDriver>();
		for (const driver of driversFor(target)) if (!ofAccount.has(driver.id)) ofAccount.set(driver.id, driver);
		drivers.set(account, ofAccount);
	}
	return [...drivers].flatMap(([account, byId]) => (byId.size === 0 ? [] : [{ account, drivers: [...byId.values()] }]));
}

/** Makes the desk. */
export function createQuotaDesk(input: QuotaDeskInput): QuotaDesk {
	const { clock, random, recorder, claims, config, environment, quotaTtlMs, registry, hash, onBug } = input;
	const credentials = createQuotaCredentials({ registry, hash });
	const mark: MarkCritical = (windows, before, nowMs) =>
		markCritical(windows, before, config.state().config.uvi, nowMs);
	let known: { readonly config: Config; readonly accounts: readonly AccountToRead[] } | undefined;
	const accounts = (): readonly AccountToRead[] => {
		const current = config.state().config;
		if (known?.config !== current) known = { config: current, accounts: accountsOf(current) };
		return known.accounts;
	};
	let refresher: Refresher | undefined;
	const refresh = async (reads: QuotaDriver["reads"]): Promise<readonly RefreshReport[]> => {
		const results = (await refresher?.refresh({ force: true, reads })) ?? [];
		return results.map((result) => reportOf(result, clock.now()));
	};
	return {
		open() {
			refresher ??= createRefresher({
				clock,
				random,
				recorder,
				claims,
				accounts,
				ask: input.createAsk(credentials.credentialOf),
				ttlMs: quotaTtlMs,
				markCritical: mark,
				credentialOf: credentials.fingerprintOf,
				isOnline: () => true,
				isEnabled: () => modeState("uvi", environment, recorder.state()).isOn,
				onBug,
			});
		},
		wake: () => refresher?.wake(),
		close() {
			refresher?.close();
			refresher = undefined;
		},
		onHeaders: createHeaderReader({ clock, recorder, read: readQuotaHeaders, markCritical: mark }),
		sources: { refreshQuotas: () => refresh("windows"), refreshBalances: () => refresh("balance") },
	};
}
