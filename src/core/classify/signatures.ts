import type { ErrorFacts } from "./facts/error-facts.ts";
import { isMatch, type Signature } from "./signature.ts";
import { ANTHROPIC_SIGNATURES } from "./signatures/anthropic.ts";
import { ASIAN_PLAN_SIGNATURES } from "./signatures/asian-plans.ts";
import { COPILOT_SIGNATURES } from "./signatures/copilot.ts";
import { GATEWAY_SIGNATURES } from "./signatures/gateways.ts";
import { GOOGLE_SIGNATURES } from "./signatures/google.ts";
import { BEDROCK_SIGNATURES, HOST_SIGNATURES } from "./signatures/hosts.ts";
import { NUMBERED_SIGNATURES } from "./signatures/numbered-codes.ts";
import { OPENAI_SIGNATURES } from "./signatures/openai.ts";
import { OVERFLOW_SIGNATURES } from "./signatures/overflow.ts";
import { REQUEST_LIMIT_SIGNATURES } from "./signatures/request-limit.ts";
import { STATUS_SIGNATURES, TRANSPORT_SIGNATURES } from "./signatures/transport.ts";
import { WORD_SIGNATURES } from "./signatures/words.ts";

/**
 * Every known way of failing, in the order of asking: sizes, what one vendor says in its own codes and words,
 * what the same words mean everywhere, failures without an answer, and the bare status last.
 */
export const SIGNATURES: readonly Signature[] = [
	...REQUEST_LIMIT_SIGNATURES,
	...BEDROCK_SIGNATURES,
	...OVERFLOW_SIGNATURES,
	...GATEWAY_SIGNATURES,
	...ANTHROPIC_SIGNATURES,
	...OPENAI_SIGNATURES,
	...GOOGLE_SIGNATURES,
	...COPILOT_SIGNATURES,
	...ASIAN_PLAN_SIGNATURES,
	...NUMBERED_SIGNATURES,
	...HOST_SIGNATURES,
	...WORD_SIGNATURES,
	...TRANSPORT_SIGNATURES,
	...STATUS_SIGNATURES,
];

/** The first signature that fits, or undefined for a failure nobody has described. */
export function findSignature(facts: ErrorFacts): Signature | undefined {
	return SIGNATURES.find((row) => isMatch(row, facts));
}
