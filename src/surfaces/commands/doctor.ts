import { type Line, line, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import { targetState } from "../views/target-state.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { headline } from "./usage.ts";

/** Something that keeps the router from doing what its user probably wants, and what to do about it. */
interface Finding {
	readonly kind: "error" | "warning" | "hint";
	readonly area: string;
	readonly text: string;
}

function configFindings({ control }: CommandContext): readonly Finding[] {
	const { problems } = control.config();
	return [
		...problems.map((text): Finding => ({ kind: "error", area: "routes file", text })),
		...control.warnings().map((text): Finding => ({ kind: "warning", area: "files", text })),
	];
}

function routeFindings({ control }: CommandContext): readonly Finding[] {
	return control.routes().flatMap(({ id }): Finding[] => {
		const targets = control.route(id)?.targets ?? [];
		if (targets.length === 0 || targets.some(({ rank }) => rank !== undefined)) return [];
		const text = `${id}: no target can be used now; /auto-router show ${id} says why`;
		return [{ kind: "error", area: "routes", text }];
	});
}

/** Targets that wait for a login, one line per remedy. */
function loginFindings({ control }: CommandContext): readonly Finding[] {
	const labels = new Map<string, Set<string>>();
	for (const { id } of control.routes()) {
		for (const report of control.route(id)?.targets ?? []) {
			const { kind, help } = targetState(report, control.now());
			if (kind !== "no-login" || help === undefined) continue;
			labels.set(help, (labels.get(help) ?? new Set()).add(report.candidate.target.label));
		}
	}
	return [...labels].map(([help, names]) => {
		return { kind: "hint", area: "logins", text: `${help}: then ${[...names].join(", ")} can be used` };
	});
}

function ruleFindings({ control }: CommandContext): readonly Finding[] {
	return control.ruleProblems().map(({ rule, routeId, detail }): Finding => {
		const where = routeId === undefined ? "" : ` (${routeId})`;
		return { kind: "warning", area: "policy rules", text: `"${rule}"${where}: ${detail}` };
	});
}

function modeFindings({ control }: CommandContext): readonly Finding[] {
	const { isOn } = control.mode("shadow");
	if (!isOn) return [];
	const text = "shadow mode is on: the order of the routes file serves; /auto-router shadow disable ends it";
	return [{ kind: "warning", area: "modes", text }];
}

const MARKS = { error: styled("error", "✗ "), warning: styled("warning", "⚠ "), hint: styled("dim", "→ ") } as const;

function findingLines({ kind, area, text }: Finding, width: number): Line[] {
	const [first = [], ...more] = paragraph(`${area}: ${text}`, { width: width - 2 });
	return [line(MARKS[kind], ...first), ...more.map((one) => line("  ", ...one))];
}

function doctor(_args: unknown, context: CommandContext): View {
	const { width } = context;
	const finders = [configFindings, routeFindings, ruleFindings, modeFindings, loginFindings];
	const findings = finders.flatMap((find) => find(context));
	const isSick = findings.some(({ kind }) => kind !== "hint");
	const well = paragraph(styled("success", "Nothing is wrong with configuration, routes, rules and files."), { width });
	return {
		tone: isSick ? "warning" : "info",
		lines: [
			headline("Doctor", isSick ? "what is wrong, and what to do" : "all is well"),
			...(isSick ? [] : well),
			...findings.flatMap((finding) => findingLines(finding, width)),
		],
		json: { findings },
	};
}

/** `/auto-router doctor`: what keeps the router from doing what its user probably wants, and what to do about it. */
export const doctorCommand: Command = {
	name: "doctor",
	summary: "what is wrong with files, routes, logins and rules",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: doctor,
};
