import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";

const DECODERS: Readonly<Record<string, (data: Buffer) => Buffer>> = {
	gzip: gunzipSync,
	deflate: inflateSync,
	br: brotliDecompressSync,
	zstd: zstdDecompressSync,
};

/** Reads a request's body to its end, decompresses it as its headers say and parses it; undefined when it is not JSON. */
export async function readJsonBody(incoming: IncomingMessage): Promise<unknown> {
	const data = await buffer(incoming);
	const decode = DECODERS[incoming.headers["content-encoding"] ?? ""];
	try {
		return JSON.parse((decode === undefined ? data : decode(data)).toString("utf8"));
	} catch {
		return undefined;
	}
}
