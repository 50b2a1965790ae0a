import type { ResponseEvidence } from "../../../core/classify/evidence.ts";

type Fetch = typeof globalThis.fetch;

/** A fetch that remembers what it saw. */
export interface WatchedFetch {
	readonly fetch: Fetch;
	evidence(): ResponseEvidence | undefined;
	/** Header values of the last request that authorize it. */
	credentials(): readonly string[];
}

/** Error bodies are read up to this many bytes; no provider documents a longer one. */
const MAX_BODY_BYTES = 65_536;
const FIRST_ERROR_STATUS = 400;

function headersOf(response: Response): Readonly<Record<string, string>> {
	return Object.fromEntries(response.headers.entries());
}

/** Node's own code of a failed connection, dug out of the causes that fetch wraps it in. */
function connectionCode(error: unknown): string | undefined {
	let current: unknown = error;
	for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
		if (current.name === "AbortError") return undefined;
		if ("code" in current && typeof current.code === "string") return current.code;
		current = current instanceof AggregateError ? current.errors[0] : current.cause;
	}
	return undefined;
}

async function readBounded(response: Response): Promise<Uint8Array<ArrayBuffer>> {
	const reader = response.body?.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	while (reader && size < MAX_BODY_BYTES) {
		const { done, value } = await reader.read();
		if (done) break;
		chunks.push(value);
		size += value.byteLength;
	}
	await reader?.cancel();
	const bytes = new Uint8Array(Math.min(size, MAX_BODY_BYTES));
	let at = 0;
	for (const chunk of chunks) {
		const part = chunk.subarray(0, bytes.length - at);
		bytes.set(part, at);
		at += part.byteLength;
	}
	return bytes;
}

/**
 * Reports every chunk a reader takes. The stream object itself is kept: piping it through another one would cost
 * several microseconds a chunk.
 */
function watchBody(response: Response, onActivity: () => void): void {
	const body = response.body;
	if (!body) return;
	const getReader = body.getReader.bind(body);
	const watched = (): ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> => {
		const reader = getReader();
		const read = reader.read.bind(reader);
		reader.read = () => {
			const step = read();
			step.then(onActivity, onActivity);
			return step;
		};
		return reader;
	};
	async function* values(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
		const reader = watched();
		try {
			for (;;) {
				const { done, value } = await reader.read();
				if (done) return;
				yield value;
			}
		} finally {
			await reader.cancel();
		}
	}
	const hasMode = (args: unknown[]) => args.length > 0 && args[0] !== undefined;
	Object.defineProperties(body, {
		getReader: { value: (...args: Parameters<typeof getReader>) => (hasMode(args) ? getReader(...args) : watched()) },
		[Symbol.asyncIterator]: { value: values },
		values: { value: values },
	});
}

const AUTHORIZING = /authorization|api-?key|token|secret|cookie/;

function credentialsIn(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): readonly string[] {
	const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
	return [...headers].flatMap(([name, value]) => (AUTHORIZING.test(name) ? [value] : []));
}

/** Wraps a fetch: keeps status, headers and error body of its last response, and reports bytes as they arrive. */
export function watchFetch(inner: Fetch, onActivity: () => void): WatchedFetch {
	let seen: ResponseEvidence | undefined;
	let credentials: () => readonly string[] = () => [];
	const fetch: Fetch = async (input, init) => {
		seen = undefined;
		credentials = () => credentialsIn(input, init);
		let response: Response;
		try {
			response = await inner(input, init);
		} catch (error) {
			const connectionError = connectionCode(error);
			if (connectionError !== undefined) seen = { connectionError };
			throw error;
		}
		onActivity();
		const { status, statusText } = response;
		seen = { status, headers: headersOf(response) };
		if (status < FIRST_ERROR_STATUS) {
			watchBody(response, onActivity);
			return response;
		}
		const bytes = await readBounded(response);
		const body = new TextDecoder().decode(bytes);
		seen = { ...seen, body };
		const headers = new Headers(response.headers);
		// The body was decoded by fetch already; its old length and encoding no longer describe it.
		headers.delete("content-encoding");
		headers.delete("content-length");
		return new Response(bytes, { status, statusText, headers });
	};
	return { fetch, evidence: () => seen, credentials: () => credentials() };
}
