import { describe, expect, it } from "vitest";
import { inspectLogins, type LoginRegistry } from "./inspect-logins.ts";

type Status = ReturnType<LoginRegistry["getProviderAuthStatus"]>;

const registryOf = (statuses: Readonly<Record<string, Status>>): LoginRegistry => ({
	getProviderAuthStatus: (provider) => statuses[provider] ?? { configured: false },
});
const STORED = { configured: true, source: "stored" } as const;
const host = (stored: unknown) => async () => ({ readStoredCredential: () => stored });

describe("inspectLogins", () => {
	it("tells a login with its end from a key, and no part of either", async () => {
		const registry = registryOf({
			anthropic: STORED,
			deepseek: { configured: true, source: "environment", label: "DEEPSEEK_API_KEY" },
			ollama: { configured: true, source: "models_json_key" },
		});
		const stored = { type: "oauth", access: "secret", refresh: "secret", expires: 1_234 };
		const report = await inspectLogins(registry, ["anthropic", "deepseek", "ollama", "zai"], host(stored));
		expect(report).toEqual([
			{ account: "anthropic", kind: "login", from: "pi's auth.json", expiresAtMs: 1_234 },
			{ account: "deepseek", kind: "key", from: "DEEPSEEK_API_KEY" },
			{ account: "ollama", kind: "key", from: "models.json" },
			{ account: "zai", kind: "none" },
		]);
	});

	it.each<[string, () => Promise<unknown>]>([
		["cannot be had", () => Promise.reject(new Error("no such package"))],
		["is something else", async () => "pi"],
		[
			"cannot read what is stored",
			async () => ({
				readStoredCredential: () => {
					throw new Error("EACCES");
				},
			}),
		],
		["has stored nonsense", host({ type: 7, expires: "soon" })],
	])("tells less, and goes on, where pi's package %s", async (_what, load) => {
		const logins = await inspectLogins(registryOf({ anthropic: STORED }), ["anthropic"], load);
		expect(logins).toEqual([{ account: "anthropic", kind: "key", from: "pi's auth.json" }]);
	});

	it("tells nothing before a session is open", async () => {
		expect(await inspectLogins(undefined, ["anthropic"], host({}))).toEqual([]);
	});
});
