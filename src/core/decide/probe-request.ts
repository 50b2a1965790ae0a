import { type RouteRequest, UNCLASSIFIED } from "../request.ts";
import type { Route } from "../route.ts";

/** A short text request, to find out who would be picked now. */
export function probeRequest(route: Route): RouteRequest {
	return {
		requestId: "probe",
		routeId: route.id,
		reason: "user",
		estimatedTokens: 0,
		hasImages: false,
		thinkingLevel: "off",
		...UNCLASSIFIED,
		promptHash: "",
		promptChars: 0,
	};
}
