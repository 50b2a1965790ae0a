/** How a provider is given credentials in pi: by `/login`, by an environment variable, or both. */
interface LoginWay {
	readonly hasLogin?: boolean;
	readonly variable?: string;
}

/** Source: pi's own documentation, docs/providers.md of 0.87.1 and 1.5.2. */
const WAYS: Readonly<Record<string, LoginWay>> = {
	anthropic: { hasLogin: true, variable: "ANTHROPIC_API_KEY" },
	"openai-codex": { hasLogin: true },
	"github-copilot": { hasLogin: true },
	"kimi-coding": { hasLogin: true, variable: "KIMI_API_KEY" },
	xai: { hasLogin: true, variable: "XAI_API_KEY" },
	meta: { hasLogin: true },
	openrouter: { hasLogin: true, variable: "OPENROUTER_API_KEY" },
	radius: { hasLogin: true, variable: "RADIUS_API_KEY" },
	openai: { variable: "OPENAI_API_KEY" },
	google: { variable: "GEMINI_API_KEY" },
	deepseek: { variable: "DEEPSEEK_API_KEY" },
	zai: { variable: "ZAI_API_KEY" },
	minimax: { variable: "MINIMAX_API_KEY" },
	moonshotai: { variable: "MOONSHOT_API_KEY" },
	groq: { variable: "GROQ_API_KEY" },
	cerebras: { variable: "CEREBRAS_API_KEY" },
	mistral: { variable: "MISTRAL_API_KEY" },
	nvidia: { variable: "NVIDIA_API_KEY" },
	together: { variable: "TOGETHER_API_KEY" },
	fireworks: { variable: "FIREWORKS_API_KEY" },
	huggingface: { variable: "HF_TOKEN" },
	opencode: { variable: "OPENCODE_API_KEY" },
	"opencode-go": { variable: "OPENCODE_API_KEY" },
	"vercel-ai-gateway": { variable: "AI_GATEWAY_API_KEY" },
};

/** What to do in pi so that an account works, for example "run /login anthropic or set ANTHROPIC_API_KEY". */
export function loginHelp(account: string): string {
	const way = WAYS[account];
	if (!way) return `add a key for ${account} with /login or in models.json`;
	const steps = [...(way.hasLogin ? [`run /login ${account}`] : []), ...(way.variable ? [`set ${way.variable}`] : [])];
	return steps.join(" or ");
}
