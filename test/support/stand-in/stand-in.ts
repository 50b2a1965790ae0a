import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { holdClosedPort } from "./closed-port.ts";
import { buildModelsJson, type ModelsJson, type ProviderSpec } from "./models-json.ts";
import { planStep } from "./plan-step.ts";
import type { ApiName, Protocol } from "./protocol.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import { readJsonBody } from "./read-json-body.ts";
import { createRequestLog, type RecordedRequest, type RequestSelector } from "./request-log.ts";
import type { ChosenStep, StatusStep, Step } from "./step.ts";
import { type Channel, httpChannel, play, type Stage } from "./timeline.ts";
import { fieldsOf, firstProblem } from "./validation/rule.ts";
import {
	type RecordedUpgrade,
	serveWebSockets,
	type UpgradeStep,
	type WebSocketMessage,
} from "./websocket/serve-websocket.ts";

/** A server on loopback that answers as the providers' servers do, by script. */
export interface StandIn {
	/** Where it listens, such as `http://127.0.0.1:41234`. */
	readonly url: string;
	/** A port on loopback that refuses connections until the stand-in is closed. */
	readonly closedPort: number;
	/**
	 * Sets what a model answers: each step once, in order, then the last one for ever. `model` is a model id or, where
	 * two providers have the same one, `provider/model`. A model without a script answers 404.
	 */
	script(model: string, steps: Step | readonly Step[]): void;
	/** Sets what happens to clients of a provider that want a WebSocket: each step once, then the last one. Default: accept. */
	scriptUpgrades(provider: string, steps: UpgradeStep | readonly UpgradeStep[]): void;
	/** Clients that wanted a WebSocket so far, refused ones included. */
	upgrades(): readonly RecordedUpgrade[];
	/** Sets what a path outside the providers answers, such as a balance endpoint at `/balance`. */
	serve(path: string, reply: StatusStep | (() => StatusStep)): void;
	/** The base URL of a provider, as pi wants it for this protocol. */
	baseUrl(provider: string, api: ApiName): string;
	/** The content of a `models.json` whose providers are all here. */
	modelsJson(...providers: readonly ProviderSpec[]): ModelsJson;
	/** All requests so far, or those for one model. */
	requests(model?: string): readonly RecordedRequest[];
	/** The n-th request (from 1) or the first that fits, seen or to come. Rejects after `timeoutMs` (default 5000). */
	waitForRequest(which: RequestSelector, timeoutMs?: number): Promise<RecordedRequest>;
	/** The first request (that fits) whose client has gone away. Rejects after `timeoutMs` (default 5000). */
	waitForAbort(which?: (request: RecordedRequest) => boolean, timeoutMs?: number): Promise<RecordedRequest>;
	/** Forgets scripts, served paths and requests. */
	clear(): void;
	/** Ends all connections, hanging ones included, and stops listening. */
	close(): Promise<void>;
}

const DEFAULT_WAIT_MS = 5000;

/** A name that nobody can have, for a part of it is too long; so no name server is asked for it. */
const NO_HOST = `${"nowhere".repeat(10)}.invalid`;

