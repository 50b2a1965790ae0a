import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { QuotaCredential, QuotaDriver } from "../../../core/quota/quota-driver.ts";
import { type LoadHost, loadHost, storedCredential } from "../session/host.ts";

type AuthResult = NonNullable<Awaited<ReturnType<ModelRegistry["getProviderAuth"]>>>;

/** The parts of pi's model registry that tell what to ask with, and where requests go. */
export type QuotaRegistry = Pick<ModelRegistry, "getProviderAuth" | "getAll">;

export interface QuotaCredentialsInput {
	readonly registry: () => QuotaRegistry | undefined;
	/** Keyed, so that what is kept in memory is no credential. */
	readonly hash: (text: string) => string;
	/** pi's own package; rejects where it cannot be had. */
	readonly loadHost?: LoadHost;
}

/** What pi has to ask a vendor about quota with. */
export interface QuotaCredentials {
	/** Undefined where pi has no login or key. Rejects for nothing. */
	credentialOf(account: string, driver: QuotaDriver): Promise<QuotaCredential | undefined>;
	/** Tells logins and keys of an account apart; undefined where there is none. */
	fingerprintOf(account: string): Promise<string | undefined>;
}

const COPILOT = "github-copilot";

/** GitHub's long-lived token, which pi keeps as what it renews Copilot's short-lived one with. */
async function storedToken(load: LoadHost): Promise<string | undefined> {
	// Without it Copilot tells of its quota in the headers of its answers only.
	const token = (await storedCredential(load, COPILOT))?.["refresh"];
	return typeof token === "string" && token !== "" ? token : undefined;
}

/** Where pi sends requests of this provider. Of several addresses a stranger's counts, so that it is noticed. */
function baseUrlOf(registry: QuotaRegistry, account: string, { hosts }: QuotaDriver): string | undefined {
	const urls = registry.getAll().flatMap(({ provider, baseUrl }) => (provider === account && baseUrl ? [baseUrl] : []));
	const isVendor = (url: string): boolean => URL.canParse(url) && hosts.includes(new URL(url).host);
	return urls.find((url) => !isVendor(url)) ?? urls[0];
}

/** pi marks headers that are not to be sent with null. */
function headersOf({ headers = {} }: AuthResult["auth"]): Readonly<Record<string, string>> {
	const entries = Object.entries(headers);
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** Makes the credentials. pi refreshes logins that have expired; nothing is written here. */
export function createQuotaCredentials({
	registry,
	hash,
	loadHost: load = loadHost,
}: QuotaCredentialsInput): QuotaCredentials {
	const authOf = async (account: string) => {
		try {
			return (await registry()?.getProviderAuth(account))?.auth;
		} catch {
			// A login that cannot be refreshed cannot ask either; pi reports it with the next call.
			return undefined;
		}
	};
	return {
		async credentialOf(account, driver) {
			const current = registry();
			const auth = await authOf(account);
			if (!current || !auth) return undefined;
			const baseUrl = auth.baseUrl ?? baseUrlOf(current, account, driver);
			const token = account === COPILOT ? await storedToken(load) : undefined;
			return {
				headers: headersOf(auth),
				...(auth.apiKey === undefined ? {} : { apiKey: auth.apiKey }),
				...(baseUrl === undefined ? {} : { baseUrl }),
				...(token === undefined ? {} : { storedToken: token }),
			};
		},
		async fingerprintOf(account) {
			const auth = await authOf(account);
			return auth && hash(JSON.stringify([auth.apiKey, auth.headers]));
		},
	};
}
