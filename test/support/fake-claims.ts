import type { TrialClaims } from "../../src/engine/ports.ts";

/** Claims that live in memory; several routers may share them, as several processes share the claim files. */
export interface FakeClaims extends TrialClaims {
	/** Keys that are taken. */
	held(): readonly string[];
}

/** Makes claims of which none is taken. */
export function createFakeClaims(): FakeClaims {
	const expiries = new Map<string, number>();
	return {
		async take(key, nowMs, expiresAtMs) {
			const expiry = expiries.get(key);
			if (expiry !== undefined && expiry > nowMs) return false;
			expiries.set(key, expiresAtMs);
			return true;
		},
		async release(key) {
			expiries.delete(key);
		},
		held: () => [...expiries.keys()],
	};
}
