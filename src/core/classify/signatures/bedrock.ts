import type { Signature } from "./signature.ts";

const BEDROCK = "bedrock-converse-stream";

/** Amazon Bedrock: pi shows the exception's name or a phrase for it before the message. */
export const BEDROCK_SIGNATURES: readonly Signature[] = [
	{
		id: "bedrock-per-day",
		kind: "window",
		scope: "target",
		api: BEDROCK,
		text: /\btoo many tokens per day\b/,
		example: { text: "Throttling error: Too many tokens per day, please wait before trying again." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-throttling",
		kind: "rate",
		scope: "target",
		api: BEDROCK,
		text: /^(?:throttling error|throttlingexception)\b/,
		example: { text: "Throttling error: Too many tokens, please wait before trying again." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-quota",
		kind: "rate",
		scope: "account",
		api: BEDROCK,
		code: ["servicequotaexceededexception"],
		example: { text: "ServiceQuotaExceededException: Your request exceeds the service quota for your account." },
		source: "Amazon Bedrock API reference: InvokeModel errors",
	},
	{
		id: "bedrock-unavailable",
		kind: "overload",
		scope: "target",
		api: BEDROCK,
		text: /^(?:service unavailable|serviceunavailableexception|modelnotreadyexception)\b/,
		example: { text: "Service unavailable: Bedrock is unable to process your request." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-server",
		kind: "server",
		scope: "target",
		api: BEDROCK,
		text: /^(?:internal server error|model stream error|internalserverexception|modelerrorexception|modeltimeoutexception)\b/,
		example: { text: "Model stream error: The model stopped." },
		source: "Amazon Bedrock API reference: ConverseStream errors",
	},
	{
		id: "bedrock-access",
		kind: "entitlement",
		scope: "target",
		api: BEDROCK,
		code: ["accessdeniedexception"],
		example: { text: "AccessDeniedException: You don't have access to the model with the specified model ID." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-model",
		kind: "model",
		scope: "target",
		api: BEDROCK,
		code: ["resourcenotfoundexception"],
		example: { text: "ResourceNotFoundException: Could not resolve the model." },
		source: "Amazon Bedrock API reference: ConverseStream errors",
	},
	{
		id: "bedrock-credentials",
		kind: "auth",
		scope: "account",
		api: BEDROCK,
		text: /^(?:expiredtokenexception|unrecognizedclientexception|invalidsignatureexception|credentialsprovidererror)\b|\bcould not load credentials\b|\bsecurity token included in the request is\b/,
		example: { text: "Could not load credentials from any providers" },
		source: "AWS SDK error names",
	},
];