/** Starts a stand-in on a free port of 127.0.0.1. */
export async function startStandIn(): Promise<StandIn> {
	const log = createRequestLog();
	const scripts = new Map<string, Step[]>();
	const served = new Map<string, StatusStep | (() => StatusStep)>();
	const upgradeSteps = new Map<string, UpgradeStep[]>();
	const upgrades: RecordedUpgrade[] = [];
	const closing = new AbortController();
	const closedPort = await holdClosedPort();

	const nextStep = ({ provider, model }: RecordedRequest): Step => {
		const script = scripts.get(`${provider}/${model}`) ?? scripts.get(model);
		const step = script !== undefined && script.length > 1 ? script.shift() : script?.[0];
		return step ?? { status: 404 };
	};

	const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
		const at = performance.now();
		const { headers } = incoming;
		const body = await readJsonBody(incoming);
		const address = addressOf(incoming.method, pathOf(incoming), body);
		if (address === undefined) {
			const reply = served.get(pathOf(incoming)) ?? { status: 404, body: "The stand-in knows no such path.\n" };
			const step = typeof reply === "function" ? reply() : reply;
			const stage = { channel: httpChannel(response), gone: closing.signal, hasReset: false };
			await play(planStep(step, PROTOCOLS["openai-completions"], ""), stage);
			return;
		}
		const request = log.add({ ...named(address, body), transport: "http", at, headers, body });
		const gone = new AbortController();
		response.once("close", () => gone.abort(response.writableEnded ? "done" : "gone"));
		await reply(address, request, { channel: httpChannel(response), gone });
	};

	/** Plays the script of a request, and marks the request as over when its client has gone or got everything. */
	const reply = async (
		{ protocol, model }: Address,
		request: RecordedRequest,
		{ channel, gone }: { readonly channel: Channel; readonly gone: AbortController },
	): Promise<void> => {
		const stage: Stage = { channel, gone: AbortSignal.any([gone.signal, closing.signal]), hasReset: false };
		gone.signal.addEventListener("abort", () => {
			const hasLeft = gone.signal.reason !== "done" && !stage.hasReset && !closing.signal.aborted;
			log.close(request, { isAborted: hasLeft });
		});
		const { problem } = request;
		const refusal = problem === undefined ? undefined : { status: 400, body: protocol.refusal(problem) };
		const step = refusal ?? (await choose(nextStep(request), request));
		await play(planStep(step, protocol, model), stage);
	};

	const answerMessage = ({ incoming, body, channelOf, onGone }: WebSocketMessage): void => {
		const address = addressOf("POST", pathOf(incoming), body);
		if (address === undefined) {
			channelOf(() => undefined).reset();
			return;
		}
		const { headers } = incoming;
		const at = performance.now();
		const request = log.add({ ...named(address, body), transport: "websocket", at, headers, body });
		const gone = new AbortController();
		onGone(() => gone.abort("gone"));
		const channel = channelOf(() => gone.abort("done"));
		reply(address, request, { channel, gone }).catch(() => channel.reset());
	};

	const server = createServer((incoming, response) => {
		answer(incoming, response).catch((error: unknown) => {
			// A step that throws is a mistake in a test. 501 is used by nothing else here, so it is seen for what it is.
			if (!response.headersSent) response.writeHead(501, { "content-type": "text/plain" });
			response.end(`The stand-in's script failed: ${String(error)}\n`);
		});
	});
	const webSockets = serveWebSockets(server, {
		providerOf: (incoming) => addressOf("POST", pathOf(incoming), { model: "?" })?.provider,
		upgradeStep: (provider) => {
			const steps = upgradeSteps.get(provider) ?? [];
			return (steps.length > 1 ? steps.shift() : steps[0]) ?? "accept";
		},
		onUpgrade: (upgrade) => void upgrades.push(upgrade),
		onMessage: answerMessage,
	});
	// Connections are kept until the client or close() ends them: a server that closes idle ones makes requests fail by chance.
	Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const baseUrl = (provider: string, api: ApiName, origin = url): string =>
		`${origin}/${encodeURIComponent(provider)}${PROTOCOLS[api].basePath}`;

	return {
		url,
		closedPort: closedPort.port,
		script: (model, steps) => void scripts.set(model, Array.isArray(steps) ? [...steps] : [steps as Step]),
		scriptUpgrades: (provider, steps) =>
			void upgradeSteps.set(provider, Array.isArray(steps) ? [...steps] : [steps as UpgradeStep]),
		upgrades: () => upgrades,
		serve: (path, reply) => void served.set(path, reply),
		baseUrl: (provider, api) => baseUrl(provider, api),
		modelsJson: (...providers) =>
			buildModelsJson(providers, ({ id, api, unreachable }) => {
				const nowhere = { refused: `http://127.0.0.1:${closedPort.port}`, "no-such-host": `http://${NO_HOST}` };
				return baseUrl(id, api, unreachable === undefined ? url : nowhere[unreachable]);
			}),
		requests: (model) => log.list(model),
		waitForRequest: (which, timeoutMs = DEFAULT_WAIT_MS) =>
			log.waitFor(typeof which === "number" ? (requests) => requests[which - 1] : (requests) => requests.find(which), {
				timeoutMs,
				what: typeof which === "number" ? `request number ${which}` : "request that fits",
			}),
		waitForAbort: (which = () => true, timeoutMs = DEFAULT_WAIT_MS) =>
			log.waitFor((requests) => requests.find((request) => request.isAborted && which(request)), {
				timeoutMs,
				what: "aborted request that fits",
			}),
		clear() {
			scripts.clear();
			served.clear();
			upgradeSteps.clear();
			upgrades.length = 0;
			log.clear();
		},
		async close() {
			closing.abort();
			log.dispose();
			const closed = once(server, "close");
			server.close();
			webSockets.close();
			server.closeAllConnections();
			await Promise.all([closed, closedPort.release()]);
		},
	};
}

interface Address {
	readonly provider: string;
	readonly protocol: Protocol;
	readonly model: string;
}

/** What a request is to whom, and what its service would say against it. */
function named({ provider, protocol, model }: Address, body: unknown) {
	const problem = firstProblem(protocol.rules, { model, body: fieldsOf(body) });
	return { provider, protocol: protocol.api, model, ...(problem === undefined ? {} : { problem: problem.message }) };
}

function pathOf(incoming: IncomingMessage): string {
	return new URL(incoming.url ?? "/", "http://127.0.0.1").pathname;
}

/** Finds out from path and body which provider, protocol and model a request is for. */
function addressOf(method: string | undefined, fullPath: string, body: unknown): Address | undefined {
	const [, provider, path] = /^\/([^/]+)(\/.*)$/.exec(fullPath) ?? [];
	if (method !== "POST" || provider === undefined || path === undefined) return undefined;
	for (const protocol of Object.values(PROTOCOLS)) {
		const model = protocol.modelOf(path, body);
		if (model !== undefined) return { provider: decodeURIComponent(provider), protocol, model };
	}
	return undefined;
}

async function choose(step: Step, request: RecordedRequest): Promise<Exclude<Step, ChosenStep>> {
	let chosen = step;
	while (typeof chosen === "function") chosen = await chosen(request);
	return chosen;
}
