import { type Fields, nameOf } from "./fields.ts";
import type { Who } from "./log-record.ts";

/** Reads who was asked; undefined unless provider and model are named. Version 1 has no ids of targets. */
export function whoOf({ target, provider, modelId }: Fields): Who | undefined {
	const [ofProvider, model] = [nameOf(provider), nameOf(modelId)];
	if (ofProvider === undefined || model === undefined) return undefined;
	return { target: nameOf(target) ?? `${ofProvider}/${model}`, provider: ofProvider, modelId: model };
}
