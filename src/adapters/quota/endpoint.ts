import type { QuotaDriver } from "../../core/quota/quota-driver.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Origin of the endpoint that may be asked: the vendor's own where pi sends requests to the vendor, the base address's
 * where that is on this machine (a local proxy). Undefined for any other: a stranger is shown no credential.
 */
export function endpointOf(
	driver: Pick<QuotaDriver, "origin" | "hosts">,
	baseUrl: string | undefined,
): string | undefined {
	if (baseUrl === undefined) return driver.origin;
	if (!URL.canParse(baseUrl)) return undefined;
	const { origin, host, hostname, protocol } = new URL(baseUrl);
	if (protocol !== "https:" && protocol !== "http:") return undefined;
	if (LOOPBACK.test(hostname)) return origin;
	return driver.hosts.includes(host) ? driver.origin : undefined;
}
