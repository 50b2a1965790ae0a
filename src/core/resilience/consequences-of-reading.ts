import type { CooldownScope, Fact } from "../events.ts";
import type { QuotaFigures, QuotaWindow } from "../quota/quota-reading.ts";
import type { RouterState } from "../state.ts";
import { type Cooldown, cooldownKey, restSetAfter } from "./cooldown.ts";

/** What an endpoint said of an account, and when, epoch milliseconds. */
export interface AccountReading {
	readonly account: string;
	readonly figures: QuotaFigures;
	/** When it was asked: what was learnt since is newer than the answer. */
	readonly askedAtMs: number;
	readonly nowMs: number;
}

const hasRoom = ({ usedShare }: QuotaWindow): boolean => usedShare < 1;

/** A plan that may be used whatever its windows say has room; one that may not has none. */
function isRoomForAccount({ windows, isUsable }: QuotaFigures): boolean {
	if (isUsable !== undefined) return isUsable;
	const ofAccount = windows.filter(({ family }) => family === undefined);
	return ofAccount.length > 0 && ofAccount.every(hasRoom);
}

/** Evidence of a failure and a reading may name a family with more or fewer words. */
function isSameFamily(a: string, b: string): boolean {
	const [one, other] = [a.toLowerCase(), b.toLowerCase()];
	return one.includes(other) || other.includes(one);
}

/** True where the reading names the family and everything that counts for it has room. */
function isRoomForFamily({ windows, isUsable }: QuotaFigures, name: string): boolean {
	if (isUsable === false) return false;
	const ofAccount = windows.filter(({ family }) => family === undefined);
	const ofFamily = windows.filter(({ family }) => family !== undefined && isSameFamily(family, name));
	return ofFamily.length > 0 && ofFamily.every(hasRoom) && (isUsable === true || ofAccount.every(hasRoom));
}

/** Part of an account that may rest, and why its rest is over. */
interface Recovered {
	readonly scope: CooldownScope;
	readonly key: string;
	readonly kind: Cooldown["kind"];
	readonly reason: string;
}

function recoveredParts(state: RouterState, { account, figures }: AccountReading): readonly Recovered[] {
	const parts: Recovered[] = [];
	const hasCredit = figures.isUsable !== false && figures.balances.some(({ amount }) => amount > 0);
	if (hasCredit) parts.push({ scope: "account", key: account, kind: "balance", reason: `${account} has credit` });
	const reason = `${account} has room in its plan`;
	if (isRoomForAccount(figures)) parts.push({ scope: "account", key: account, kind: "window", reason });
	for (const key of state.restingFamilies) {
		const slash = key.indexOf("/");
		if (key.slice(0, slash) !== account || !isRoomForFamily(figures, key.slice(slash + 1))) continue;
		parts.push({ scope: "family", key, kind: "window", reason });
	}
	return parts;
}

/** True where everything that was set, one rest behind the other, is of this kind: clearing takes all of them. */
function isAllOf(kind: Cooldown["kind"], cooldown: Cooldown): boolean {
	return cooldown.kind === kind && (cooldown.later === undefined || isAllOf(kind, cooldown.later));
}

/**
 * The facts that follow from a good reading: an account with credit need not rest for want of it, an account or a model
 * family with room in its plan need not rest for a full window. Rests of other kinds, and those set since the question
 * was asked, stay.
 */
export function consequencesOfReading(state: RouterState, reading: AccountReading): readonly Fact[] {
	if (state.cooldowns.size === 0) return [];
	return recoveredParts(state, reading).flatMap(({ scope, key, kind, reason }): readonly Fact[] => {
		const cooldown = state.cooldowns.get(cooldownKey(scope, key));
		const isOver = !cooldown || cooldown.untilMs <= reading.nowMs;
		if (isOver || !isAllOf(kind, cooldown) || restSetAfter(cooldown, reading.askedAtMs)) return [];
		return [{ type: "cooldown.cleared", atMs: reading.nowMs, data: { scope, key, reason } }];
	});
}
