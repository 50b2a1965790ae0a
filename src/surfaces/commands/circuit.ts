import {
	CIRCUIT_FAILURES,
	CIRCUIT_OPEN_MS,
	CIRCUIT_TRIAL_MS,
	CIRCUIT_WINDOW_MS,
} from "../../core/resilience/circuit-breaker.ts";
import { formatDuration } from "../../core/text/format.ts";
import type { CircuitReport } from "../../engine/control.ts";
import { line, type Role, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { headline } from "./usage.ts";

const STATES: Readonly<Record<CircuitReport["view"]["kind"], { readonly name: string; readonly role: Role }>> = {
	closed: { name: "closed", role: "success" },
	open: { name: "open", role: "error" },
	trial: { name: "half-open", role: "warning" },
	"trial-taken": { name: "half-open", role: "warning" },
};

/** What happens next to a circuit, in words; empty for a closed one. */
export function circuitOutlook({ view }: CircuitReport, nowMs: number): string {
	switch (view.kind) {
		case "closed":
			return "";
		case "open":
			return `next trial in ${formatDuration(view.untilMs - nowMs)}`;
		case "trial":
			return "the next request is the trial";
		case "trial-taken":
			return `on trial now, given up in ${formatDuration(view.untilMs - nowMs)}`;
	}
}

function circuitRow(report: CircuitReport, nowMs: number): readonly Cell[] {
	const { provider, view } = report;
	const { name, role } = STATES[view.kind];
	const failures = view.kind === "closed" ? "" : `${view.failures} failures`;
	return [provider, { text: name, role }, failures, circuitOutlook(report, nowMs)];
}

/** A circuit as JSON reports show it. */
export function circuitJson({ provider, view }: CircuitReport): Readonly<Record<string, unknown>> {
	return {
		provider,
		state: STATES[view.kind].name,
		failures: view.kind === "closed" ? 0 : view.failures,
		until: "untilMs" in view ? new Date(view.untilMs).toISOString() : null,
	};
}

const THRESHOLDS =
	`A circuit opens after ${CIRCUIT_FAILURES} failures within ${formatDuration(CIRCUIT_WINDOW_MS)} on at least two targets of a ` +
	`provider, or its only one. ${formatDuration(CIRCUIT_OPEN_MS)} later one request is let through as a trial; a trial that is ` +
	`never heard of again is given up after ${formatDuration(CIRCUIT_TRIAL_MS)}.`;

function showCircuits(_args: unknown, { control, width }: CommandContext): View {
	const circuits = control.circuits();
	const rows = circuits.map((circuit) => circuitRow(circuit, control.now()));
	return {
		tone: "info",
		lines: [
			headline("Circuits"),
			...(rows.length === 0
				? [line("  all closed: no provider has failed")]
				: table([{}, {}, {}, { wraps: true }], rows, { width, indent: 2 })),
			...paragraph(styled("dim", THRESHOLDS), { width }),
		],
		json: {
			circuits: circuits.map(circuitJson),
			thresholds: {
				failures: CIRCUIT_FAILURES,
				windowMs: CIRCUIT_WINDOW_MS,
				openMs: CIRCUIT_OPEN_MS,
				trialMs: CIRCUIT_TRIAL_MS,
			},
		},
	};
}

/** `/auto-router circuit`: the circuit of every provider. */
export const circuitCommand: Command = {
	name: "circuit",
	summary: "which providers are cut off after repeated failures",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: showCircuits,
};
