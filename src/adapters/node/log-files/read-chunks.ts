import { type FileHandle, open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const CHUNK_BYTES = 256 * 1024;
const GZIP_START = [0x1f, 0x8b] as const;

/** Hears how many bytes of the file itself were read. */
export type OnRead = (bytes: number) => void;

/**
 * A file's bytes, unpacked if it is packed. Each chunk is good until the next one is asked for. Pipes are read as well,
 * so that `<(zcat …)` works.
 */
export async function* readFileChunks(path: string, onRead: OnRead): AsyncGenerator<Buffer> {
	const handle = await open(path, "r");
	try {
		yield* unpacked(chunksOf(handle, onRead));
	} finally {
		await handle.close();
	}
}

/** The bytes of a stream, unpacked if they are packed. */
export function readStreamChunks(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	return unpacked(stream);
}

async function* chunksOf(handle: FileHandle, onRead: OnRead): AsyncGenerator<Buffer> {
	const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
	for (;;) {
		const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
		if (bytesRead === 0) return;
		onRead(bytesRead);
		yield buffer.subarray(0, bytesRead);
	}
}

async function* unpacked(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	const rest = chunks[Symbol.asyncIterator]();
	const first = await atLeast(GZIP_START.length, rest);
	const all = again(first, rest);
	if (GZIP_START.some((byte, at) => first[at] !== byte)) return yield* all;
	// The stream keeps what it has not unpacked yet, so it gets copies.
	const packed = Readable.from(copies(all), { objectMode: false, highWaterMark: CHUNK_BYTES });
	yield* pipeline(packed, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined);
}

/** The first bytes; fewer than asked for where there are no more. */
async function atLeast(bytes: number, chunks: AsyncIterator<Buffer>): Promise<Buffer> {
	let first = Buffer.alloc(0);
	while (first.length < bytes) {
		const next = await chunks.next();
		if (next.done === true) break;
		first = Buffer.concat([first, next.value]);
	}
	return first;
}

async function* again(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
	yield first;
	for (;;) {
		const next = await rest.next();
		if (next.done === true) return;
		yield next.value;
	}
}

async function* copies(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	for await (const chunk of chunks) yield Buffer.from(chunk);
}
