import { accountOf } from "../../core/route.ts";
import { nearestNames } from "../../core/text/nearest.ts";
import type { Control } from "../../engine/control.ts";
import type { View } from "./command.ts";
import { didYouMean, problemView } from "./usage.ts";

/** Providers whose accounts can pay: those of the routes first, then what has a limit or used something, then pi's catalog. */
export function knownProviders(control: Control): readonly string[] {
	const ofRoutes = control.routes().flatMap(({ targets }) => targets.map(accountOf));
	const ofBudgets = control.budgets().map(({ provider }) => provider);
	return [...new Set([...ofRoutes, ...ofBudgets, ...control.models().map(({ provider }) => provider)])];
}

/** A view that says that there is no such provider, and which was probably meant; undefined for one that there is. */
export function unknownProvider(name: string, known: readonly string[], width: number): View | undefined {
	if (known.includes(name)) return undefined;
	const problem = `"${name}" is not a provider that pi or a route knows; nothing was changed.`;
	return problemView(problem, [didYouMean(nearestNames(name, known))], width);
}
