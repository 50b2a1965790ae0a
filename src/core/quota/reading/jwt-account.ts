import { fieldsOf } from "./untrusted.ts";

const CLAIM = "https://api.openai.com/auth";
const ACCOUNT = /^[\w-]{1,100}$/;

function claimsOf(payload: string): unknown {
	try {
		return JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
	} catch {
		// Not a token of the known kind; the caller has nothing to ask with then.
		return undefined;
	}
}

/** The ChatGPT account that an access token belongs to, as the token says. It is not verified: only OpenAI reads it. */
export function accountOfJwt(token: string): string | undefined {
	const [, payload, signature] = token.split(".", 3);
	if (payload === undefined || signature === undefined) return undefined;
	const account = fieldsOf(fieldsOf(claimsOf(payload))[CLAIM])["chatgpt_account_id"];
	return typeof account === "string" && ACCOUNT.test(account) ? account : undefined;
}
