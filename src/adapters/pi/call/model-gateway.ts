import type { Api, Model } from "@earendil-works/pi-ai";
import type { ModelRegistry } from "@earendil-works/pi-coding-agent";
import type { Candidate } from "../../../core/decision.ts";
import { type ModelFacts, THINKING_LEVELS, type ThinkingLevel } from "../../../core/model.ts";
import { accountOf, type Target } from "../../../core/route.ts";
import { nearestNames } from "../../../core/text/nearest.ts";
import type { KnownModels } from "../../../engine/config-holder.ts";
import type { ModelGateway } from "../../../engine/ports.ts";

/** The parts of pi's model registry that describe models. */
export type Catalog = Pick<ModelRegistry, "find" | "getAll" | "hasConfiguredAuth">;

/** Which providers and models pi knows, for the messages about a routes file. */
export function knownNames(registry: Pick<ModelRegistry, "find" | "getProvider">): KnownModels {
	return {
		hasModel: (provider, modelId) => registry.find(provider, modelId) !== undefined,
		hasProvider: (provider) => registry.getProvider(provider) !== undefined,
	};
}

/** Knows targets by pi's catalog. Looks a target up once and keeps it until `refresh`, so a request never scans a catalog. */
export interface PiModelGateway extends ModelGateway {
	/** The concrete model of a target, for the call itself. */
	model(target: Target): Model<Api> | undefined;
	/** Looks these targets up anew and forgets the others, so that new logins, keys and models are seen. */
	refresh(targets: readonly Target[]): void;
}

function thinkingLevels(model: Model<Api>): readonly ThinkingLevel[] {
	if (!model.reasoning) return ["off"];
	const map = model.thinkingLevelMap ?? {};
	return THINKING_LEVELS.filter((level) => {
		if (map[level] === null) return false;
		return (level !== "xhigh" && level !== "max") || map[level] !== undefined;
	});
}

function hasCredentials(catalog: Catalog, target: Target, model: Model<Api>): boolean {
	const account = accountOf(target);
	if (account === target.provider) return catalog.hasConfiguredAuth(model);
	const ofAccount = catalog.getAll().find((other) => other.provider === account);
	return ofAccount !== undefined && catalog.hasConfiguredAuth(ofAccount);
}

function factsOf(model: Model<Api>, isPayable: boolean): ModelFacts {
	const { input, output, cacheRead, cacheWrite } = model.cost;
	return {
		api: model.api,
		contextWindowTokens: model.contextWindow,
		maxOutputTokens: model.maxTokens,
		hasImageInput: model.input.includes("image"),
		thinkingLevels: thinkingLevels(model),
		price: { input, output, cacheRead, cacheWrite },
		hasCredentials: isPayable,
	};
}

/** What is known of a target besides what the routes file says. */
type Described = Omit<Candidate, "target" | "configRank">;

function unknown(catalog: Catalog, { provider, modelId }: Target): Described {
	const all = catalog.getAll();
	const ids = all.filter((model) => model.provider === provider).map(({ id }) => id);
	if (ids.length > 0) return { nearestModelIds: nearestNames(modelId, ids) };
	return { nearestProviders: nearestNames(provider, new Set(all.map((model) => model.provider))) };
}

/** Makes the gateway. `catalog` is undefined until a session has begun. */
export function createModelGateway(
	catalog: () => Catalog | undefined,
	ownProviders: ReadonlySet<string>,
): PiModelGateway {
	const models = new Map<string, Model<Api> | undefined>();
	const described = new Map<string, Described>();
	/** The same candidates are asked for in nearly every request. */
	const candidates = new Map<string, Candidate>();

	const model = (target: Target): Model<Api> | undefined => {
		if (models.has(target.id)) return models.get(target.id);
		const isOwn = ownProviders.has(target.provider);
		const found = isOwn ? undefined : catalog()?.find(target.provider, target.modelId);
		models.set(target.id, found);
		return found;
	};
	const describe = (target: Target): Described => {
		const current = catalog();
		if (!current || ownProviders.has(target.provider)) return {};
		const found = model(target);
		if (found) return { facts: factsOf(found, hasCredentials(current, target, found)) };
		return unknown(current, target);
	};
	return {
		model,
		isReady: () => catalog() !== undefined,
		describe(target, configRank) {
			const last = candidates.get(target.id);
			if (last?.target === target && last.configRank === configRank) return last;
			const known = described.get(target.id) ?? describe(target);
			described.set(target.id, known);
			const candidate = { target, configRank, ...known };
			candidates.set(target.id, candidate);
			return candidate;
		},
		catalog() {
			const current = catalog();
			const all = current?.getAll().filter(({ provider }) => !ownProviders.has(provider)) ?? [];
			return all.map((one) => ({
				provider: one.provider,
				modelId: one.id,
				name: one.name,
				facts: factsOf(one, current?.hasConfiguredAuth(one) ?? false),
			}));
		},
		refresh(targets) {
			models.clear();
			described.clear();
			candidates.clear();
			for (const target of targets) described.set(target.id, describe(target));
		},
	};
}
