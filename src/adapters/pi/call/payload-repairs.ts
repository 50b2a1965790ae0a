import { withoutImpossibleThinking } from "./repairs/possible-thinking.ts";
import { isFields, type Repair, type RepairContext } from "./repairs/repair.ts";
import { withResponsesTogether } from "./repairs/responses-together.ts";
import { withSignatures } from "./repairs/signed-calls.ts";
import { withUniqueCallIds } from "./repairs/unique-call-ids.ts";

/** In this order, by protocol. */
const REPAIRS: ReadonlyMap<string, readonly Repair[]> = new Map([
	["anthropic-messages", [withUniqueCallIds, withoutImpossibleThinking]],
	["google-generative-ai", [withResponsesTogether, withSignatures]],
	["google-vertex", [withResponsesTogether, withSignatures]],
]);

/**
 * The payload as its service takes it, whoever had a part in the conversation. Works on copies and returns the payload
 * itself where nothing has to change.
 */
export function repairPayload(payload: unknown, context: RepairContext): unknown {
	const repairs = REPAIRS.get(context.model.api);
	if (!repairs || !isFields(payload)) return payload;
	return repairs.reduce((mended, repair) => repair(mended, context), payload);
}
