import type { Running } from "./analytics/report.ts";
import type { Told } from "./read/told.ts";

/** Which part of a log a report is about. */
export interface Selection {
	readonly routeId?: string | undefined;
	/** Answered, or was planned. */
	readonly provider?: string | undefined;
	/** From this moment on, epoch milliseconds. A request is where it began. */
	readonly sinceMs?: number | undefined;
	/** Before this moment. */
	readonly untilMs?: number | undefined;
}

/** The report of what is selected. */
export function selecting<Result>(selection: Selection, report: Running<Result>): Running<Result> {
	return {
		add: (told) => {
			if (isSelected(selection, told)) report.add(told);
		},
		result: () => report.result(),
	};
}

function isSelected({ routeId, provider, sinceMs, untilMs }: Selection, told: Told): boolean {
	// What was taken over has neither routes nor moments.
	if (told.kind === "import") return [routeId, provider, sinceMs, untilMs].every((one) => one === undefined);
	if (sinceMs !== undefined && told.atMs < sinceMs) return false;
	if (untilMs !== undefined && told.atMs >= untilMs) return false;
	if (routeId !== undefined && routeId !== routeOf(told)) return false;
	return provider === undefined || providersOf(told).includes(provider);
}

type Selectable = Exclude<Told, { readonly kind: "import" }>;

function routeOf(told: Selectable): string | undefined {
	return told.kind === "rating" ? (told.request?.routeId ?? told.routeId) : told.routeId;
}

function providersOf(told: Selectable): readonly (string | undefined)[] {
	return told.kind === "request" ? [told.planned?.provider, told.actual?.provider] : [told.provider];
}
