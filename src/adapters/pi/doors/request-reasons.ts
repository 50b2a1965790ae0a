import type { RequestReason } from "../../../core/request.ts";

/** Why pi makes a request, remembered by its abort signal, which is the same object in `route()` and in the stream call. */
export interface RequestReasons {
	remember(signal: AbortSignal | undefined, reason: RequestReason): void;
	/** The reason, where pi said one; undefined on versions that do not. */
	reasonOf(signal: AbortSignal | undefined): RequestReason | undefined;
}

/** Makes the memory; it holds no signal longer than pi does. */
export function createRequestReasons(): RequestReasons {
	const reasons = new WeakMap<AbortSignal, RequestReason>();
	return {
		remember(signal, reason) {
			if (signal) reasons.set(signal, reason);
		},
		reasonOf: (signal) => (signal ? reasons.get(signal) : undefined),
	};
}
