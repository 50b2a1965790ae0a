import * as v from "valibot";
import { type Config, ROUTER_PREFIX, toConfig } from "./config.ts";
import { FAMILIES, LONG, QUICK, type Slot, SMALL, STRONG } from "./default-targets.ts";
import { RoutesFileSchema } from "./schema.ts";

/** Says whether the installed pi has a model. */
export type HasModel = (provider: string, modelId: string) => boolean;

type FileInput = v.InferInput<typeof RoutesFileSchema>;
type RouteInput = NonNullable<FileInput["routes"]>[string];

interface RoutePlan extends Omit<RouteInput, "targets"> {
	readonly alias: string;
	readonly slots: readonly Slot[];
}

const PLANS: Readonly<Record<string, RoutePlan>> = {
	"subscription-reasoning": { alias: "reasoning", name: "Auto: reasoning", slots: STRONG },
	"subscription-swe": { alias: "swe", name: "Auto: software engineering", slots: STRONG },
	"subscription-long-context": { alias: "long", name: "Auto: long context", slots: LONG },
	"subscription-economy": { alias: "economy", name: "Auto: economy", sortBy: "cost", slots: SMALL },
	"subscription-fast": { alias: "fast", name: "Auto: fast", sortBy: "latency", reasoning: false, slots: QUICK },
};

/**
 * The built-in configuration: five routes and their aliases, made of models that the installed pi has. A route whose models
 * are all unknown is left out.
 */
export function defaultConfig(hasModel: HasModel): Config {
	const routes = Object.entries(PLANS).flatMap(([id, { alias: _, slots, ...route }]) => {
		const targets = slots.flatMap((slot) => toTarget(slot, hasModel));
		return targets.length === 0 ? [] : [[id, { ...route, targets }] as const];
	});
	const families = Object.entries(FAMILIES).flatMap(([name, slots]) => {
		const models = slots
			.flatMap((slot) => toTarget(slot, hasModel))
			.map(({ provider, modelId }) => `${provider}/${modelId}`);
		return models.length === 0 ? [] : [pair(name, models)];
	});
	const forRoutes = Object.entries(PLANS).map(([id, { alias }]) => pair(alias, [ROUTER_PREFIX + id]));
	const file = v.parse(RoutesFileSchema, { routes: Object.fromEntries(routes) });
	return toConfig(file, { routes: new Map(), aliases: new Map([...forRoutes, ...families]) }, true);
}

const pair = (name: string, names: readonly string[]) => [name, names] as const;

function toTarget({ modelIds, ...slot }: Slot, hasModel: HasModel) {
	const modelId = modelIds.find((id) => hasModel(slot.provider, id));
	return modelId === undefined ? [] : [{ ...slot, modelId }];
}
