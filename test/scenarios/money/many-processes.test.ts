import { afterAll, describe, it } from "vitest";
import { createSeeded } from "../../chaos/seeded.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { expectBooksToAgree } from "./expect-books.ts";
import { runCrowd } from "./many-processes.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe("several pi processes on one home", () => {
	it("count every answer once, while some of them are killed", async () => {
		const books = await runCrowd(standIn, { processes: 3, requests: 24, kills: 2, random: createSeeded(1).fraction });
		expectBooksToAgree(books);
	});
});
