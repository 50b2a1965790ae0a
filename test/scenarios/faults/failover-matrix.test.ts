import type { AgentSessionEvent } from "@earendil-works/pi-coding-agent";
import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type LogView, type Turn } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS, answeringTarget, FAULT_ROWS, type FaultRow, failingTarget, forApi } from "./fault-rows.ts";
import { createFaultTable } from "./fault-table.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const table = createFaultTable();

/** The protocol of the second target: never the first's, and another one from row to row. */
function secondApi(first: ApiName, row: FaultRow): ApiName {
	const others = APIS.filter((api) => api !== first);
	return others[FAULT_ROWS.indexOf(row) % others.length] ?? first;
}

const roles = (events: readonly AgentSessionEvent[], type: "message_start" | "message_end"): string[] =>
	events.flatMap((event) => (event.type === type && event.message.role !== "system" ? [event.message.role] : []));

function expectOneAnswer({ events, messages, text, last }: Turn, api: ApiName): void {
	expect(text).toBe("Hello from b");
	expect(roles(events, "message_start")).toEqual(["user", "assistant"]);
	expect(roles(events, "message_end")).toEqual(["user", "assistant"]);
	expect(messages).toHaveLength(1);
	expect(last).toMatchObject({ provider: "two", api, model: "model-b", stopReason: "stop" });
	expect(last?.content).toMatchObject([{ type: "text", text: "Hello from b" }]);
}

function expectLog(log: LogView, row: FaultRow, api: ApiName): void {
	const failures = log.all("routing.result").slice(0, -1);
	expect(log.one("routing.decision").order).toEqual(["one/model-a", "two/model-b"]);
	expect(log.all("routing.attempt")).toHaveLength(failures.length + 1);
	for (const { target, failure } of failures) {
		expect(target).toBe("one/model-a");
		if (row.kind !== undefined) expect(failure?.kind).toBe(forApi(row.kind, api));
	}
	expect(failures.length).toBeGreaterThan(0);
	expect(failures.length).toBeLessThanOrEqual(row.isQuicklyRetried ? 2 : 1);
	expect(log.all("routing.result").at(-1)).toMatchObject({
		target: "two/model-b",
		outcome: "success",
		committed: true,
	});
	expect(log.one("routing.final")).toMatchObject({
		outcome: "success",
		target: "two/model-b",
		attempts: failures.length + 1,
		failedOver: true,
	});
}

/** What rests after the turn: scope, key, kind and whole-second bounds of the time, counted from when it was set. */
function expectRest(log: LogView, row: FaultRow, api: ApiName): void {
	// A row without a kind has no rest either: its versions differ between kinds that rest nothing on a first strike.
	const kind = row.kind && forApi(row.kind, api);
	const set = log.events.flatMap((event) => (event.type === "cooldown.set" ? [event] : []));
	const rest = row.rest && forApi(row.rest, api);
	expect(set.map(({ data: { scope, key, kind } }) => ({ scope, key, kind }))).toEqual(
		rest ? [{ scope: rest.scope, key: rest.scope === "account" ? "one" : "one/model-a", kind }] : [],
	);
	for (const { atMs, data } of set) {
		const seconds = (Date.parse(data.until) - atMs) / 1000;
		// A hint is counted from when the answer was read, a few milliseconds before it is recorded.
		expect(seconds).toBeGreaterThan((rest?.seconds[0] ?? 0) - 0.5);
		expect(seconds).toBeLessThanOrEqual((rest?.seconds[1] ?? 0) + 0.001);
	}
	expect(log.all("circuit.changed")).toEqual([]);
}

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(APIS)("when the first target speaks %s", (api) => {
		it.each(FAULT_ROWS)("$name lets the second target answer", async (row) => {
			const other = secondApi(api, row);
			const scenario = await createScenario(standIn, {
				targets: [failingTarget(row, api), answeringTarget(row, other)],
			});
			standIn.script("model-a", row.step);
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version);
			const turn = await conversation.ask("hi");
			await conversation.dispose();

			expectOneAnswer(turn, other);
			expect(conversation.saved()).toEqual([turn.last]);
			expect(standIn.requests("model-b")).toHaveLength(1);
			// A target that was given up must not go on working for nothing.
			if (row.kind === "stalled") await standIn.waitForAbort(({ model }) => model === "model-a");
			const log = await scenario.log();
			expectLog(log, row, api);
			// The table counts attempts, so each of them must be a request, and no request may be made beside them.
			const attempts = log.all("routing.attempt").filter(({ target }) => target === "one/model-a");
			expect(standIn.requests("model-a")).toHaveLength(row.unreachable ? 0 : attempts.length);
			expectRest(log, row, api);
			table.fill(row, api, version, log);
		});
	});
});

describe("the table in docs/fault-matrix.md", () => {
	it("says what was seen", async ({ skip }) => {
		// A run of a part of the rows says nothing about the table.
		if (!table.isFull()) skip();
		await expect(table.text()).toMatchFileSnapshot("../../../docs/fault-matrix.md");
	});
});
