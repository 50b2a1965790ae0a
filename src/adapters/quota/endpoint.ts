import type { QuotaDriver } from "../../core/quota/quota-driver.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True for an address on this machine. */
export function isLoopback(url: string): boolean {
	return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname);
}

/**
 * Origin of the endpoint that may be asked: the vendor's own where pi sends requests to the vendor, the base address's
 * where that is on this machine (a local proxy). Undefined for any other: a stranger is shown no credential.
 */
export function endpointOf(
	driver: Pick<QuotaDriver, "origin" | "hosts">,
	baseUrl: string | undefined,
): string | undefined {
	// An endpoint that the user named gets the credential wherever requests go.
	if (baseUrl === undefined || driver.hosts.length === 0) return driver.origin;
	if (!URL.canParse(baseUrl)) return undefined;
	const { origin, host, protocol } = new URL(baseUrl);
	if (protocol !== "https:" && protocol !== "http:") return undefined;
	if (isLoopback(origin)) return origin;
	return driver.hosts.includes(host) ? driver.origin : undefined;
}
