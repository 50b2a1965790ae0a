import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { LoginReport } from "../../../core/reports/inspection.ts";
import { type LoadHost, loadHost, storedCredential } from "./host.ts";

/** The part of pi's registry that tells what it has without trying or renewing it. */
export type LoginRegistry = Pick<ModelRegistry, "getProviderAuthStatus">;

type Source = NonNullable<ReturnType<LoginRegistry["getProviderAuthStatus"]>["source"]>;

const SOURCES: Readonly<Record<Source, string>> = {
	stored: "pi's auth.json",
	runtime: "the command line of pi",
	environment: "the environment",
	fallback: "models.json",
	models_json_key: "models.json",
	models_json_command: "a command in models.json",
};

async function loginOf(account: string, registry: LoginRegistry, load: LoadHost): Promise<LoginReport> {
	const { configured, source, label } = registry.getProviderAuthStatus(account);
	if (!configured) return { account, kind: "none" };
	const stored = source === "stored" ? await storedCredential(load, account) : undefined;
	const expires = stored?.["expires"];
	const from = source === "environment" ? label : source && SOURCES[source];
	return {
		account,
		kind: stored?.["type"] === "oauth" ? "login" : "key",
		...(from === undefined ? {} : { from }),
		...(typeof expires === "number" && Number.isFinite(expires) ? { expiresAtMs: expires } : {}),
	};
}

/** Looks at what pi has to call these accounts with. Renews nothing, changes nothing, never rejects. */
export async function inspectLogins(
	registry: LoginRegistry | undefined,
	accounts: readonly string[],
	load: LoadHost = loadHost,
): Promise<readonly LoginReport[]> {
	if (!registry) return [];
	return Promise.all(accounts.map((account) => loginOf(account, registry, load)));
}
