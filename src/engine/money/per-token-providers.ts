import type { LimitSources } from "../../core/accounting/budgets.ts";
import { perTokenProviders } from "../../core/accounting/effective-billing.ts";
import type { Config } from "../../core/config/config.ts";
import type { RouterState } from "../../core/state.ts";

/** Where limits are looked up. */
export interface LimitLookup {
	readonly config: () => Pick<Config, "budgets">;
	readonly state: () => Pick<RouterState, "accounting">;
}

/** Makes a look-up of the providers that are paid by the token because of a limit; worked out anew when limits change only. */
export function createPerTokenProviders({ config, state }: LimitLookup): () => ReadonlySet<string> {
	let sources: LimitSources | undefined;
	let known: ReadonlySet<string> = new Set();
	return () => {
		const fileLimits = config().budgets;
		const commandLimits = state().accounting.limits;
		if (sources?.fileLimits !== fileLimits || sources.commandLimits !== commandLimits) {
			sources = { fileLimits, commandLimits };
			known = perTokenProviders(sources);
		}
		return known;
	};
}
