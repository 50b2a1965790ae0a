import { countAt, mostFirst } from "../measure/tally.ts";
import type { Report } from "./report.ts";

/** What a log can be narrowed to, most first. */
export interface Names {
	readonly routes: readonly string[];
	readonly providers: readonly string[];
}

interface NamesAcc {
	readonly routes: Map<string, number>;
	readonly providers: Map<string, number>;
}

/** The routes and providers of a log, for somebody who asked for one that is not in it. */
export const namesReport: Report<NamesAcc, Names> = {
	start: () => ({ routes: new Map(), providers: new Map() }),
	add({ routes, providers }, told) {
		if (told.kind !== "request") return;
		countAt(routes, told.routeId);
		const [planned, actual] = [told.planned?.provider, told.actual?.provider];
		if (planned !== undefined) countAt(providers, planned);
		if (actual !== undefined && actual !== planned) countAt(providers, actual);
	},
	result: ({ routes, providers }) => ({
		routes: mostFirst(routes).map(({ key }) => key),
		providers: mostFirst(providers).map(({ key }) => key),
	}),
};
