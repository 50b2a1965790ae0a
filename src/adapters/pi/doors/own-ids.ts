/** Provider id under which the routes are listed. */
export const ROUTER_PROVIDER = "auto-router";
/** Hidden provider that carries out what a virtual model routes to it. */
export const ENGINE_PROVIDER = "auto-router-engine";
/** Protocol id of both: pi hands every model of this protocol to our stream function. */
export const ROUTER_API = "auto-router";
/** Never contacted; pi wants an address for every provider with models. */
export const NOWHERE = "https://auto-router.invalid";
/** Providers that a target may not name, since the router would call itself. */
export const OWN_PROVIDERS: ReadonlySet<string> = new Set([ROUTER_PROVIDER, ENGINE_PROVIDER]);
