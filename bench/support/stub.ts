/**
 * An object with these members on which every other method exists too and does nothing, as a host may have more than a
 * measurement needs. `in` tells only the given members, so that features are detected as absent.
 */
export function stubOf<T extends object>(members: object): T {
	return new Proxy(members, {
		get(target, name, receiver) {
			// Something with `then` would be taken for a promise.
			if (name in target || typeof name === "symbol" || name === "then") return Reflect.get(target, name, receiver);
			return () => undefined;
		},
	}) as T;
}
