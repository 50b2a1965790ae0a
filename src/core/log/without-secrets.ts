import type { Fact } from "../events.ts";
import { redact } from "../text/redact.ts";

const MAX_ERROR_CHARS = 200;
const MAX_TAG_CHARS = 60;

/**
 * The fact with every text in it that a provider or the user worded free of credentials and bounded. Who makes such a
 * fact has usually done that already; what is written to files does not rely on it.
 */
export function withoutSecrets(fact: Fact): Fact {
	switch (fact.type) {
		case "quota.read": {
			const { error, plan, ...data } = fact.data;
			const texts = { ...clean("error", error, MAX_ERROR_CHARS), ...clean("plan", plan, MAX_TAG_CHARS) };
			return { ...fact, data: { ...data, ...texts } };
		}
		case "balance.read": {
			const { error, currency, ...data } = fact.data;
			const texts = { ...clean("error", error, MAX_ERROR_CHARS), ...clean("currency", currency, MAX_TAG_CHARS) };
			return { ...fact, data: { ...data, ...texts } };
		}
		case "routing.feedback": {
			const { reason, tags, ...data } = fact.data;
			const words = tags.map((tag) => redact(tag, MAX_TAG_CHARS));
			return { ...fact, data: { ...data, ...clean("reason", reason), tags: words } };
		}
		default:
			return fact;
	}
}

function clean<N extends string>(name: N, text: string | undefined, maxChars?: number): { readonly [K in N]?: string } {
	// The compiler cannot see that a computed key is the one that was asked for.
	return text === undefined ? {} : ({ [name]: redact(text, maxChars) } as { readonly [K in N]?: string });
}
