import { expect, it } from "vitest";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import { runChaos } from "./run-chaos.ts";

it("finds a planted bug of every kind within three seeds", { timeout: 180_000 }, async () => {
	const { code, output } = await runChaos("--planted");

	expect(output).toContain(`${PLANTED_BUGS.length} of ${PLANTED_BUGS.length} planted bugs found`);
	expect(code).toBe(0);
});
