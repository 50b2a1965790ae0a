import { describe, expect, it } from "vitest";
import {
	quotaDriverContract,
	quotaReaderContract,
	SECRET_TOKEN,
} from "../../../test/contract/quota-driver.contract.ts";
import {
	EXPECTED_QUOTA,
	isAccountUsable,
	QUOTA_NOW_MS,
	quotaFixture,
	rounded,
	windowsAsExpected,
} from "../../../test/support/quota-fixtures.ts";
import { customBalance } from "./balances/custom-balance.ts";
import type { QuotaCredential, QuotaDriver } from "./quota-driver.ts";
import { BALANCE_DRIVERS, driverFor, WINDOW_DRIVERS } from "./quota-drivers.ts";
import { readAlibabaConsole } from "./unpolled/alibaba-console.ts";
import { readAntigravityQuota, readCodeAssistQuota } from "./unpolled/google-code-assist.ts";
import { readMetaMuseKey } from "./unpolled/meta-muse.ts";

const DRIVERS = [...WINDOW_DRIVERS, ...BALANCE_DRIVERS];

/** Answers that no vendor has a recorded sample of, made from what clients read. */
const MADE_UP: Readonly<Record<string, readonly unknown[]>> = {
	"opencode-go": [
		{ usage: { rolling: { status: "ok", percent: 15, resetsAt: "2026-11-23T14:00:00Z" }, weekly: { percent: 4 } } },
	],
	synthetic: [
		{
			rollingFiveHourLimit: { remaining: 40, max: 50, limited: false, nextTickAt: "2026-11-23T12:10:00Z" },
			weeklyTokenLimit: { maxCredits: "$24.00", remainingCredits: "$2.40", nextRegenAt: "2026-11-23T13:00:00Z" },
		},
	],
};

/** Samples whose name does not begin with the id of their driver. */
const READERS: ReadonlyArray<readonly [prefix: string, read: QuotaDriver["read"] | undefined]> = [
	["google-codeassist-quota", readCodeAssistQuota],
	["google-antigravity-quota", readAntigravityQuota],
	["alibaba-token-plan-console", readAlibabaConsole],
	["meta-muse-key", readMetaMuseKey],
	["openrouter-key", driverFor("openrouter", "windows")?.read],
	["moonshot-", driverFor("moonshotai", "balance")?.read],
];

function readerOf(sample: string): QuotaDriver["read"] | undefined {
	const [, read] = READERS.find(([prefix]) => sample.startsWith(prefix)) ?? [];
	return read ?? DRIVERS.find(({ id }) => sample.startsWith(`${id}-`))?.read;
}

const readSample = (sample: string) => readerOf(sample)?.({ body: quotaFixture(sample), nowMs: QUOTA_NOW_MS });
/** A service in China answers as its sister does. */
const sisterOf = ({ id }: QuotaDriver) => id.replace(/(?:-coding)?-cn$/, "");
function samplesOf(driver: QuotaDriver): unknown[] {
	const read = DRIVERS.find(({ id }) => id === sisterOf(driver))?.read;
	const recorded = Object.keys(EXPECTED_QUOTA.answers).filter((sample) => readerOf(sample) === read);
	return [...recorded.map(quotaFixture), ...(MADE_UP[driver.id] ?? [])];
}

describe("the recorded answers", () => {
	it.each(Object.entries(EXPECTED_QUOTA.answers))("are read in full: %s", (sample, expected) => {
		const reading = readSample(sample);
		if (reading?.kind !== "ok") throw new Error(`${sample} is not read: ${JSON.stringify(reading)}`);
		expect(windowsAsExpected(reading.windows)).toEqual(rounded(expected.windows));
		expect(reading.balances).toEqual(expected.balances);
		if (expected.plan !== undefined) expect(reading.plan).toBe(expected.plan);
		if (expected.isAccountUsable !== undefined) expect(isAccountUsable(reading)).toBe(expected.isAccountUsable);
	});

	it.each(Object.entries(EXPECTED_QUOTA.failures))("are failures in spite of status 200: %s", (sample, { failure }) => {
		expect(readSample(sample)).toMatchObject({ kind: "failed", failure });
	});
});

