import type { RouterEvent } from "../../src/core/events.ts";

/** A small record; what is not given is filled in. */
export function anEvent({
	seq = 1,
	writer = "w1",
	atMs = Date.parse("2026-03-14T09:30:00.123Z"),
	latencyMs = 1200,
} = {}): RouterEvent {
	return {
		type: "routing.final",
		atMs,
		writer,
		seq,
		requestId: `request-${seq}`,
		routeId: "subscription-swe",
		data: { outcome: "success", target: "openai/gpt-x", attempts: 1, latencyMs, failedOver: false },
	};
}

/** Records 1 to `count` of one writer. */
export function someEvents(count: number, writer = "w1"): RouterEvent[] {
	return Array.from({ length: count }, (_, index) => anEvent({ seq: index + 1, writer }));
}

/** A line as the earlier extension wrote it. */
export function aLegacyLine(requestId = "r1"): string {
	const timestamp = "2026-01-02T03:04:05.678Z";
	const data = { index: 1, provider: "anthropic", modelId: "m", label: "L1: m" };
	return JSON.stringify({
		type: "routing.attempt",
		timestamp,
		requestId,
		conversationId: "c1",
		routeId: "x",
		version: 1,
		data,
	});
}
