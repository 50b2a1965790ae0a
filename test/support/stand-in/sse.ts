import { randomBytes } from "node:crypto";

/** One server-sent event. Without a name it is the bare `data:` form. */
export function sseFrame(data: unknown, event?: string): string {
	const payload = typeof data === "string" ? data : JSON.stringify(data);
	return `${event === undefined ? "" : `event: ${event}\n`}data: ${payload}\n\n`;
}

/**
 * A fresh id in the style of the providers, such as `msg_kdbf…`. Letters only: pi looks for status codes anywhere in
 * an error message, so an id that happened to contain "502" would change its verdict.
 */
export function freshId(prefix: string): string {
	const letters = Array.from(randomBytes(24), (byte) => String.fromCharCode(97 + (byte % 26)));
	return prefix + letters.join("");
}

/** The `model` of a JSON request body; undefined when it has none. */
export function modelInBody(body: unknown): string | undefined {
	if (typeof body !== "object" || body === null || !("model" in body)) return undefined;
	return typeof body.model === "string" ? body.model : undefined;
}

/** Cuts a text into at most `count` pieces of equal size that give the text again when joined. None for an empty text. */
export function splitText(text: string, count: number): string[] {
	const characters = Array.from(text);
	const size = Math.max(1, Math.ceil(characters.length / Math.max(1, count)));
	const pieces: string[] = [];
	for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(""));
	return pieces;
}
