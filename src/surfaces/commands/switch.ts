import { loginHelp } from "../../core/wording/login-help.ts";
import { line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import { truncate } from "../views/width.ts";
import type { Command, CommandContext, SwitchResult, View } from "./command.ts";
import {
	aliasSuggestions,
	modelSuggestions,
	modelsOf,
	type NamedModel,
	ROUTER_PROVIDER,
	routeSuggestions,
	unknownName,
} from "./names.ts";
import type { Args } from "./parse-args.ts";
import { problemView } from "./usage.ts";

interface Skipped extends NamedModel {
	readonly why: Exclude<SwitchResult, "switched">;
}

function skippedSentence({ provider, modelId, why }: Skipped): string {
	return why === "unknown-model"
		? `pi has no model ${provider}/${modelId}`
		: `${provider}/${modelId} has no login or key: ${loginHelp(provider)}`;
}

function switchedView({ provider, modelId }: NamedModel, skipped: readonly Skipped[], context: CommandContext): View {
	const { control, width } = context;
	const model = `${provider}/${modelId}`;
	const first =
		provider === ROUTER_PROVIDER ? control.route(modelId)?.targets.find(({ rank }) => rank === 0) : undefined;
	const next = first === undefined ? [] : paragraph(`Tried first now: ${first.candidate.target.label}`, { width });
	const notes = skipped.flatMap((one) => paragraph(styled("dim", `Passed over: ${skippedSentence(one)}`), { width }));
	return {
		tone: "info",
		lines: [line("Switched to ", styled("accent", truncate(model, width - 12))), ...next, ...notes],
		json: { switchedTo: model, skipped, firstTarget: first?.candidate.target.id ?? null },
	};
}

async function switchTo({ words: [name = ""] }: Args, context: CommandContext): Promise<View> {
	const { control, width } = context;
	const resolved = control.resolve(name);
	if (resolved.kind === "unknown") {
		const ids = control.routes().map(({ id }) => id);
		return unknownName(resolved, width, [`Routes: ${ids.join(", ")}`]);
	}
	const skipped: Skipped[] = [];
	for (const wanted of modelsOf(resolved)) {
		const result = await context.switchModel(wanted.provider, wanted.modelId);
		if (result === "switched") return switchedView(wanted, skipped, context);
		skipped.push({ provider: wanted.provider, modelId: wanted.modelId, why: result });
	}
	return problemView(`Nothing was switched: "${name}" has no usable model.`, skipped.map(skippedSentence), width);
}

/** `/auto-router switch`: selects a route, the first usable model of an alias, or one model in pi. */
export const switchCommand: Command = {
	name: "switch",
	summary: "select a route, an alias or a concrete model in pi",
	usage: "<route|alias|provider/model>",
	words: [1, 1],
	complete: (words, { control }) =>
		words.length === 0
			? [...routeSuggestions(control), ...aliasSuggestions(control, false), ...modelSuggestions(control)]
			: [],
	run: switchTo,
};
