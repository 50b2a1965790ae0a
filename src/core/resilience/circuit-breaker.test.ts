import { describe, expect, it } from "vitest";
import {
	CIRCUIT_FAILURES,
	CIRCUIT_OPEN_MS,
	CIRCUIT_TRIAL_MS,
	CIRCUIT_WINDOW_MS,
	type Circuit,
	type CountedFailure,
	circuitPressure,
	viewCircuit,
} from "./circuit-breaker.ts";

const NOW = 1_000_000;

const failed = (agoMs: number, targetId = "acme/a", more: Partial<CountedFailure> = {}): CountedFailure => ({
	provider: "acme",
	account: "acme",
	targetId,
	atMs: NOW - agoMs,
	kind: "overload",
	countsForCircuit: true,
	...more,
});

const pressure = (failures: readonly CountedFailure[], targetsOfProvider = 2, circuit?: Circuit) =>
	circuitPressure(failures, circuit, "acme", { nowMs: NOW, targetsOfProvider });

describe("viewCircuit", () => {
	const circuit = (kind: Circuit["kind"], untilMs: number): Circuit => ({ kind, untilMs, failures: 3, changedAtMs: 0 });

	it.each([
		["no circuit at all", undefined, { kind: "closed" }],
		["a closed circuit", circuit("closed", 0), { kind: "closed" }],
		["an open circuit", circuit("open", NOW + 1), { kind: "open", untilMs: NOW + 1, failures: 3 }],
		["an open circuit that is due", circuit("open", NOW), { kind: "trial", failures: 3 }],
		["a trial under way", circuit("half-open", NOW + 1), { kind: "trial-taken", untilMs: NOW + 1, failures: 3 }],
		["a trial never heard of again", circuit("half-open", NOW), { kind: "trial", failures: 3 }],
	])("sees %s", (_what, seen, view) => {
		expect(viewCircuit(seen, NOW)).toEqual(view);
	});

	it("changes nothing by looking", () => {
		const due = Object.freeze(circuit("open", NOW));

		expect([viewCircuit(due, NOW), viewCircuit(due, NOW), viewCircuit(due, NOW - 1)].map(({ kind }) => kind)).toEqual([
			"trial",
			"trial",
			"open",
		]);
	});

	it("waits half a minute before a trial, and two minutes for one", () => {
		expect([CIRCUIT_FAILURES, CIRCUIT_WINDOW_MS, CIRCUIT_OPEN_MS, CIRCUIT_TRIAL_MS]).toEqual([
			3, 60_000, 30_000, 120_000,
		]);
	});
});

describe("circuitPressure", () => {
	it.each([
		["two failures", [failed(0), failed(1, "acme/b")], false],
		["three failures of two targets", [failed(0), failed(1), failed(2, "acme/b")], true],
		["three failures of one target of two", [failed(0), failed(1), failed(2)], false],
		["three failures of which one is a minute old", [failed(0), failed(1), failed(60_000, "acme/b")], false],
		["three failures of which one is nearly a minute old", [failed(0), failed(1), failed(59_999, "acme/b")], true],
		[
			"three failures of which one does not count",
			[failed(0), failed(1), failed(2, "acme/b", { countsForCircuit: false })],
			false,
		],
		[
			"three failures of which one is of another provider",
			[failed(0), failed(1), failed(2, "other/b", { provider: "other" })],
			false,
		],
	])("after %s opens: %s", (_what, failures, opens) => {
		expect(pressure(failures).opens).toBe(opens);
	});

	it("opens on three failures of the only target", () => {
		expect(pressure([failed(0), failed(1), failed(2)], 1)).toEqual({ failures: 3, opens: true });
	});

	it("does not count what failed before the circuit last changed", () => {
		const closed: Circuit = { kind: "closed", untilMs: 0, failures: 0, changedAtMs: NOW - 10 };

		expect(pressure([failed(0), failed(5, "acme/b"), failed(10)], 2, closed)).toEqual({ failures: 2, opens: false });
	});
});
