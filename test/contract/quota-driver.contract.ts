import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QuotaCredential, QuotaDriver } from "../../src/core/quota/quota-driver.ts";
import type { QuotaReading } from "../../src/core/quota/quota-reading.ts";
import { windowRecord } from "../../src/core/quota/quota-state.ts";
import { QUOTA_NOW_MS } from "../support/quota-fixtures.ts";

const SECRET = "very-secret-token";
/** Stands wherever a vendor may write text. */
const VENDOR_TEXT = "vendor says \u001b[31mhello";

type Read = QuotaDriver["read"];

function deeplyNested(): unknown {
	let nested: unknown = 1;
	for (let depth = 0; depth < 5_000; depth++) nested = depth % 2 ? [nested] : { data: nested, limits: nested };
	return nested;
}

const HOSTILE: readonly unknown[] = [
	null,
	undefined,
	true,
	0,
	-1,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	1e308,
	-1e308,
	"",
	"NaN",
	"-5",
	"0x10",
	"1e999",
	"9".repeat(400),
	VENDOR_TEXT,
	"x".repeat(10_000),
	[],
	[null],
	{},
	{ __proto__: null },
	deeplyNested(),
];

/** Every place of a body, as the way to it. */
function placesOf(value: unknown, path: readonly string[] = []): string[][] {
	if (typeof value !== "object" || value === null) return [[...path]];
	const inside = Object.entries(value).flatMap(([name, inner]) => placesOf(inner, [...path, name]));
	return [[...path], ...inside];
}

function withValueAt(body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
	if (name === undefined) return value;
	const copy: Record<string, unknown> = Array.isArray(body) ? ([...body] as never) : { ...(body as object) };
	copy[name] = withValueAt(copy[name], rest, value);
	return copy;
}

/** What must hold of a reading whatever was sent. */
function expectSound(reading: QuotaReading): void {
	if (reading.kind === "failed") {
		expect(reading.message).toMatch(/^[A-Z][\w. ]+ [a-z ]+\.$/i);
		expect(reading.message).not.toContain("vendor says");
		return;
	}
	const { windows, balances, plan = "" } = reading;
	for (const window of windows) {
		expect(window.usedShare >= 0 && window.usedShare <= 1_000, `${window.usedShare}`).toBe(true);
		expect((window.resetsAtMs ?? Number.POSITIVE_INFINITY) > QUOTA_NOW_MS).toBe(true);
		expect((window.windowMs ?? 600_000) >= 600_000).toBe(true);
		const { resetsAt, ...record } = windowRecord(window);
		expect(resetsAt === undefined || resetsAt.length === 24).toBe(true);
		expect(JSON.parse(JSON.stringify(record))).toEqual(record);
	}
	expect(new Set(windows.map(({ id }) => id)).size).toBe(windows.length);
	expect(windows.length).toBeLessThanOrEqual(60);
	expect(balances.every(({ amount, currency }) => Number.isFinite(amount) && /^\w{2,10}$/.test(currency))).toBe(true);
	const texts = [plan, ...windows.flatMap(({ id, family = "" }) => [id, family])];
	expect(texts.filter((text) => text.length > 130 || /\p{Cc}/u.test(text))).toEqual([]);
	expect(windows.filter(({ family = "" }) => family !== family.toLowerCase())).toEqual([]);
}

/** Reads without throwing and without a word of the vendor's, whatever stands in the body. */
export function quotaReaderContract(name: string, read: Read, samples: readonly unknown[]): void {
	const readBody = (body: unknown) => read({ body, nowMs: QUOTA_NOW_MS });

	describe(`${name} as a reader of quota`, () => {
		it("calls a body of another kind unreadable", () => {
			for (const body of HOSTILE.filter((body) => !(body instanceof Object) || Object.keys(body).length === 0))
				expect(readBody(body)).toMatchObject({ kind: "failed", failure: "unreadable" });
			expectSound(readBody(deeplyNested()));
		});

		it("takes any value in any place of an answer", () => {
			let read = 0;
			for (const sample of samples) {
				for (const place of placesOf(sample)) {
					for (const value of HOSTILE) expectSound(readBody(withValueAt(sample, place, value)));
					read += 1;
				}
			}
			expect(read).toBeGreaterThan(0);
		});

		it("takes any JSON at all", () => {
			fc.assert(
				fc.property(fc.jsonValue({ maxDepth: 4 }), (body) => expectSound(readBody(body))),
				{ numRuns: 50 },
			);
		});
	});
}

/** A driver and what its contract is tested with. */
export interface DriverUnderTest {
	readonly driver: QuotaDriver;
	/** A credential that can ask. */
	readonly credential: QuotaCredential;
	/** Credentials that cannot. */
	readonly unfit: readonly QuotaCredential[];
	readonly samples: readonly unknown[];
}

/** What every driver must do. Credentials hold {@link SECRET_TOKEN} wherever they hold a secret. */
export function quotaDriverContract({ driver, credential, unfit, samples }: DriverUnderTest): void {
	quotaReaderContract(driver.id, driver.read, samples);

	describe(`${driver.id} as a driver`, () => {
		it("asks the vendor's own origin over https and knows its hosts by name", () => {
			expect(driver.origin).toBe(new URL(driver.origin).origin);
			expect(new URL(driver.origin).protocol).toBe("https:");
			for (const host of driver.hosts) expect(new URL(`https://${host}`).host).toBe(host);
		});

		it("sends the credential in a header and never in the path", () => {
			const request = driver.request(credential);
			expect(request?.path).toMatch(/^\/[\w/.?=&%-]+$/);
			expect(request?.path).not.toContain(SECRET);
			expect(Object.values(request?.headers ?? {}).filter((value) => value.includes(SECRET))).toHaveLength(1);
		});

		it("gives itself no name of another client", () => {
			const names = Object.keys(driver.request(credential)?.headers ?? {}).map((name) => name.toLowerCase());
			expect(names.filter((name) => /user-agent|editor|originator|x-app|client|xai-token/.test(name))).toEqual([]);
		});

		it("asks for nothing without a credential that fits", () => {
			const none = { headers: {} };
			const broken = { apiKey: "line\nbreak", storedToken: "line\nbreak", headers: { Authorization: "a\r\nb: c" } };
			for (const one of [none, broken, ...unfit]) expect(driver.request(one)).toBeUndefined();
		});

		it("is patient", () => {
			expect(driver.minIntervalMs).toBeGreaterThanOrEqual(60_000);
			expect(driver.refusedMs).toBeGreaterThanOrEqual(driver.minIntervalMs);
		});
	});
}

/** The secret of every credential that the contract is given. */
export const SECRET_TOKEN = SECRET;
