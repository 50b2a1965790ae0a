import { commonNameOf, type Fields } from "./fields.ts";
import { interned } from "./interned.ts";
import type { Who } from "./log-record.ts";

/** Reads who was asked; undefined unless provider and model are named. Version 1 has no ids of targets. */
export function whoOf({ target, provider, modelId }: Fields): Who | undefined {
	const [ofProvider, model] = [commonNameOf(provider), commonNameOf(modelId)];
	if (ofProvider === undefined || model === undefined) return undefined;
	return { target: commonNameOf(target) ?? interned(`${ofProvider}/${model}`), provider: ofProvider, modelId: model };
}
