import { describe, expect, it } from "vitest";
import { aRoute } from "../../../test/support/engine-builders.ts";
import { probeRequest } from "./probe-request.ts";

describe("probeRequest", () => {
	it("asks for nothing that could rule a target out", () => {
		expect(probeRequest(aRoute({ id: "subscription-reasoning" }))).toMatchObject({
			routeId: "subscription-reasoning",
			estimatedTokens: 0,
			hasImages: false,
			thinkingLevel: "off",
		});
	});
});
