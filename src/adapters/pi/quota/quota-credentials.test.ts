import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { rethrow } from "../../../../test/support/rethrow.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import type { QuotaDriver } from "../../../core/quota/quota-driver.ts";
import { createQuotaCredentials, type QuotaRegistry } from "./quota-credentials.ts";

const driver: QuotaDriver = {
	id: "acme",
	providers: ["acme"],
	reads: "windows",
	origin: "https://acme.example",
	hosts: ["acme.example"],
	minIntervalMs: 0,
	refusedMs: 0,
	evidence: "recorded",
	request: () => undefined,
	read: () => ({ kind: "ok", windows: [], balances: [] }),
};

type Auth = NonNullable<Awaited<ReturnType<QuotaRegistry["getProviderAuth"]>>>["auth"];

/** pi's registry, with logins by account and the base addresses of models by provider. */
function aRegistry(auth: Readonly<Record<string, Auth>>, models: readonly (readonly [string, string])[] = []) {
	const registry = {
		getProviderAuth: async (account: string) => {
			if (account === "broken") throw new Error("OAuth refresh failed");
			const found = auth[account];
			return found && { auth: found };
		},
		getAll: () => models.map(([provider, baseUrl]) => ({ provider, baseUrl })),
	};
	return registry as unknown as QuotaRegistry;
}

function credentials(
	registry: QuotaRegistry | undefined,
	loadHost: () => Promise<unknown> = async () => rethrow("unasked"),
) {
	return createQuotaCredentials({ registry: () => registry, hash: (text) => `hash ${text.length}`, loadHost });
}

describe("the credential of an account", () => {
	it.each<[string, Auth, object]>([
		["a key", { apiKey: "key" }, { apiKey: "key", headers: {} }],
		[
			"headers, without those that are not to be sent",
			{ headers: { authorization: "Bearer x", "x-gone": null } },
			{ headers: { authorization: "Bearer x" } },
		],
		[
			"an address of its own",
			{ apiKey: "key", baseUrl: "https://eu" },
			{ apiKey: "key", headers: {}, baseUrl: "https://eu" },
		],
	])("is %s", async (_what, auth, expected) => {
		expect(await credentials(aRegistry({ acme: auth })).credentialOf("acme", driver)).toEqual(expected);
	});

	it.each<[string, QuotaRegistry | undefined, string]>([
		["before a session", undefined, "acme"],
		["without a login", aRegistry({}), "acme"],
		["with a login that cannot be refreshed", aRegistry({}), "broken"],
	])("is none %s", async (_when, registry, account) => {
		expect(await credentials(registry).credentialOf(account, driver)).toBeUndefined();
		expect(await credentials(registry).fingerprintOf(account)).toBeUndefined();
	});

	it.each([
		[[["acme", "https://acme.example/v1"]], "https://acme.example/v1"],
		[[["other", "https://other.example"]], undefined],
		[
			[
				["acme", "https://acme.example/v1"],
				["acme", "https://proxy.example/v1"],
			],
			"https://proxy.example/v1",
		],
		[[["acme", ""]], undefined],
		[[["acme", "nonsense"]], "nonsense"],
	] as const)("has the address that its models %j have, a stranger's first", async (models, baseUrl) => {
		const found = await credentials(aRegistry({ acme: { apiKey: "key" } }, models)).credentialOf("acme", driver);
		expect(found?.baseUrl).toBe(baseUrl);
	});

	it("is told apart by a fingerprint that does not show it", async () => {
		const { fingerprintOf } = credentials(aRegistry({ acme: { apiKey: "secret" } }));
		expect(await fingerprintOf("acme")).toMatch(/^hash \d+$/);
	});
});

describe("Copilot's long-lived token", () => {
	const registry = aRegistry({ "github-copilot": { apiKey: "short" }, acme: { apiKey: "key" } });
	const hostWith = (stored: unknown) => async () => ({ readStoredCredential: () => stored });

	it.each<[string, () => Promise<unknown>, string | undefined]>([
		["of a login", hostWith({ type: "oauth", refresh: "long" }), "long"],
		["of a key", hostWith({ type: "api_key", key: "x" }), undefined],
		["of nothing", hostWith(undefined), undefined],
		["of a number", hostWith({ refresh: 1 }), undefined],
		["of an older pi", async () => ({}), undefined],
		["of no module", async () => undefined, undefined],
		["without pi's package", async () => rethrow(new Error("Cannot find package")), undefined],
	])("%s is %3$s", async (_what, loadHost, token) => {
		const found = await credentials(registry, loadHost).credentialOf("github-copilot", driver);
		expect(found?.storedToken).toBe(token);
		expect(found?.apiKey).toBe("short");
	});

	it("is looked for when Copilot is asked only", async () => {
		const loadHost = vi.fn(async () => ({}));
		await credentials(registry, loadHost).credentialOf("acme", driver);
		expect(loadHost).not.toHaveBeenCalled();
	});

	it("comes from the pi that is installed", async () => {
		const folder = await tempFolder();
		vi.stubEnv("PI_CODING_AGENT_DIR", folder);
		await writeFile(
			join(folder, "auth.json"),
			'{"github-copilot":{"type":"oauth","refresh":"long","access":"a","expires":0}}',
		);
		const { credentialOf } = createQuotaCredentials({ registry: () => registry, hash: (text) => text });

		expect((await credentialOf("github-copilot", driver))?.storedToken).toBe("long");
	});
});
