import type { FailureEvidence, ResponseEvidence } from "./evidence.ts";

const HIDDEN = "[redacted]";
/** Shorter ones are placeholders such as `none`, and hiding them would spoil texts. */
const MIN_CHARS = 8;

/** The secret parts of header values and keys: what stands behind `Bearer`, between the cookies' signs, or alone. */
function secretsIn(credentials: readonly string[]): readonly string[] {
	const parts = credentials.flatMap((value) => value.split(/[\s;,=]+/)).filter((part) => part.length >= MIN_CHARS);
	const spellings = parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)]);
	// The longest first, so that no part of one is left when it begins with another.
	return [...new Set(spellings)].sort((a, b) => b.length - a.length);
}

/**
 * The evidence without the credentials that the call was made with, wherever the provider gives them back. Patterns find
 * only keys of known shapes; this finds any.
 */
export function hideCredentials(evidence: FailureEvidence, credentials: readonly string[]): FailureEvidence {
	const secrets = secretsIn(credentials);
	if (secrets.length === 0) return evidence;
	const hide = (text: string): string => secrets.reduce((current, secret) => current.replaceAll(secret, HIDDEN), text);
	const hideInResponse = ({ headers, body, ...rest }: ResponseEvidence): ResponseEvidence => ({
		...rest,
		...(headers === undefined
			? {}
			: { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, hide(value)])) }),
		...(body === undefined ? {} : { body: hide(body) }),
	});
	const { response, errorMessage } = evidence;
	return {
		...evidence,
		...(response === undefined ? {} : { response: hideInResponse(response) }),
		...(errorMessage === undefined ? {} : { errorMessage: hide(errorMessage) }),
	};
}
