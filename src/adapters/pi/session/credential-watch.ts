import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import { cooldownKey } from "../../../core/resilience/cooldown.ts";
import type { Clock } from "../../../engine/ports.ts";
import type { Recorder } from "../../../engine/recorder.ts";
import { within } from "../../../engine/within.ts";

/** Notices that a login or key was changed, so that an account need not rest to the end of its time. */
export interface CredentialWatch {
	/** Ends the rest of accounts whose credential is another one now. Takes half a second at most. */
	check(): Promise<void>;
	/** Stops listening. */
	close(): void;
}

export interface CredentialWatchInput {
	readonly registry: () => Pick<ModelRegistry, "getProviderAuth"> | undefined;
	readonly recorder: Recorder;
	readonly clock: Clock;
	/** Keyed, so that what is kept in memory is no credential. */
	readonly hash: (text: string) => string;
}

/** A refresh of a login may need the network; a prompt does not wait longer than this for it. */
const CHECK_LIMIT_MS = 500;

/** Makes the watch. It remembers what was in use when an account was refused, in memory only. */
export function createCredentialWatch({ registry, recorder, clock, hash }: CredentialWatchInput): CredentialWatch {
	const refused = new Map<string, Promise<string | undefined>>();

	const fingerprint = async (account: string): Promise<string | undefined> => {
		try {
			const auth = (await registry()?.getProviderAuth(account))?.auth;
			return auth && hash(JSON.stringify([auth.apiKey, auth.headers]));
		} catch (error) {
			// A login that cannot be refreshed is no other credential; pi reports it with the next call.
			return error instanceof Error ? undefined : String(error);
		}
	};
	const checkAccount = async (account: string, before: string | undefined): Promise<void> => {
		const now = await fingerprint(account);
		if (now === undefined || now === before) return;
		refused.delete(account);
		const data = { scope: "account", key: account, reason: "the login or key was changed" } as const;
		recorder.record({ type: "cooldown.cleared", atMs: clock.now(), data });
	};
	const checkAll = async (): Promise<void> => {
		for (const [account, before] of refused) {
			const rests = recorder.state().cooldowns.has(cooldownKey("account", account));
			if (rests) await checkAccount(account, await before);
			else refused.delete(account);
		}
	};
	const close = recorder.subscribe((event) => {
		const isRefusal = event.type === "cooldown.set" && event.data.kind === "auth" && event.data.scope === "account";
		if (isRefusal) refused.set(event.data.key, fingerprint(event.data.key));
	});
	return {
		close,
		async check() {
			if (refused.size > 0) await within(clock, CHECK_LIMIT_MS, checkAll(), undefined);
		},
	};
}
