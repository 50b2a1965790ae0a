import { createHash } from "node:crypto";

/** What a service signs a model's thinking with, so that it knows it again and refuses what another one has thought. */
export function sign(service: string, model: string, content: string): string {
	return createHash("sha256")
		.update(JSON.stringify([service, model, content]))
		.digest("base64");
}

/** Items of answers that may only come back together with the reasoning they followed: their ids, and its id. */
const reasoningOf = new Map<string, string>();

/** Notes that an item was given out right after a reasoning item. */
export function bindToReasoning(itemId: string, reasoningId: string): void {
	reasoningOf.set(itemId, reasoningId);
}

/** The reasoning item that must come back with this one, if any. */
export function requiredReasoning(itemId: string): string | undefined {
	return reasoningOf.get(itemId);
}
