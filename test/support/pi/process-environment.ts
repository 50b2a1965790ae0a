/** Names of variables that may carry a provider's credentials or change where pi and its providers connect to. */
const CREDENTIAL = /key|token|secret|credential|password|^(?:aws|azure|google|cloudflare|pi)_|proxy/i;

let before: NodeJS.ProcessEnv | undefined;
let entered = 0;

/**
 * Gives this process the variables of a home and takes away whatever looks like a credential, so that code running
 * in it sees what a child process in that home would see. Returns what undoes it; the last one to leave restores all.
 */
export function enterEnvironment(env: Readonly<Record<string, string>>): () => void {
	before ??= { ...process.env };
	entered += 1;
	for (const name of Object.keys(process.env)) if (CREDENTIAL.test(name)) delete process.env[name];
	Object.assign(process.env, env);
	let hasLeft = false;
	return () => {
		if (hasLeft) return;
		hasLeft = true;
		entered -= 1;
		if (entered === 0) restore();
	};
}

function restore(): void {
	const original = before ?? {};
	before = undefined;
	for (const name of Object.keys(process.env)) if (!(name in original)) delete process.env[name];
	Object.assign(process.env, original);
}
