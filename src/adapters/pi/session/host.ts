/**
 * Loaded when something of pi itself is asked for the first time. The name is no literal, so that nothing bundles pi; pi's
 * loader of extensions hands out its own modules for it (seen with 0.87.1 and 1.5.2).
 */
const HOST: string = "@earendil-works/pi-coding-agent";

/** Loads pi's own package; rejects where it cannot be had. */
export type LoadHost = () => Promise<unknown>;
export const loadHost: LoadHost = () => import(HOST);

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

async function fieldsOf(load: LoadHost): Promise<Fields> {
	try {
		const host = await load();
		return isFields(host) ? host : {};
	} catch {
		// Without pi's package there is simply nothing to be had from it.
		return {};
	}
}

/** What pi has stored for a provider, read anew; undefined where there is nothing. Never rejects. */
export async function storedCredential(load: LoadHost, provider: string): Promise<Fields | undefined> {
	const { readStoredCredential: read } = await fieldsOf(load);
	try {
		const stored: unknown = typeof read === "function" ? read(provider) : undefined;
		return isFields(stored) ? stored : undefined;
	} catch {
		// pi itself takes a file that cannot be read for an empty one.
		return undefined;
	}
}
