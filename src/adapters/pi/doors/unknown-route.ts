import { nearestNames } from "../../../core/text/nearest.ts";

/** What to say about a route that does not exist. */
export function unknownRoute(id: string, known: readonly string[]): string {
	const [nearest] = nearestNames(id, known);
	const hint = nearest === undefined ? `there are ${known.join(", ")}` : `did you mean ${nearest}?`;
	return `auto-router has no route "${id}"; ${hint}`;
}
