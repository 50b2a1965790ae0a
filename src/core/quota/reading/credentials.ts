import type { QuotaCredential } from "../quota-driver.ts";

const VISIBLE = /^[\x21-\x7e]{1,8192}$/;
const HEADER = /^[\x20-\x7e]{1,8192}$/;

/** The text where it can stand in a header; undefined otherwise. */
export function headerToken(value: string | undefined): string | undefined {
	return value !== undefined && VISIBLE.test(value) ? value : undefined;
}

/** What `Authorization` has to say: the key as a bearer, else the header that pi would send (a Kimi login is only that). */
function authorization({ apiKey, headers }: QuotaCredential): string | undefined {
	const token = headerToken(apiKey);
	if (token !== undefined) return `Bearer ${token}`;
	const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization") ?? [];
	return value !== undefined && HEADER.test(value) ? value : undefined;
}

/** Makes the `request` of a driver whose endpoint takes any key of the vendor as a bearer. */
export function bearerRequest(path: string) {
	return (credential: QuotaCredential) => {
		const value = authorization(credential);
		if (value === undefined) return undefined;
		return { path, headers: { Accept: "application/json", Authorization: value } };
	};
}
