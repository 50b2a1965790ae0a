import { afterAll, describe, it } from "vitest";
import { createSeeded } from "../../chaos/seeded.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { expectBooksToAgree } from "./expect-books.ts";
import { runCrowd } from "./many-processes.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe("eight pi processes on one home", () => {
	it.each([1, 2, 3])(
		"count every one of 200 answers once, while ten of them are killed, time %i",
		async (seed) => {
			const books = await runCrowd(standIn, {
				processes: 8,
				requests: 200,
				kills: 10,
				random: createSeeded(seed).fraction,
			});
			const unwritten = expectBooksToAgree(books);
			const { served, cut, logged, log, stats, kills } = books;
			process.stdout.write(
				`${JSON.stringify({ seed, kills, served: served.size, cut: cut.size, charged: logged.length, unwritten, log, stats })}\n`,
			);
		},
		240_000,
	);
});
