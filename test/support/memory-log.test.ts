import { eventLogContract } from "../contract/event-log.contract.ts";
import { createMemoryLog } from "./memory-log.ts";

eventLogContract("memory log", async () => {
	const log = createMemoryLog();
	return { log, written: async () => log.written(), isEmpty: () => log.written().length === 0 };
});
