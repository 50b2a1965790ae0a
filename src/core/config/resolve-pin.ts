import { type Route, type Target, targetId } from "../route.ts";
import type { Config } from "./config.ts";
import { type Named, resolveName } from "./resolve-name.ts";

/** Whose names a pin may be. */
type Names = Pick<Config, "routes" | "aliases">;

const sameWord = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** True for a name that the routes file, or the defaults, have as an alias. */
export function isAlias({ aliases }: Pick<Config, "aliases">, name: string): boolean {
	return aliases.has(name) || [...aliases.keys()].some((alias) => sameWord(alias, name));
}

/** A target for a model that no route has. */
export function looseTarget(provider: string, modelId: string): Target {
	const id = targetId(provider, modelId);
	return { id, provider, modelId, label: id, billing: "subscription" };
}

function targetsOf(named: Named, { routes }: Names, own: Route): readonly Target[] {
	if (named.kind === "route") return named.route.targets;
	const { provider, modelId } = named;
	const isSame = (target: Target): boolean => target.provider === provider && target.modelId === modelId;
	const ofOwn = own.targets.filter(isSame);
	if (ofOwn.length > 0) return ofOwn;
	const elsewhere = [...routes.values()].flatMap(({ targets }) => targets).find(isSame);
	return [elsewhere ?? looseTarget(provider, modelId)];
}

function ofProvider(name: string, { routes }: Names, own: Route): readonly Target[] {
	const isOf = ({ provider }: Target): boolean => sameWord(provider, name);
	const ofOwn = own.targets.filter(isOf);
	return ofOwn.length > 0 ? ofOwn : [...routes.values()].flatMap(({ targets }) => targets).filter(isOf);
}

const isOwn = ({ id }: Target, { targets }: Route): boolean => targets.some((target) => target.id === id);

/**
 * The targets that `@name` or `@route:name` asks for: an alias, a provider, `provider/modelId`, or another route. Those of
 * the route itself count first; a model may also be one that no route has. Empty for a name that stands for nothing.
 */
export function resolvePin(config: Names, own: Route, name: string): readonly Target[] {
	const resolved = resolveName(config, name);
	if (resolved.kind === "unknown") return ofProvider(name, config, own);
	const members = resolved.kind === "alias" ? resolved.members : [resolved];
	const found = members.flatMap((member) => targetsOf(member, config, own));
	const targets = [...new Map(found.map((target) => [target.id, target])).values()];
	if (resolved.kind !== "alias" || targets.some((target) => isOwn(target, own))) return targets;
	// Some aliases that come with the defaults are called like a provider: the user's own targets of it are meant.
	const ofOwn = own.targets.filter(({ provider }) => sameWord(provider, name));
	return ofOwn.length > 0 ? ofOwn : targets;
}
