import { accountOf, type Target } from "../../core/route.ts";
import { loginHelp } from "../../core/wording/login-help.ts";
import type { Control } from "../../engine/control.ts";
import { type Span, styled } from "../views/line.ts";

/** Whether a model could be called, in words; and what to do where it could not. */
export interface ModelState {
	readonly kind: "ready" | "no-login" | "no-model";
	readonly text: Span;
}

/** Looks a model up in pi's catalog, as a target would be. */
export function modelState(control: Control, { provider, modelId }: Pick<Target, "provider" | "modelId">): ModelState {
	const { target, facts, nearestModelIds = [], nearestProviders = [] } = control.describe(provider, modelId);
	if (!facts) {
		const nearest = [...nearestModelIds.map((id) => `${provider}/${id}`), ...nearestProviders];
		const hint = nearest.length === 0 ? "" : `; nearest: ${nearest.join(", ")}`;
		return { kind: "no-model", text: styled("error", `pi does not have it${hint}`) };
	}
	if (!facts.hasCredentials) {
		return { kind: "no-login", text: styled("dim", `no login or key: ${loginHelp(accountOf(target))}`) };
	}
	return { kind: "ready", text: styled("success", "ready") };
}
