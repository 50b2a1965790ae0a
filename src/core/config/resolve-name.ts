import type { Route } from "../route.ts";
import { nearestNames } from "../text/nearest.ts";
import { type Config, ROUTER_PREFIX } from "./config.ts";

/** A concrete model, or a route, that a name stands for. */
export type Named =
	| { readonly kind: "route"; readonly route: Route }
	| { readonly kind: "model"; readonly provider: string; readonly modelId: string };

/** What a name stands for. An unknown name comes with the known ones that it probably means. */
export type ResolvedName =
	| Named
	| { readonly kind: "alias"; readonly name: string; readonly members: readonly Named[] }
	| { readonly kind: "unknown"; readonly name: string; readonly nearest: readonly string[] };

type Names = Pick<Config, "routes" | "aliases">;

/**
 * What a name typed by the user stands for: a route (with or without `auto-router/`), an alias, or `provider/modelId` split
 * at the first slash. An exact name wins over one in other case. Whether the model exists is not asked here.
 */
export function resolveName(config: Names, name: string): ResolvedName {
	const routeName = name.startsWith(ROUTER_PREFIX) ? name.slice(ROUTER_PREFIX.length) : name;
	const routeId = findKey(config.routes, routeName);
	const aliasName = findKey(config.aliases, name);
	// `Swe` means the alias `swe`, but never instead of a route that is called exactly so.
	if (routeId !== undefined && (routeId === routeName || aliasName !== name)) return toRoute(config, routeId);
	if (aliasName !== undefined) return { kind: "alias", name: aliasName, members: resolveAlias(config, aliasName) };
	const model = routeName === name ? splitModel(name) : undefined;
	if (model) return model;
	return {
		kind: "unknown",
		name,
		nearest: nearestNames(routeName, [...config.routes.keys(), ...config.aliases.keys()]),
	};
}

/** The routes and models behind an alias, in order; empty for an unknown alias. */
export function resolveAlias(config: Names, alias: string): readonly Named[] {
	return (config.aliases.get(alias) ?? []).flatMap((name): Named[] => {
		if (name.startsWith(ROUTER_PREFIX)) {
			const route = config.routes.get(name.slice(ROUTER_PREFIX.length));
			return route ? [{ kind: "route", route }] : [];
		}
		const model = splitModel(name);
		return model ? [model] : [];
	});
}

function toRoute(config: Names, id: string): Named {
	return { kind: "route", route: config.routes.get(id) as Route };
}

function splitModel(name: string): Named | undefined {
	const [provider = "", ...rest] = name.split("/");
	const modelId = rest.join("/");
	return provider === "" || modelId === "" ? undefined : { kind: "model", provider, modelId };
}

function findKey(names: ReadonlyMap<string, unknown>, name: string): string | undefined {
	if (names.has(name)) return name;
	const lower = name.toLowerCase();
	return [...names.keys()].find((key) => key.toLowerCase() === lower);
}
