import { describe, expect, it } from "vitest";
import { aFinal } from "../../test/support/builders.ts";
import { createMemoryLog } from "../../test/support/memory-log.ts";
import { rethrow } from "../../test/support/rethrow.ts";
import { createRatingsControl } from "./ratings-control.ts";
import { createRecorder } from "./recorder.ts";

/** A recorder that knows of one answer each in the sessions `s1` and `s2`, and the ratings over it. */
function answered() {
	const recorder = createRecorder({ log: createMemoryLog(), writer: "w", onBug: rethrow });
	const heard: unknown[] = [];
	let now = 10;
	for (const [sessionId, name] of [
		["s1", "acme/a"],
		["s2", "other/b"],
	] as const) {
		const [requestId, data] = [`request-of-${sessionId}`, aFinal(name)];
		recorder.record({ type: "routing.final", atMs: 1, requestId, sessionId, data });
	}
	recorder.subscribe(({ type, data }) => heard.push({ type, ...data }));
	const clock = { now: () => now++ };
	return { heard, ...createRatingsControl({ clock, recorder }) };
}

describe("rate", () => {
	it("is about the last answer of the session it is asked in, not of another", () => {
		const { rate, heard } = answered();
		rate("s1", { rating: "bad", reason: "wrong", tags: ["code"] });
		expect(heard).toEqual([
			{
				type: "routing.feedback",
				rating: "bad",
				reason: "wrong",
				tags: ["code"],
				target: "acme/a",
				provider: "acme",
				modelId: "a",
				ratedRequestId: "request-of-s1",
			},
		]);
	});

	it.each([undefined, "s3"])("records nothing in the session %s, which has no answer", (sessionId) => {
		const { rate, heard } = answered();
		expect(rate(sessionId, { rating: "good", tags: [] })).toBeUndefined();
		expect(heard).toEqual([]);
	});

	it("replaces what was said of the same answer, and tells what that was", () => {
		const { rate, ratings } = answered();
		expect(rate("s1", { rating: "bad", tags: [] })).not.toHaveProperty("replaced");
		expect(rate("s1", { rating: "good", tags: [] })).toMatchObject({ replaced: "bad" });
		expect(ratings()).toMatchObject([{ model: "acme/a", good: 1, bad: 0 }]);
	});

	it("keeps no credential, no control character and no more than twenty tags", () => {
		const tags = ["a", "a", " ", "\u001b[31mred", ...Array.from({ length: 40 }, (_, i) => `t${i}`)];
		const result = answered().rate("s1", { rating: "bad", reason: "Bearer abcdefghijk\u0007", tags });
		expect(result?.opinion.reason).toBe("Bearer [redacted]");
		expect(result?.opinion.tags).toEqual(["a", "red", ...Array.from({ length: 18 }, (_, i) => `t${i}`)]);
	});

	it("lists the model that was rated last first", () => {
		const { rate, ratings } = answered();
		rate("s2", { rating: "good", tags: [] });
		rate("s1", { rating: "bad", tags: [] });
		expect(ratings().map(({ model }) => model)).toEqual(["acme/a", "other/b"]);
	});
});
