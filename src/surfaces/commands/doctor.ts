import type { FileReport, Inspection } from "../../core/reports/inspection.ts";
import { formatDuration } from "../../core/text/format.ts";
import type { Control } from "../../engine/control.ts";
import { type Line, line, styled } from "../views/line.ts";
import { fields, paragraph } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { configPhrase } from "./config-lines.ts";
import { type Finding, findingsOf } from "./findings.ts";
import { headline } from "./usage.ts";

const MARKS = { error: styled("error", "✗ "), warning: styled("warning", "⚠ "), hint: styled("dim", "→ ") } as const;

function findingLines({ kind, area, text, todo }: Finding, width: number): Line[] {
	const [first = [], ...more] = paragraph(`${area}: ${text}`, { width: width - 2 });
	return [
		line(MARKS[kind], ...first),
		...more.map((one) => line("  ", ...one)),
		...(todo === undefined ? [] : paragraph(todo, { width, indent: 2, bullet: "→ " })),
	];
}

const count = (many: number, one: string): string => `${many} ${one}${many === 1 ? "" : "s"}`;

function sizeOf(bytes: number): string {
	return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function filesPhrase(files: readonly FileReport[]): string {
	const folder = files.find(({ what }) => what === "log folder")?.path ?? "";
	const sizes = ["event log", "saved state", "log set aside"].flatMap((what) => {
		const found = files.filter((file) => file.what === what && file.bytes !== undefined);
		const bytes = found.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
		return found.length === 0 ? [] : [`${what} ${sizeOf(bytes)}`];
	});
	return [folder, ...(sizes.length === 0 ? ["nothing written yet"] : sizes)].join(", ");
}

/** How old the newest reading of each account is that vendors were asked about. */
function readingsPhrase(control: Control): string {
	const nowMs = control.now();
	const quotas = control.quotas().flatMap(({ account, windows }) => {
		const read = windows.flatMap(({ readAtMs }) => readAtMs ?? []);
		return read.length === 0 ? [] : [`${account} ${formatDuration(nowMs - Math.max(...read))} ago`];
	});
	const balances = control.balances().flatMap(({ provider, readAtMs }) => {
		return readAtMs === undefined ? [] : [`${provider} (credit) ${formatDuration(nowMs - readAtMs)} ago`];
	});
	const all = [...quotas, ...balances];
	return all.length === 0 ? "none yet" : all.join(", ");
}

function earlierPhrase({ files, imports }: Inspection): string {
	const kept = files.filter(({ what }) => what === "earlier extension").length;
	if (kept === 0 && imports.length === 0) return "nothing to take over";
	const taken = imports.length === 0 ? "nothing was taken over" : `taken over: ${imports.join(", ")}`;
	return kept === 0 ? taken : `${taken}; ${count(kept, "original")} kept as *.v1.bak`;
}

function summary(context: CommandContext, inspection: Inspection): [string, string][] {
	const { control } = context;
	const { pi = "of unknown version", node, variables, logins } = inspection;
	const present = logins.filter(({ kind }) => kind !== "none").map(({ account, kind }) => `${account} (${kind})`);
	const rules = control.rules().reduce((sum, one) => sum + one.rules.length, 0);
	return [
		["Versions", `auto-router ${control.version}, pi ${pi}, Node ${node}`],
		["Config", configPhrase(control.config())],
		["Routes", `${count(control.routes().length, "route")}, ${count(rules, "policy rule")}`],
		["Catalog", `${count(control.models().length, "model")} in pi`],
		["Logins", present.length === 0 ? "none of an account that a route names" : present.join(", ")],
		["Files", filesPhrase(inspection.files)],
		["Readings", readingsPhrase(control)],
		["Earlier", earlierPhrase(inspection)],
		["Variables", variables.length === 0 ? "none" : variables.map(({ name, value }) => `${name}=${value}`).join(", ")],
	];
}

async function doctor(_args: unknown, context: CommandContext): Promise<View> {
	const { control, width } = context;
	const inspection = await control.inspect();
	const findings = findingsOf(context, inspection);
	const isSick = findings.some(({ kind }) => kind !== "hint");
	const well = paragraph(styled("success", "Nothing is wrong with configuration, routes, rules and files."), { width });
	return {
		// The findings have colours of their own, which pi would paint over.
		tone: "info",
		lines: [
			headline("Doctor", isSick ? "what is wrong, and what to do" : "all is well"),
			...(isSick ? [] : well),
			...findings.flatMap((finding) => findingLines(finding, width)),
			line(),
			...fields(summary(context, inspection), { width }),
		],
		json: { findings, versions: { autoRouter: control.version, pi: inspection.pi ?? null }, ...inspection },
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
