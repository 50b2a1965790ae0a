import { ROUTER_PREFIX } from "../../core/config/config.ts";
import type { Control, NameReport } from "../../engine/control.ts";
import type { CommandContext, Suggestion, View } from "./command.ts";
import { didYouMean, problemView } from "./usage.ts";

/** Provider id under which pi lists the routes. */
export const ROUTER_PROVIDER = ROUTER_PREFIX.slice(0, -1);

/** The route that is selected in pi, if one is. */
export function activeRouteId({ currentModel }: Pick<CommandContext, "currentModel">): string | undefined {
	return currentModel?.provider === ROUTER_PROVIDER ? currentModel.id : undefined;
}

/** Aliases that stand for a route, alone or among others. */
export function aliasesOf(control: Control, routeId: string): string[] {
	return [...control.aliases()].flatMap(([alias, names]) => (names.includes(ROUTER_PREFIX + routeId) ? [alias] : []));
}

/** The one route that a name stands for: its id, or an alias whose first member is a route. */
export function routeOf(name: NameReport): string | undefined {
	if (name.kind === "route") return name.routeId;
	if (name.kind !== "alias") return undefined;
	const [first] = name.models;
	return first?.provider === ROUTER_PROVIDER ? first.modelId : undefined;
}

/** A model, or a route as pi lists it. */
export interface NamedModel {
	readonly provider: string;
	readonly modelId: string;
}

/** What a name that is known stands for, in order; a route is the model of the router that is called so. */
export function modelsOf(name: Exclude<NameReport, { kind: "unknown" }>): readonly NamedModel[] {
	if (name.kind === "alias") return name.models;
	return [name.kind === "route" ? { provider: ROUTER_PROVIDER, modelId: name.routeId } : name];
}

/** A view that says that a name stands for nothing, and which was probably meant. */
export function unknownName(
	{ name, nearest }: Extract<NameReport, { kind: "unknown" }>,
	width: number,
	hints: readonly string[] = [],
): View {
	return problemView(`"${name}" is not a route, an alias or a provider/model.`, [didYouMean(nearest), ...hints], width);
}

/** Routes for completion. */
export function routeSuggestions(control: Control): Suggestion[] {
	return control.routes().map(({ id, name }) => (name === id ? { value: id } : { value: id, description: name }));
}

/** Aliases for completion; with `isRoute` only those that stand for a route. */
export function aliasSuggestions(control: Control, isRoute: boolean): Suggestion[] {
	return [...control.aliases()]
		.filter(([, names]) => !isRoute || names[0]?.startsWith(ROUTER_PREFIX))
		.map(([value, names]) => ({ value, description: `alias of ${names.join(", ")}` }));
}

/** Every model that some route has as a target, for completion. */
export function modelSuggestions(control: Control): Suggestion[] {
	const labels = new Map<string, string>();
	for (const { targets } of control.routes()) {
		for (const { provider, modelId, label } of targets) labels.set(`${provider}/${modelId}`, label);
	}
	return [...labels].map(([value, label]) => (label === value ? { value } : { value, description: label }));
}
