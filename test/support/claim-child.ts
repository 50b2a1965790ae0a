// A process that takes a claim whenever its parent names a key and a moment, and answers whether it got it. All
// children wait for the moment busily, so that they try as nearly at once as the machine allows.
import { createTrialClaims } from "../../src/adapters/node/trial-claims.ts";

const [folder = "", owner = ""] = process.argv.slice(2);
const claims = createTrialClaims({
	folder,
	owner,
	onProblem: ({ message }) => {
		throw new Error(message);
	},
});

process.on("message", async ({ key, atMs, lifetimeMs }: { key: string; atMs: number; lifetimeMs: number }) => {
	while (Date.now() < atMs);
	const nowMs = Date.now();
	process.send?.(await claims.take(key, nowMs, nowMs + lifetimeMs));
});
process.send?.("ready");
