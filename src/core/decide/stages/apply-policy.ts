import type { Candidate } from "../../decision.ts";
import { isModelNamed } from "../../policy/subject.ts";
import type { DecideInput } from "../stage.ts";
import { rejectWhen, type Verdict } from "./reject.ts";

function quoted(names: readonly string[]): string {
	return [...new Set(names)].join(" or ");
}

function judge(candidate: Candidate, { request, effects }: DecideInput): Verdict {
	const { target } = candidate;
	const { pin } = request;
	if (pin && !pin.targetIds.includes(target.id)) {
		return { code: "not-pinned", detail: `the prompt asks for @${pin.name}` };
	}
	const provider = effects.excludeProviders.find(({ value }) => value === target.provider);
	if (provider) return { code: "excluded-provider", detail: `rule "${provider.rule}" excludes ${target.provider}` };
	const model = effects.excludeModels.find(({ value }) => isModelNamed(value, target));
	if (model) return { code: "excluded-model", detail: `rule "${model.rule}" excludes ${model.value}` };
	const { requireProviders, billing } = effects;
	if (requireProviders.length > 0 && !requireProviders.some(({ value }) => value === target.provider)) {
		const wanted = quoted(requireProviders.map(({ value }) => value));
		const rules = quoted(requireProviders.map(({ rule }) => `"${rule}"`));
		return { code: "not-required-provider", detail: `rule ${rules} requires ${wanted}` };
	}
	if (billing && billing.value !== target.billing) {
		return {
			code: "wrong-billing",
			detail: `rule "${billing.rule}" requires billing ${billing.value}, this target is ${target.billing}`,
		};
	}
	return undefined;
}

/** Removes what the prompt or a policy rule rules out. Final: nothing brings such a target back. */
export const applyPolicy = rejectWhen("policy", judge);
