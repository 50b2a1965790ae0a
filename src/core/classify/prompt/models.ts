import type { LinearModel } from "./linear-model.ts";
import { INTENT_WEIGHTS, SUBTASK_WEIGHTS } from "./weights.ts";

type Packed = Omit<LinearModel, "weights"> & { readonly weights: string };

function unpack({ weights, ...shape }: Packed): LinearModel {
	return { ...shape, weights: Int8Array.from(atob(weights), (char) => (char.charCodeAt(0) << 24) >> 24) };
}

let models: { readonly intent: LinearModel; readonly subtask: LinearModel } | undefined;

/** Both models, unpacked when they are first needed. */
export function promptModels() {
	models ??= { intent: unpack(INTENT_WEIGHTS), subtask: unpack(SUBTASK_WEIGHTS) };
	return models;
}
