import { promptMark } from "../said.ts";
import type { Action } from "../schedule.ts";
import type { OpenSession, World } from "../world.ts";

/** A picture of one transparent dot. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const LONG_PROMPT_WORDS = 6_000;

/** What pi itself says to a prompt that it cannot send, such as for a model that is gone with its routes file. */
const PI_REFUSES = /no model|not found|api key|configured|already processing|unknown model/i;

/** The next prompt's mark. */
export function nextMark(world: World): string {
	world.prompts += 1;
	return promptMark(world.prompts);
}

/** Sends a prompt and waits until pi will not go on by itself. */
export async function ask(
	world: World,
	{ sdk }: OpenSession,
	kind: Extract<Action, { do: "ask" }>["prompt"],
): Promise<void> {
	const filling = kind === "long" ? " word".repeat(LONG_PROMPT_WORDS) : "";
	const text = `${nextMark(world)} say something${filling}`;
	const images = kind === "image" ? [{ type: "image" as const, mimeType: "image/png", data: PNG }] : [];
	try {
		await sdk.session.prompt(text, { images });
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		if (PI_REFUSES.test(message)) world.refusals.push(message);
		else world.complaints.push(`A prompt was thrown back: ${error instanceof Error ? error.stack : message}`);
	}
}
