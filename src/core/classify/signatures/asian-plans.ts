import type { Signature } from "../signature.ts";

const KIMI = ["kimi-coding", "kimi"] as const;
const DASHSCOPE = ["qwen", "dashscope", "alibaba", "bailian"] as const;
const MOONSHOT = ["moonshotai", "moonshot"] as const;

const KIMI_DOCS = "Kimi Code docs: error reference (2026-07)";
const DASHSCOPE_DOCS = "Alibaba Cloud Model Studio docs: error codes";

/** Kimi, Moonshot, DashScope (Qwen). */
export const ASIAN_PLAN_SIGNATURES: readonly Signature[] = [
	{
		id: "kimi-client",
		kind: "entitlement",
		scope: "account",
		provider: KIMI,
		code: ["access_terminated_error"],
		example: {
			status: 403,
			body: {
				type: "error",
				error: {
					type: "access_terminated_error",
					message: "Kimi For Coding is currently only available for Coding Agents.",
				},
			},
		},
		source: KIMI_DOCS,
	},
	{
		id: "kimi-membership",
		kind: "entitlement",
		scope: "account",
		provider: KIMI,
		status: [402],
		text: /\bmembership\b/,
		example: {
			status: 402,
			body: {
				type: "error",
				error: {
					type: "invalid_request_error",
					message: "We're unable to verify your membership benefits at this time.",
				},
			},
		},
		source: KIMI_DOCS,
	},
	{
		id: "kimi-window",
		kind: "window",
		scope: "account",
		provider: KIMI,
		status: [403, 429],
		text: /\busage limit\b|\bquota will be refreshed\b/,
		example: {
			status: 403,
			body: {
				type: "error",
				error: { type: "permission_error", message: "You've reached your usage limit for this billing cycle." },
			},
		},
		source: KIMI_DOCS,
	},
	{
		id: "moonshot-balance",
		kind: "balance",
		scope: "account",
		code: ["exceeded_current_quota_error"],
		example: {
			provider: "moonshotai",
			status: 429,
			body: { error: { message: "Your account is suspended.", type: "exceeded_current_quota_error" } },
		},
		source: "Moonshot platform docs: errors",
	},
	{
		id: "moonshot-rate",
		kind: "rate",
		scope: "account",
		provider: MOONSHOT,
		code: ["rate_limit_reached_error"],
		example: {
			status: 429,
			body: {
				error: {
					message:
						"Your account org-test request reached organization TPD rate limit, current: 1505241, limit: 1500000",
					type: "rate_limit_reached_error",
				},
			},
		},
		source: "Moonshot platform docs: errors",
	},
	{
		id: "dashscope-window",
		kind: "window",
		scope: "account",
		text: /\b(?:hour|day|week|month)\w{0,2} allocated quota exceeded\b/,
		example: {
			provider: "qwen-token-plan",
			status: 429,
			body: {
				error: { message: "week allocated quota exceeded.", type: "insufficient_quota", code: "insufficient_quota" },
			},
		},
		source: DASHSCOPE_DOCS,
	},
	{
		// Per-minute limits come with the code of an empty balance; the anchor of the help page tells them apart.
		id: "dashscope-rate",
		kind: "rate",
		scope: "target",
		text: /\b(?:aliyun|alibabacloud)\.com\/\S{0,80}#(?:token|rate)-limit\b/,
		example: {
			provider: "qwen-token-plan",
			status: 429,
			body: {
				error: {
					message:
						"You exceeded your current quota, please check your plan and billing details. For details, see: https://help.aliyun.com/zh/model-studio/error-code#token-limit",
					type: "insufficient_quota",
					code: "insufficient_quota",
				},
			},
		},
		source: "anomalyco/opencode#23722 (2026-04)",
	},
	{
		id: "dashscope-rate-code",
		kind: "rate",
		scope: "target",
		code: ["limit_requests", "throttling.ratequota", "throttling.allocationquota"],
		example: {
			provider: "qwen-token-plan",
			status: 429,
			body: {
				error: { message: "You exceeded your current requests list.", type: "limit_requests", code: "limit_requests" },
			},
		},
		source: DASHSCOPE_DOCS,
	},
	{
		id: "dashscope-quota",
		kind: "window",
		scope: "account",
		provider: DASHSCOPE,
		status: [403, 429],
		text: /\ballocated quota exceeded\b|\bexceeded your current quota\b|\bfree allocated quota\b/,
		example: {
			provider: "qwen-token-plan",
			status: 429,
			body: { error: { message: "Free allocated quota exceeded.", code: "insufficient_quota" } },
		},
		source: DASHSCOPE_DOCS,
	},
	{
		id: "dashscope-overdue",
		kind: "balance",
		scope: "account",
		code: ["arrearage"],
		example: {
			provider: "qwen-token-plan",
			status: 400,
			body: {
				error: { message: "Access denied, please make sure your account is in good standing.", code: "Arrearage" },
			},
		},
		source: DASHSCOPE_DOCS,
	},
	{
		id: "dashscope-inspection",
		kind: "policy",
		scope: "request",
		code: ["datainspectionfailed", "data_inspection_failed"],
		example: {
			provider: "qwen-token-plan",
			status: 400,
			body: { error: { message: "Input data may contain inappropriate content.", code: "DataInspectionFailed" } },
		},
		source: DASHSCOPE_DOCS,
	},
];
