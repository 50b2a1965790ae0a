// A process that starts everything which waits for others, and then has nothing to do: it must end by itself.
import { createEventLog } from "../../src/adapters/node/log/event-log.ts";
import { createEventTail } from "../../src/adapters/node/log/event-tail.ts";
import { createClock } from "../../src/adapters/node/system.ts";
import { createTrialClaims } from "../../src/adapters/node/trial-claims.ts";
import { anEvent } from "./an-event.ts";

const [path = "", claimsFolder = ""] = process.argv.slice(2);
const fail = ({ message }: { readonly message: string }) => {
	throw new Error(message);
};

const clock = createClock();
createEventTail({ path, writer: "idle", onEvents: () => undefined, onProblem: fail, clock }).start();
createEventLog({ path, clock, onProblem: fail }).append([anEvent({ writer: "idle", atMs: Date.now() })]);
await createTrialClaims({ folder: claimsFolder, owner: "idle", onProblem: fail }).take("key", 0, 1);
clock.after(1_000_000, () => undefined);
process.disconnect();
