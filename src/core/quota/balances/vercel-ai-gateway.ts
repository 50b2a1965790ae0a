import type { QuotaDriver } from "../quota-driver.ts";
import { balanceAnswered, balanceOf } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { BALANCE_ETIQUETTE } from "../reading/etiquette.ts";
import { fieldsOf } from "../reading/untrusted.ts";

/** Credit at Vercel's AI Gateway, dollars as text: `GET /v1/credits` (vercel.com/docs/ai-gateway/usage). */
export const vercelAiGateway: QuotaDriver = {
	id: "vercel-ai-gateway",
	providers: ["vercel-ai-gateway"],
	reads: "balance",
	origin: "https://ai-gateway.vercel.sh",
	hosts: ["ai-gateway.vercel.sh"],
	...BALANCE_ETIQUETTE,
	evidence: "documented",
	request: bearerRequest("/v1/credits"),
	read: ({ body }) => balanceAnswered("Vercel", balanceOf(fieldsOf(body)["balance"], "USD")),
};
