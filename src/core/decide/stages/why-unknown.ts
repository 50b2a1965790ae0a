import type { Candidate } from "../../decision.ts";

const nearest = (kind: string, names: readonly string[] | undefined): string =>
	names?.length ? `; nearest ${kind}: ${names.join(", ")}` : "";

/** Why pi's catalog does not have a target, and what was probably meant. */
export function whyUnknown({ target, nearestModelIds, nearestProviders }: Candidate): string {
	const { provider, modelId } = target;
	if (nearestProviders) return `pi has no provider "${provider}"${nearest("providers", nearestProviders)}`;
	return `${provider} has no model "${modelId}"${nearest("ids", nearestModelIds)}`;
}
