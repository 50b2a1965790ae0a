import type { Billing } from "../model.ts";

/**
 * A place in a default route: one provider and the models that may fill it, best first. The first that the installed pi
 * knows is taken.
 */
export interface Slot {
	readonly provider: string;
	readonly modelIds: readonly string[];
	/** Smaller comes first, whatever its latency and cost. */
	readonly rank?: number;
	readonly billing?: Billing;
}

type Models = Omit<Slot, "rank">;

const models = (provider: string, ...modelIds: string[]): Models => ({ provider, modelIds });
const metered = (provider: string, ...modelIds: string[]): Models => ({ provider, modelIds, billing: "per-token" });
const ranked = (rank: number, ...slots: readonly Models[]): Slot[] => slots.map((slot) => ({ ...slot, rank }));

// Strength is judged by generation, and inside one by what the vendor asks for a million tokens.
const FABLE = models("anthropic", "claude-fable-5-2", "claude-fable-5-1", "claude-fable-5");
const OPUS = models("anthropic", "claude-opus-5-5", "claude-opus-5", "claude-opus-4-8");
const SONNET = models("anthropic", "claude-sonnet-5-5", "claude-sonnet-5", "claude-sonnet-4-6");
const HAIKU = models("anthropic", "claude-haiku-5-5", "claude-haiku-4-5");
const ASTRA = models("openai-codex", "gpt-6-astra");
const SOL = models("openai-codex", "gpt-6.1-sol", "gpt-6-sol", "gpt-5.6-sol");
const LUNA = models("openai-codex", "gpt-6-luna", "gpt-5.6-luna");
const COPILOT = models("github-copilot", "claude-opus-5.5", "gpt-6.1-sol", "gpt-6-sol", "claude-opus-5");
const COPILOT_LONG = models("github-copilot", "gpt-6.1-sol", "gpt-6-sol", "claude-opus-5.5", "gpt-5.6-sol");
const COPILOT_SMALL = models("github-copilot", "claude-haiku-5.5", "gpt-6-luna", "gpt-5.6-luna", "claude-haiku-4.5");
const GEMINI = metered("google", "gemini-4-argon", "gemini-3.1-pro-preview", "gemini-2.5-pro");
const GEMINI_FLASH = metered("google", "gemini-3.8-flash", "gemini-3.7-flash", "gemini-3.6-flash");
const GEMINI_LITE = metered("google", "gemini-3.5-flash-lite", "gemini-3.1-flash-lite", "gemini-2.5-flash-lite");
const GROK = models("xai", "grok-4.7", "grok-4.6", "grok-4.5");
const KIMI = models("kimi-coding", "k3.1-pro", "k3", "kimi-for-coding");
const KIMI_SMALL = models("kimi-coding", "kimi-for-coding");
const KIMI_FAST = models("kimi-coding", "kimi-for-coding-highspeed", "kimi-for-coding");
const GLM = models("zai", "glm-5.3", "glm-5.2", "glm-4.7");
const GLM_SMALL = models("zai", "glm-5.3-flash", "glm-5-turbo", "glm-4.7");
const GLM_FAST = models("zai", "glm-5.3-highspeed", "glm-5.2-highspeed", "glm-5-turbo");
const MINIMAX = models("minimax", "MiniMax-M3.1-Flash", "MiniMax-M3", "MiniMax-M2.7");
const DEEPSEEK = metered("deepseek", "deepseek-v4-pro");
const DEEPSEEK_SMALL = metered("deepseek", "deepseek-flash");
const OPENAI = metered("openai", "gpt-6.1-sol", "gpt-6-sol", "gpt-5.6-sol");
const OPENAI_SMALL = metered("openai", "gpt-6-luna", "gpt-5.6-luna");
const OPENROUTER = metered("openrouter", "moonshotai/kimi-k3.1-pro", "moonshotai/kimi-k3", "z-ai/glm-5.3");
const OPENROUTER_SMALL = metered("openrouter", "deepseek/deepseek-v4.1-flash", "deepseek/deepseek-v4-flash");
const CEREBRAS = metered("cerebras", "gpt-oss-120b");
const GROQ = metered("groq", "openai/gpt-oss-120b");

/** Slots of `subscription-reasoning` and `subscription-swe`: the strongest first, then plans, then what costs by the token. */
export const STRONG: readonly Slot[] = [
	...ranked(1, FABLE),
	...ranked(2, ASTRA),
	...ranked(3, OPUS, SOL),
	...ranked(4, COPILOT, KIMI, GROK, GLM),
	...ranked(5, GEMINI, OPENAI),
	...ranked(6, DEEPSEEK, OPENROUTER),
];

/** Slots of `subscription-long-context`: the same, but a window of a million tokens counts for more than the last bit of strength. */
export const LONG: readonly Slot[] = [
	...ranked(1, FABLE),
	...ranked(2, OPUS),
	...ranked(3, COPILOT_LONG, KIMI, GLM),
	...ranked(4, GEMINI),
	...ranked(5, ASTRA, SOL, GROK, OPENAI),
	...ranked(6, DEEPSEEK, OPENROUTER),
];

/** Slots of `subscription-economy`: small models of plans, then the cheapest by the token. */
export const SMALL: readonly Slot[] = [
	LUNA,
	HAIKU,
	COPILOT_SMALL,
	GLM_SMALL,
	KIMI_SMALL,
	MINIMAX,
	DEEPSEEK_SMALL,
	GEMINI_LITE,
	OPENAI_SMALL,
	OPENROUTER_SMALL,
];

/** Slots of `subscription-fast`: what answers soonest; the measured latency orders them. */
export const QUICK: readonly Slot[] = [
	LUNA,
	HAIKU,
	COPILOT_SMALL,
	GLM_FAST,
	KIMI_FAST,
	CEREBRAS,
	GROQ,
	GEMINI_LITE,
	OPENAI_SMALL,
	DEEPSEEK_SMALL,
];

/** Model families by the name that people say. */
export const FAMILIES: Readonly<Record<string, readonly Slot[]>> = {
	claude: [FABLE, OPUS, SONNET, HAIKU],
	gpt: [ASTRA, SOL, LUNA],
	gemini: [GEMINI, GEMINI_FLASH, GEMINI_LITE],
	grok: [GROK],
	kimi: [KIMI],
	glm: [GLM],
	deepseek: [DEEPSEEK, DEEPSEEK_SMALL],
};
