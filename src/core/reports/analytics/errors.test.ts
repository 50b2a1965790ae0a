import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aTold, aToldAttempt, aToldFailover, who } from "../../../../test/support/log/told.ts";
import { errorsReport } from "./errors.ts";

const failing = (message: string, kind = "rate", target = "openai/gpt-x") =>
	aToldFailover({ failures: [{ ...who(target), kind, message }] });
const report = errorsReport({ limit: 3 });

describe("errorsReport", () => {
	it.each([
		["numbers", "try again in 20s", "try again in 7.5s", "try again in #s"],
		["times", "Resets at 18:40", "Resets at 09:05:10", "Resets at #"],
		[
			"ids",
			"Duplicate item found with id msg_0a71f3c2",
			"Duplicate item found with id msg_99aa1",
			"Duplicate item found with id …",
		],
		["long ids", "request 3f2a91c0-5b1e-4c7a failed", "request 99aa11bb-2233-4455 failed", "request … failed"],
		["versions", "claude-opus-5 is overloaded", "claude-opus-4 is overloaded", "claude-opus-# is overloaded"],
	])("takes messages for one that differ in %s", (_what, one, other, message) => {
		const { rows } = fold(report, failing(one), failing(other));

		expect(rows).toMatchObject([{ message, count: 2, share: 1 }]);
	});

	it("tells the most frequent first, and of how many", () => {
		const { total, rows } = fold(
			report,
			failing("Overloaded", "overload"),
			failing("Overloaded", "overload"),
			failing("Overloaded", "overload", "deepseek/flash"),
			failing("Overloaded", "server"),
			failing("Slow", "server"),
		);

		expect(total).toBe(5);
		expect(rows.map(({ provider, kind, count, share }) => [provider, kind, count, share])).toEqual([
			["openai", "overload", 2, 0.4],
			["deepseek", "overload", 1, 0.2],
			["openai", "server", 1, 0.2],
		]);
	});

	it.each([
		["did not fail over", aTold({ failures: aToldFailover().failures })],
		["is an attempt", aToldAttempt()],
	])("leaves out what %s", (_what, told) => {
		expect(fold(report, told)).toEqual({ total: 0, rows: [] });
	});

	it("forgets the rare half of endlessly many, and still counts all", () => {
		const words = Array.from(
			{ length: 3_000 },
			(_, at) => `word ${[...`${at}`].map((digit) => "abcdefghij"[Number(digit)]).join("")}`,
		);
		const frequent = Array.from({ length: 5 }, () => failing("again"));
		const acc = report.start();
		for (const told of [...frequent, ...words.map((word) => failing(word))]) report.add(acc, told);

		expect(acc.rows.size).toBeLessThanOrEqual(1_000);
		expect(report.result(acc)).toMatchObject({ total: 3_005, rows: [{ message: "again", count: 5 }, {}, {}] });
	});
});
