import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { rethrow } from "../../../test/support/rethrow.ts";
import { holdClosedPort } from "../../../test/support/stand-in/closed-port.ts";
import type { QuotaCredential, QuotaDriver } from "../../core/quota/quota-driver.ts";
import type { QuotaReading } from "../../core/quota/quota-reading.ts";
import { type AskInput, createAsk } from "./ask.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const SECRET = "sk-secret-value";
const ok: QuotaReading = { kind: "ok", windows: [{ id: "5h", usedShare: 0.5 }], balances: [] };

const acme: QuotaDriver = {
	id: "acme",
	providers: ["acme"],
	reads: "windows",
	origin: "https://acme.example",
	hosts: ["acme.example"],
	minIntervalMs: 0,
	refusedMs: 0,
	evidence: "recorded",
	request: ({ apiKey = "" }) => ({ path: "/usage?full=1", headers: { authorization: `Bearer ${apiKey}` } }),
	read: () => ok,
};

/** A vendor on this machine. */
async function aVendor(answer: RequestListener) {
	const seen: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		seen.push(request);
		answer(request, response);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return { seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

type Parts = Partial<Omit<AskInput, "credentialOf">> & {
	readonly credential?: Partial<QuotaCredential> | "none";
	readonly driver?: Partial<QuotaDriver>;
	readonly signal?: AbortSignal;
};

function ask(baseUrl: string, { credential = {}, driver = {}, signal, ...more }: Parts = {}) {
	const asker = createAsk({
		clock: { now: () => NOW },
		credentialOf: async () =>
			credential === "none" ? undefined : { apiKey: SECRET, headers: {}, baseUrl, ...credential },
		timeoutMs: 2_000,
		onBug: rethrow,
		...more,
	});
	return asker("acme", { ...acme, ...driver }, signal ?? new AbortController().signal);
}

/** Answers with a status, headers and a body. */
const says =
	(status: number, body = "", headers: Record<string, string> = {}): RequestListener =>
	(_request, response) => {
		response.writeHead(status, headers).end(body);
	};

describe("asking a vendor", () => {
	it("sends the driver's request and reads the answer", async () => {
		const bodies: unknown[] = [];
		const { seen, baseUrl } = await aVendor(says(200, '{"used":50}'));
		const read: QuotaDriver["read"] = ({ body, nowMs }) => {
			bodies.push(body, nowMs);
			return ok;
		};

		expect(await ask(baseUrl, { driver: { read } })).toEqual(ok);
		expect(bodies).toEqual([{ used: 50 }, NOW]);
		expect(seen[0]).toMatchObject({
			method: "GET",
			url: "/usage?full=1",
			headers: { authorization: `Bearer ${SECRET}`, accept: "application/json" },
		});
	});

	it.each<[string, RequestListener, object]>([
		["401", says(401, SECRET), { failure: "auth" }],
		["403", says(403, SECRET), { failure: "forbidden" }],
		["404", says(404), { failure: "forbidden" }],
		["400", says(400, SECRET), { failure: "unreadable" }],
		["408", says(408), { failure: "timeout" }],
		["429 alone", says(429), { failure: "rate" }],
		["429 with seconds", says(429, "", { "retry-after": "120" }), { failure: "rate", retryAfterMs: 120_000 }],
		["429 with zero", says(429, "", { "retry-after": "0" }), { failure: "rate", retryAfterMs: 0 }],
		[
			"429 with a date",
			says(429, "", { "retry-after": "Mon, 23 Nov 2026 12:10:00 GMT" }),
			{ failure: "rate", retryAfterMs: 600_000 },
		],
		[
			"429 with a date gone by",
			says(429, "", { "retry-after": "Mon, 23 Nov 2026 11:00:00 GMT" }),
			{ failure: "rate", retryAfterMs: 0 },
		],
		["429 with nonsense", says(429, "", { "retry-after": "-5; soon" }), { failure: "rate" }],
		["500", says(500, SECRET), { failure: "server" }],
		["503 with seconds", says(503, "", { "retry-after": "1.5" }), { failure: "server", retryAfterMs: 1_500 }],
		["529", says(529), { failure: "server" }],
		["a page", says(200, `<html>${SECRET}</html>`, { "content-type": "text/html" }), { failure: "unreadable" }],
		["JSON that is cut off", says(200, `{"key":"${SECRET}"`), { failure: "unreadable" }],
		["nothing", says(200), { failure: "unreadable" }],
		["nothing on purpose", says(204), { failure: "unreadable" }],
		["not modified", says(304), { failure: "unreadable" }],
		["a cut connection", (_request, response) => response.destroy(), { failure: "network" }],
		[
			"a body that is cut",
			(_request, response) => {
				response.writeHead(200, { "content-length": "100" });
				response.write("{", () => response.destroy());
			},
			{ failure: "network" },
		],
	])("takes %s as %o", async (_what, answer, expected) => {
		const { baseUrl } = await aVendor(answer);
		const reading = await ask(baseUrl);

		expect(reading).toEqual({ kind: "failed", message: expect.any(String), ...expected });
		expect(JSON.stringify(reading)).not.toContain(SECRET);
	});

	it.each<[string, RequestListener]>([
		["is silent", () => undefined],
		[
			"stops in the middle",
			(_request, response) => {
				response.writeHead(200);
				response.write("{");
			},
		],
	])("gives one up that %s", async (_what, answer) => {
		const { baseUrl } = await aVendor(answer);
		expect(await ask(baseUrl, { timeoutMs: 50 })).toMatchObject({ kind: "failed", failure: "timeout" });
	});

	it("reads no endless answer", async () => {
		let isCut = false;
		const { baseUrl } = await aVendor((_request, response) => {
			const chunk = " ".repeat(65_536);
			const write = (): void => {
				while (!response.destroyed && response.write(chunk));
			};
			response.on("drain", write);
			response.on("close", () => {
				isCut = true;
			});
			response.writeHead(200);
			write();
		});

		expect(await ask(baseUrl)).toMatchObject({ failure: "unreadable", message: "the answer is longer than 1 MB" });
		await expect.poll(() => isCut).toBe(true);
	});

	it.each([301, 302, 307, 308])("follows no redirect (%i), so nobody else sees the credential", async (status) => {
		const other = await aVendor(says(200, "{}"));
		const { baseUrl } = await aVendor(says(status, "", { location: other.baseUrl }));

		expect(await ask(baseUrl)).toMatchObject({ kind: "failed", failure: "unreadable" });
		expect(other.seen).toEqual([]);
	});

	it("tells of a vendor that cannot be reached", async () => {
		const closed = await holdClosedPort();
		onTestFinished(() => closed.release());

		expect(await ask(`http://127.0.0.1:${closed.port}`)).toEqual({
			kind: "failed",
			failure: "network",
			message: "the endpoint could not be reached",
		});
	});

	it("ends at once when it is stopped", async () => {
		const abort = new AbortController();
		const { baseUrl } = await aVendor(() => abort.abort());

		expect(await ask(baseUrl, { signal: abort.signal })).toMatchObject({ failure: "network" });
	});
});

describe("nobody is asked", () => {
	it.each<[string, Parts]>([
		["without a login", { credential: "none" }],
		["with a login that cannot ask", { driver: { request: () => undefined } }],
		["where pi sends requests to a stranger", { credential: { baseUrl: "https://proxy.example/v1" } }],
		["after the end", { signal: AbortSignal.abort() }],
	])("%s", async (_why, parts) => {
		const { seen, baseUrl } = await aVendor(says(200, "{}"));

		expect(await ask(baseUrl, parts)).toEqual({ kind: "none", message: expect.any(String) });
		expect(seen).toEqual([]);
	});

	it.each(["//evil.example/usage", "https://evil.example", "usage", "/\\evil.example"])(
		"at a path that leads elsewhere (%s)",
		async (path) => {
			const { seen, baseUrl } = await aVendor(says(200, "{}"));
			const request = () => ({ path, headers: {} });

			expect(await ask(baseUrl, { driver: { request } })).toMatchObject({ failure: "unreadable" });
			expect(seen).toEqual([]);
		},
	);

	it("with a credential that is no header, and the message does not show it", async () => {
		const { seen, baseUrl } = await aVendor(says(200, "{}"));
		const reading = await ask(baseUrl, { credential: { apiKey: `${SECRET}\r\nx-evil: 1` } });

		expect(reading).toMatchObject({ failure: "auth" });
		expect(JSON.stringify(reading)).not.toContain(SECRET);
		expect(seen).toEqual([]);
	});
});

it("reports a driver that throws, and takes its answer as unreadable", async () => {
	const bugs: unknown[] = [];
	const { baseUrl } = await aVendor(says(200, "{}"));
	const read = () => {
		throw new Error("broken");
	};

	expect(await ask(baseUrl, { driver: { read }, onBug: (bug) => bugs.push(bug) })).toMatchObject({
		failure: "unreadable",
	});
	expect(bugs).toHaveLength(1);
});
