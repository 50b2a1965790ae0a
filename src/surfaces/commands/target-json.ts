import type { TargetReport } from "../../engine/control.ts";
import { targetState } from "../views/target-state.ts";

/** A target as JSON reports show it. Times are ISO 8601, prices US dollars per million tokens. */
export function targetJson(report: TargetReport, nowMs: number): Readonly<Record<string, unknown>> {
	const { candidate, rank, ttftMs, samples } = report;
	const { target, facts } = candidate;
	const { kind, text, untilMs, help } = targetState(report, nowMs);
	return {
		target: target.id,
		label: target.label,
		provider: target.provider,
		modelId: target.modelId,
		billing: target.billing,
		place: rank ?? null,
		state: kind,
		detail: text,
		until: untilMs === undefined ? null : new Date(untilMs).toISOString(),
		help: help ?? null,
		ttftMs: ttftMs ?? null,
		samples: samples ?? 0,
		facts: facts ?? null,
	};
}
