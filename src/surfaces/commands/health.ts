import { loginHelp } from "../../core/wording/login-help.ts";
import { type Line, line, type Role, type Span, styled } from "../views/line.ts";
import { paragraph } from "../views/table.ts";
import { type AccountHealth, accountHealths, isWithoutLogin, type Symptom, symptomsOf } from "./account-health.ts";
import { circuitJson } from "./circuit.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { headline } from "./usage.ts";

interface Examined {
	readonly health: AccountHealth;
	readonly symptoms: readonly Symptom[];
	readonly state: "well" | "troubled" | "unusable" | "no-login";
}

const MARKS: Readonly<Record<Examined["state"], Span>> = {
	well: styled("success", "✓ "),
	troubled: styled("warning", "⚠ "),
	unusable: styled("error", "✗ "),
	"no-login": styled("dim", "– "),
};
const ROLES: Readonly<Record<Symptom["tone"], Role>> = { plain: "dim", warning: "warning", error: "error" };

function examine(health: AccountHealth, context: CommandContext): Examined {
	const symptoms = symptomsOf(health, context.control);
	const isUsable = health.targets.some(({ rank }) => rank !== undefined);
	const isTroubled = symptoms.some(({ tone }) => tone !== "plain");
	const state = isWithoutLogin(health) ? "no-login" : !isUsable ? "unusable" : isTroubled ? "troubled" : "well";
	return { health, symptoms, state };
}

function accountLines({ health, symptoms, state }: Examined, width: number): Line[] {
	const usable = health.targets.filter(({ rank }) => rank !== undefined).length;
	const all = health.targets.length;
	const targets = `${usable} of ${all} ${all === 1 ? "target" : "targets"} can be asked now`;
	return [
		line(MARKS[state], styled("strong", health.account), styled("dim", ` · ${targets}`)),
		...symptoms.flatMap(({ tone, text, todo }) => [
			...paragraph(styled(ROLES[tone], text), { width, indent: 4 }),
			...(todo === undefined ? [] : paragraph(todo, { width, indent: 4, bullet: "→ " })),
		]),
	];
}

const iso = (atMs: number | undefined): string | null => (atMs === undefined ? null : new Date(atMs).toISOString());

function accountJson({ health, symptoms, state }: Examined): unknown {
	const { account, targets, login, resting, circuits, quota, balance, lastError } = health;
	const times = targets.flatMap(({ ttftMs }) => ttftMs ?? []);
	return {
		account,
		state,
		login: login ? { kind: login.kind, from: login.from ?? null, expiresAt: iso(login.expiresAtMs) } : null,
		targets: targets.map(({ candidate, rank }) => ({ target: candidate.target.id, usable: rank !== undefined })),
		resting: resting.map(({ untilMs, ...rest }) => ({ ...rest, until: iso(untilMs) })),
		circuits: circuits.map(circuitJson),
		quota: quota ? { status: quota.status ?? null, uvi: quota.uvi ?? null, error: quota.error ?? null } : null,
		balance: balance ? { amounts: balance.amounts, readAt: iso(balance.readAtMs), error: balance.error ?? null } : null,
		ttftMs: times.length === 0 ? null : Math.min(...times),
		lastError: lastError ? { ...lastError, at: iso(lastError.atMs) } : null,
		symptoms,
	};
}

/** Accounts without a login are told together, since routes name many that people do not have. */
function missingLines(missing: readonly Examined[], width: number): Line[] {
	if (missing.length === 0) return [];
	return [
		line(MARKS["no-login"], styled("dim", "no login or key, so never asked:")),
		...missing.flatMap(({ health: { account } }) =>
			paragraph(styled("dim", `${account}: ${loginHelp(account)}`), { width, indent: 4 }),
		),
	];
}

async function showHealth(_args: unknown, context: CommandContext): Promise<View> {
	const { control, width } = context;
	const { logins } = await control.inspect();
	const all = accountHealths(control, logins).map((health) => examine(health, context));
	const known = all.filter(({ state }) => state !== "no-login");
	const none = paragraph("No account that a route names has a login or key.", { width });
	return {
		// The marks have colours of their own, which pi would paint over.
		tone: "info",
		lines: [
			headline("Health", "of the accounts that routes name, asking nobody"),
			...(known.length === 0 ? none : known.flatMap((one) => accountLines(one, width))),
			...missingLines(
				all.filter(({ state }) => state === "no-login"),
				width,
			),
		],
		json: { accounts: all.map(accountJson) },
	};
}

/** `/auto-router health`: how every account in use stands, and what to do about what is wrong. */
export const healthCommand: Command = {
	name: "health",
	summary: "how every account stands: login, rests, quota, credit",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: showHealth,
};