const encoded = (claims: object) => Buffer.from(JSON.stringify(claims)).toString("base64url");
const jwt = (claims: object) => `header.${encoded(claims)}.${SECRET_TOKEN}`;
const CHATGPT = jwt({ "https://api.openai.com/auth": { chatgpt_account_id: "acc-1" }, name: "Zoë" });
const KEY: QuotaCredential = { apiKey: SECRET_TOKEN, headers: {} };

const FIT: Readonly<Record<string, QuotaCredential>> = {
	anthropic: { apiKey: `sk-ant-oat01-${SECRET_TOKEN}`, headers: {} },
	"openai-codex": { apiKey: CHATGPT, headers: {} },
	"github-copilot": { apiKey: "tid=1;exp=2", storedToken: SECRET_TOKEN, headers: {} },
	"kimi-coding": { headers: { authorization: `Bearer ${SECRET_TOKEN}` } },
};

const UNFIT: Readonly<Record<string, readonly QuotaCredential[]>> = {
	anthropic: [KEY, { apiKey: "sk-ant-api03-x", headers: {} }],
	"openai-codex": [KEY, ...["a.b.c", "a.%%.c", jwt({}), jwt([]), jwt({ "https://api.openai.com/auth": 1 })].map(asKey)],
	"github-copilot": [{ apiKey: "tid=1;exp=2", headers: {} }],
	xai: [{ apiKey: "xai-key", headers: {} }],
};

function asKey(apiKey: string): QuotaCredential {
	return { apiKey, headers: {} };
}

for (const driver of DRIVERS) {
	const { id } = driver;
	quotaDriverContract({ driver, credential: FIT[id] ?? KEY, unfit: UNFIT[id] ?? [], samples: samplesOf(driver) });
}

for (const [name, read] of READERS.slice(0, 4)) {
	if (read === undefined) throw new Error(`${name} has no reader`);
	const samples = Object.keys(EXPECTED_QUOTA.answers).filter((sample) => sample.startsWith(name));
	quotaReaderContract(name, read, samples.map(quotaFixture));
}

const custom = customBalance("anyone", "https://example.test/money?all=1");
if (custom === undefined) throw new Error("the address is not taken");
quotaDriverContract({
	driver: custom,
	credential: KEY,
	unfit: [],
	samples: [...BALANCE_DRIVERS.flatMap(samplesOf), { data: { available_balance: 3, currency: "EUR" } }],
});

describe("driverFor", () => {
	it("finds each driver by each of its providers, once for each kind", () => {
		for (const { providers, reads, id } of DRIVERS)
			for (const provider of providers) expect(driverFor(provider, reads)?.id).toBe(id);
	});

	it("knows nobody to ask about a provider without an address for it", () => {
		expect(driverFor("groq", "balance")).toBeUndefined();
		expect(driverFor("deepseek", "windows")).toBeUndefined();
	});

	it("asks Anthropic every five minutes at most, and leaves it alone for a quarter of an hour when refused", () => {
		expect(driverFor("anthropic", "windows")).toMatchObject({ minIntervalMs: 300_000, refusedMs: 900_000 });
	});

	it("tells ChatGPT which account is asked about", () => {
		const request = driverFor("openai-codex", "windows")?.request({ apiKey: CHATGPT, headers: {} });
		expect(request?.headers).toMatchObject({ "ChatGPT-Account-Id": "acc-1", Authorization: `Bearer ${CHATGPT}` });
	});

	it("has a driver for every plan and every credit of pi that can be asked about", () => {
		const plans =
			"anthropic openai-codex github-copilot kimi-coding zai zai-coding-cn minimax minimax-cn xai opencode-go";
		const credits = "deepseek moonshotai moonshotai-cn openrouter vercel-ai-gateway";
		expect(plans.split(" ").filter((provider) => !driverFor(provider, "windows"))).toEqual([]);
		expect(credits.split(" ").filter((provider) => !driverFor(provider, "balance"))).toEqual([]);
	});
});
