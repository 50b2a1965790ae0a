import { targetId } from "../../route.ts";
import { nearestNames } from "../../text/nearest.ts";
import { ROUTER_PREFIX } from "../config.ts";
import type { RoutesFile } from "../schema.ts";
import type { WrongEntry } from "./finding.ts";
import { valueAt } from "./introspect.ts";
import { showValue } from "./issue.ts";
import type { Remainder } from "./remainder.ts";
import { unitOf } from "./units.ts";

/** Targets that stand twice in one route: the later one would only be asked again for what it just failed at. */
export function findRepeatedTargets(file: RoutesFile, left: Remainder): WrongEntry[] {
	return Object.entries(file.routes).flatMap(([routeId, route]) => {
		const seen = new Set<string>();
		const list = valueAt(left.value, ["routes", routeId, "targets"]) as object;
		return route.targets.flatMap((target, index): WrongEntry[] => {
			const id = targetId(target.provider, target.modelId, target.authProvider);
			const isNew = !seen.has(id);
			seen.add(id);
			if (isNew) return [];
			const { path, effect } = unitOf(["routes", routeId, "targets", left.positionOf(list, index)]);
			return [
				{
					severity: "error",
					code: "duplicate-target",
					path,
					what: `repeats the target ${showValue(id)} of this route`,
					effect,
					drop: path,
				},
			];
		});
	});
}

/** Aliases of routes that do not exist. */
export function findUnknownRoutes(file: RoutesFile, left: Remainder, routeIds: readonly string[]): WrongEntry[] {
	return Object.entries(file.aliases).flatMap(([alias, names]) =>
		names.flatMap((name, index): WrongEntry[] => {
			if (!name.startsWith(ROUTER_PREFIX) || routeIds.includes(name.slice(ROUTER_PREFIX.length))) return [];
			const written = valueAt(left.value, ["aliases", alias]);
			const place = Array.isArray(written) ? [left.positionOf(written, index)] : [];
			const { path, effect } = unitOf(["aliases", alias, ...place]);
			const nearest = nearestNames(name.slice(ROUTER_PREFIX.length), routeIds, 1).map((id) => ROUTER_PREFIX + id);
			return [
				{
					severity: "error",
					code: "unknown-route",
					path,
					what: `is ${showValue(name)}, which names no usable route`,
					...(nearest[0] === undefined ? {} : { nearest: nearest[0] }),
					effect,
					drop: path,
				},
			];
		}),
	);
}
