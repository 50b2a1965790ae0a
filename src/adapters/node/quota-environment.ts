type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_TTL_MS = 60_000;
const MIN_TTL_MS = 1_000;
const MAX_TTL_MS = 24 * 3_600_000;

/** True when pi was told to stay off the network: `--offline` sets `PI_OFFLINE` to 1; pi also takes `true` and `yes`. */
export function isOffline(env: Environment): boolean {
	return ["1", "true", "yes"].includes(env["PI_OFFLINE"]?.trim().toLowerCase() ?? "");
}

/** How old readings of quota may become, milliseconds: `AUTO_ROUTER_UVI_TTL_MS`, a minute where that says nothing usable. */
export function quotaTtlMs(env: Environment): number {
	const text = env["AUTO_ROUTER_UVI_TTL_MS"]?.trim() ?? "";
	return /^\d{1,12}$/.test(text) ? Math.min(MAX_TTL_MS, Math.max(MIN_TTL_MS, Number(text))) : DEFAULT_TTL_MS;
}
