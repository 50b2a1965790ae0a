import { deepseek } from "./balances/deepseek.ts";
import { kilo } from "./balances/kilo.ts";
import { moonshot, moonshotCn } from "./balances/moonshot.ts";
import { openrouter, openrouterKey } from "./balances/openrouter.ts";
import { vercelAiGateway } from "./balances/vercel-ai-gateway.ts";
import { anthropic } from "./drivers/anthropic.ts";
import { chutes } from "./drivers/chutes.ts";
import { githubCopilot } from "./drivers/github-copilot.ts";
import { kimiCoding } from "./drivers/kimi-coding.ts";
import { minimax, minimaxCn } from "./drivers/minimax.ts";
import { nanogpt } from "./drivers/nanogpt.ts";
import { ollamaCloud } from "./drivers/ollama-cloud.ts";
import { openaiCodex } from "./drivers/openai-codex.ts";
import { opencodeGo } from "./drivers/opencode-go.ts";
import { synthetic } from "./drivers/synthetic.ts";
import { xai } from "./drivers/xai.ts";
import { zai, zaiCodingCn } from "./drivers/zai.ts";
import type { QuotaDriver } from "./quota-driver.ts";

/** Who tells windows of a plan, or of a key with a cap that begins anew. */
export const WINDOW_DRIVERS: readonly QuotaDriver[] = [
	anthropic,
	openaiCodex,
	githubCopilot,
	kimiCoding,
	zai,
	zaiCodingCn,
	minimax,
	minimaxCn,
	xai,
	opencodeGo,
	synthetic,
	ollamaCloud,
	chutes,
	nanogpt,
	openrouterKey,
];

/** Who tells prepaid credit. */
export const BALANCE_DRIVERS: readonly QuotaDriver[] = [
	deepseek,
	moonshot,
	moonshotCn,
	openrouter,
	vercelAiGateway,
	kilo,
];

const DRIVERS: Readonly<Record<QuotaDriver["reads"], ReadonlyMap<string, QuotaDriver>>> = {
	windows: byProvider(WINDOW_DRIVERS),
	balance: byProvider(BALANCE_DRIVERS),
};

function byProvider(drivers: readonly QuotaDriver[]): ReadonlyMap<string, QuotaDriver> {
	return new Map(drivers.flatMap((driver) => driver.providers.map((provider) => [provider, driver] as const)));
}

/** The driver for a provider of pi; undefined where nobody knows how to ask, which is true of most pay-per-token keys. */
export function driverFor(provider: string, reads: QuotaDriver["reads"]): QuotaDriver | undefined {
	return DRIVERS[reads].get(provider);
}
