import type { FileReport, Inspection } from "../../core/reports/inspection.ts";
import { targetState } from "../views/target-state.ts";
import type { CommandContext } from "./command.ts";

/** Something that keeps the router from doing what its user probably wants. */
export interface Finding {
	readonly kind: "error" | "warning" | "hint";
	readonly area: string;
	readonly text: string;
	/** What to do about it. */
	readonly todo?: string;
}

type Find = (context: CommandContext, inspection: Inspection) => readonly Finding[];

const configFindings: Find = ({ control }) => {
	const { path, problems } = control.config();
	const todo = `correct ${path}; it is read again as soon as it is saved`;
	return problems.map((text) => ({ kind: "error", area: "routes file", text, todo }));
};

const warningFindings: Find = ({ control }) =>
	control.warnings().map((text) => ({ kind: "warning", area: "notices", text }));

const routeFindings: Find = ({ control }) =>
	control.routes().flatMap(({ id }): Finding[] => {
		const targets = control.route(id)?.targets ?? [];
		if (targets.length === 0 || targets.some(({ rank }) => rank !== undefined)) return [];
		const todo = `/auto-router show ${id} says why`;
		return [{ kind: "error", area: "routes", text: `${id}: no target can be used now`, todo }];
	});

const catalogFindings: Find = ({ control }) => {
	if (control.models().length > 0) return [];
	const todo = "look at /model; without models there nothing can be routed";
	return [{ kind: "warning", area: "catalog", text: "pi has shown no models", todo }];
};

/** Targets that wait for a login, one line per remedy. */
const loginFindings: Find = ({ control }) => {
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
};

const ruleFindings: Find = ({ control }) =>
	control.ruleProblems().map(({ rule, routeId, detail }) => {
		const where = routeId === undefined ? "" : ` (${routeId})`;
		return { kind: "warning", area: "policy rules", text: `"${rule}"${where}: ${detail}` };
	});

const modeFindings: Find = ({ control }) => {
	const { isOn, by } = control.mode("shadow");
	if (!isOn) return [];
	const todo = by === "environment" ? "unset AUTO_ROUTER_SHADOW and start pi again" : "/auto-router shadow disable";
	return [{ kind: "warning", area: "modes", text: "shadow mode is on: the order of the routes file serves", todo }];
};

const quotaFindings: Find = ({ control }) => {
	const quotas = control.quotas().flatMap(({ account, error }) => (error === undefined ? [] : [{ account, error }]));
	const balances = control
		.balances()
		.flatMap(({ provider, error }) => (error === undefined ? [] : [{ account: provider, error }]));
	const finding =
		(what: string, todo: string) =>
		(one: { account: string; error: string }): Finding => {
			return { kind: "warning", area: what, text: `${one.account}: the last reading failed: ${one.error}`, todo };
		};
	return [
		...quotas.map(finding("quota", "/auto-router uvi refresh asks again; requests go on without it")),
		...balances.map(finding("credit", "/auto-router balance fetch asks again; requests go on without it")),
	];
};

/** Bits that let others read or write a file, and write into a folder. */
const OTHERS = { file: 0o077, folder: 0o022, missing: 0, other: 0 } as const;
const USERS_OWN = "routes file";

function isOpenToOthers({ what, kind, mode = 0 }: FileReport): boolean {
	const bits = what === USERS_OWN ? OTHERS.folder : OTHERS[kind];
	return (mode & bits) !== 0;
}

function openFinding({ what, path, kind, mode = 0 }: FileReport): Finding {
	const isForWriting = kind === "folder" || what === USERS_OWN;
	const can = isForWriting ? "others can write it" : "others can read it";
	const text = `${what} ${path}: ${can} (mode ${mode.toString(8).padStart(4, "0")})`;
	return { kind: "warning", area: "files", text, todo: `chmod ${isForWriting ? "go-w" : "600"} ${path}` };
}

const fileFindings: Find = (_context, { files }) =>
	files.flatMap((file): Finding[] => {
		const { what, path, kind, problem } = file;
		if (problem !== undefined) return [{ kind: "error", area: "files", text: `${what} ${path}: ${problem}` }];
		if (kind === "other") {
			return [
				{ kind: "error", area: "files", text: `${what} ${path} is neither a file nor a folder`, todo: "remove it" },
			];
		}
		return isOpenToOthers(file) ? [openFinding(file)] : [];
	});

const variableFindings: Find = (_context, { variables }) =>
	variables.flatMap(({ name, value, problem }): Finding[] =>
		problem === undefined
			? []
			: [
					{
						kind: "warning",
						area: "environment",
						text: `${name}=${value}: ${problem}`,
						todo: `correct or unset ${name}, and start pi again`,
					},
				],
	);

/** Oldest Node of the package's `engines`. */
const OLDEST_NODE = [22, 19] as const;

const versionFindings: Find = (_context, { node }) => {
	const [major = 0, minor = 0] = node.replace(/^v/, "").split(".").map(Number);
	const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
	if (!isOld) return [];
	const todo = "install a newer Node";
	return [{ kind: "error", area: "versions", text: `Node ${node} is older than ${OLDEST_NODE.join(".")}`, todo }];
};

const FINDERS: readonly Find[] = [
	versionFindings,
	configFindings,
	catalogFindings,
	routeFindings,
	ruleFindings,
	modeFindings,
	fileFindings,
	warningFindings,
	quotaFindings,
	variableFindings,
	loginFindings,
];

/** Everything that is not as it should be, and what to do about each. */
export function findingsOf(context: CommandContext, inspection: Inspection): readonly Finding[] {
	return FINDERS.flatMap((find) => find(context, inspection));
}
