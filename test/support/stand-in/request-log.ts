import type { IncomingHttpHeaders } from "node:http";
import type { ApiName } from "./protocol.ts";

/** A request as the stand-in received it. The last two fields change while it is answered. */
export interface RecordedRequest {
	/** The provider it was meant for, from the prefix of its path. */
	readonly provider: string;
	readonly model: string;
	readonly protocol: ApiName;
	readonly transport: "http" | "websocket";
	/** `performance.now()` when its headers had arrived. */
	readonly at: number;
	readonly headers: IncomingHttpHeaders;
	/** The parsed JSON body; undefined when it was none. */
	readonly body: unknown;
	/** What the service's rules say against it; then it was answered with that, whatever the script says. */
	readonly problem?: string;
	/** The client went away before the response was complete. */
	readonly isAborted: boolean;
	/** `performance.now()` when the response was over, complete or not. */
	readonly closedAt: number | undefined;
}

/** How a wait is told what it waits for: the n-th request (from 1) or the first that fits. */
export type RequestSelector = number | ((request: RecordedRequest) => boolean);

/** All requests so far, and promises of those to come. */
export interface RequestLog {
	add(facts: Omit<RecordedRequest, "isAborted" | "closedAt">): RecordedRequest;
	/** Marks a request as over. */
	close(request: RecordedRequest, end: { isAborted: boolean }): void;
	list(model?: string): readonly RecordedRequest[];
	/** Resolves with the request that fits, at once when it is there already; rejects after `timeoutMs`. */
	waitFor(
		find: (requests: readonly RecordedRequest[]) => RecordedRequest | undefined,
		wait: Wait,
	): Promise<RecordedRequest>;
	/** Forgets all requests. Waits stay. */
	clear(): void;
	/** Rejects whoever still waits. */
	dispose(): void;
}

/** How long to wait, and what the error calls it when it did not come. */
export interface Wait {
	readonly timeoutMs: number;
	readonly what: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Creates an empty log. */
export function createRequestLog(): RequestLog {
	const requests: Mutable<RecordedRequest>[] = [];
	const checks = new Set<() => void>();
	const farewells = new Set<(error: Error) => void>();
	const changed = () => {
		for (const check of checks) check();
	};
	return {
		add(facts) {
			const request = { ...facts, isAborted: false, closedAt: undefined };
			requests.push(request);
			changed();
			return request;
		},
		close(request, { isAborted }) {
			Object.assign(request, { isAborted, closedAt: performance.now() });
			changed();
		},
		list: (model) => requests.filter((request) => model === undefined || request.model === model),
		waitFor(find, { timeoutMs, what }) {
			const { promise, resolve, reject } = Promise.withResolvers<RecordedRequest>();
			const check = () => {
				const found = find(requests);
				if (found !== undefined) resolve(found);
			};
			const timer = setTimeout(() => {
				reject(new Error(`The stand-in saw no ${what} within ${timeoutMs} ms. It saw: ${summarize(requests)}`));
			}, timeoutMs);
			checks.add(check);
			farewells.add(reject);
			check();
			return promise.finally(() => {
				clearTimeout(timer);
				checks.delete(check);
				farewells.delete(reject);
			});
		},
		clear() {
			requests.length = 0;
		},
		dispose() {
			for (const leave of farewells) leave(new Error("The stand-in was closed."));
		},
	};
}

function summarize(requests: readonly RecordedRequest[]): string {
	if (requests.length === 0) return "no request.";
	const names = requests.map(
		({ provider, model, isAborted }) => `${provider}/${model}${isAborted ? " (aborted)" : ""}`,
	);
	return `${names.join(", ")}.`;
}
