import { shortRequestId } from "../../core/explain/explain.ts";
import { ratingPhrase } from "../../core/reports/ratings-report.ts";
import { styled } from "../views/line.ts";
import { fields, paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { headline } from "./usage.ts";

const MAX_REQUESTS = 5;
const MAX_RATED = 5;

function report({ control, currentModel, sessionId }: CommandContext) {
	const { path, source, problems } = control.config();
	const shadow = control.mode("shadow");
	return {
		version: control.version,
		config: { path, source, problems },
		routes: control.routes().map(({ id, targets, policyRules, sortBy, affinity }) => {
			return { id, targets: targets.length, rules: policyRules.length, sortBy, affinity };
		}),
		aliases: control.aliases().size,
		models: control.models().length,
		model: currentModel === undefined ? null : `${currentModel.provider}/${currentModel.id}`,
		session: sessionId ?? null,
		shadow: { on: shadow.isOn, by: shadow.by },
		cooldowns: control.cooldowns().map(({ scope, key, phrase }) => `${scope} ${key}: ${phrase}`),
		circuits: control.circuits().map(({ provider, view }) => `${provider}: ${view.kind}`),
		ratings: control
			.ratings()
			.slice(0, MAX_RATED)
			.map((rated) => `${rated.model}: ${ratingPhrase(rated)}`),
		warnings: control.warnings(),
		requests: control
			.stories()
			.slice(-MAX_REQUESTS)
			.map(({ requestId, routeId, decision, final }) => {
				const outcome = final === undefined ? "running" : final.outcome;
				return `${shortRequestId(requestId)} ${routeId} ${decision.order[0] ?? "nobody"}: ${outcome}`;
			}),
	};
}

const listed = (texts: readonly string[]): string => (texts.length === 0 ? "none" : texts.join("; "));

function debug(_args: unknown, context: CommandContext): View {
	const { width } = context;
	const all = report(context);
	const routes = all.routes.map(({ id, targets, rules, sortBy, affinity }) => {
		return `${id} (${targets} targets, ${rules} rules, ${sortBy}, ${affinity})`;
	});
	const rows: [string, string][] = [
		["Version", all.version],
		["Routes file", `${all.config.path} (${all.config.source})`],
		["Problems", listed(all.config.problems)],
		["Routes", listed(routes)],
		["Names", `${all.aliases} aliases, ${all.models} models in pi's catalog`],
		["Model", `${all.model ?? "none"}, session ${all.session ?? "unknown"}`],
		["Shadow", `${all.shadow.on ? "on" : "off"}, by ${all.shadow.by}`],
		["Resting", listed(all.cooldowns)],
		["Circuits", listed(all.circuits)],
		["Ratings", listed(all.ratings)],
		["Warnings", listed(all.warnings)],
		["Requests", listed(all.requests)],
	];
	const note = "No prompt, key or answer is in here; /auto-router debug --json is for a bug report.";
	return {
		tone: "info",
		lines: [headline("Debug"), ...fields(rows, { width }), ...paragraph(styled("dim", note), { width })],
		json: all,
	};
}

/** `/auto-router debug`: what a bug report needs. */
export const debugCommand: Command = {
	name: "debug",
	summary: "what a bug report needs: versions, state, newest requests",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: debug,
};
