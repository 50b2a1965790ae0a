import type { Api, Model, TranscriptContext } from "@earendil-works/pi-ai";

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a repair looks at besides the payload: whom it is for, and what was said so far. */
export interface RepairContext {
	readonly model: Model<Api>;
	readonly context: TranscriptContext;
}

/** Mends a payload that its service would refuse; returns the payload itself where nothing has to change. */
export type Repair = (payload: Fields, context: RepairContext) => Fields;

export const isFields = (value: unknown): value is Fields =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects of a list; none when it is no list. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
