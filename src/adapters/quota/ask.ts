import type { QuotaCredential, QuotaDriver, QuotaRequest } from "../../core/quota/quota-driver.ts";
import type { QuotaReading } from "../../core/quota/quota-reading.ts";
import type { Clock } from "../../engine/ports.ts";
import type { AskAnswer, AskQuota } from "../../engine/quota/quota-asker.ts";
import { endpointOf, isLoopback } from "./endpoint.ts";
import { getJson } from "./get-json.ts";

/** What asking vendors needs. */
export interface AskInput {
	readonly clock: Pick<Clock, "now">;
	/** What pi has to ask with about an account; undefined where it has nothing. */
	readonly credentialOf: (account: string, driver: QuotaDriver) => Promise<QuotaCredential | undefined>;
	/** Nothing leaves this machine. */
	readonly isOffline?: boolean;
	/** How long an answer may take, milliseconds. */
	readonly timeoutMs?: number;
	/** Hears of a driver that threw. */
	readonly onBug: (error: unknown) => void;
}

const TIMEOUT_MS = 10_000;

const none = (message: string): AskAnswer => ({ kind: "none", message });
const failed = (failure: "auth" | "unreadable", message: string): QuotaReading => ({
	kind: "failed",
	failure,
	message,
});

/** A credential may hold what no header can. */
function headersOf(request: QuotaRequest): Headers | undefined {
	try {
		return new Headers({ accept: "application/json", ...request.headers });
	} catch {
		// The error quotes the header's value, which is a credential.
		return undefined;
	}
}

/** A path that stays at the endpoint, whatever it says. */
function urlOf({ path }: QuotaRequest, origin: string): URL | undefined {
	if (!path.startsWith("/") || !URL.canParse(path, origin)) return undefined;
	const url = new URL(path, origin);
	return url.origin === origin ? url : undefined;
}

/** Makes what asks vendors about accounts over HTTP. */
export function createAsk(input: AskInput): AskQuota {
	const { clock, credentialOf, isOffline = false, timeoutMs = TIMEOUT_MS, onBug } = input;
	/** Where a credential may be sent, or why nowhere. */
	const placeOf = (driver: QuotaDriver, { baseUrl }: QuotaCredential): string | AskAnswer => {
		const origin = endpointOf(driver, baseUrl);
		if (origin === undefined)
			return none("pi sends its requests to another host, and the credential is not sent there for this");
		return isOffline && !isLoopback(origin) ? none("pi is offline") : origin;
	};
	const send = async (driver: QuotaDriver, credential: QuotaCredential, signal: AbortSignal): Promise<AskAnswer> => {
		const origin = placeOf(driver, credential);
		if (typeof origin !== "string") return origin;
		const request = driver.request(credential);
		if (!request) return none("this kind of login or key cannot ask");
		const url = urlOf(request, origin);
		if (!url) return failed("unreadable", "the endpoint's path is not a path");
		const headers = headersOf(request);
		if (!headers) return failed("auth", "the login or key has characters that cannot be sent");
		const answer = await getJson({ url, headers, signal, timeoutMs, nowMs: clock.now() });
		return answer.kind === "json" ? driver.read({ body: answer.body, nowMs: clock.now() }) : answer;
	};
	return async (account, driver, signal) => {
		try {
			const credential = await credentialOf(account, driver);
			if (!credential) return none(`pi has no login or key for ${account}`);
			if (signal.aborted) return none("it was stopped");
			return await send(driver, credential, signal);
		} catch (error) {
			onBug(error);
			return failed("unreadable", "the answer cannot be read");
		}
	};
}
