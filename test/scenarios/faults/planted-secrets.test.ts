import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { AgentHome } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import type { RecordedRequest } from "../../support/stand-in/request-log.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import type { Action } from "../../support/stand-in/timeline.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** A key that looks like words, so that only who knows it can find it, and one with a vendor's shape. */
const KEYS = ["planted-zebra-umbrella", "sk-ant-api03-plantedA1b2C3d4E5f6"];

/** What the request's own credentials were, as a careless server would print them. */
function echo({ headers }: RecordedRequest): string {
	const { authorization = "", "x-api-key": anthropic = "", "x-goog-api-key": google = "" } = headers;
	return [authorization, anthropic, google].filter((value) => value !== "").join(" ");
}

/** A stream that begins with these frames and ends with an error that gives the credentials back. */
function errorFrame(frames: readonly string[], request: RecordedRequest): readonly Action[] {
	const error = JSON.stringify({ type: "error", error: { type: "api_error", message: `bad ${echo(request)}` } });
	return [
		{ do: "headers", status: 200, headers: { "content-type": "text/event-stream" } },
		...frames.map((data): Action => ({ do: "send", data })),
		{ do: "send", data: `event: error\ndata: ${error}\n\n` },
		{ do: "end" },
	];
}

/** Answers that give the request's credentials back. */
const ECHOES: Readonly<Record<string, (request: RecordedRequest) => Step>> = {
	"in the sentence of a 401": (request) => ({
		status: 401,
		body: { error: { message: `No user has the key ${echo(request)} here`, type: "authentication_error" } },
	}),
	"in the fields of a 400": (request) => ({
		status: 400,
		body: {
			error: {
				message: "bad request",
				code: echo(request),
				type: echo(request),
				request: { headers: request.headers },
			},
		},
	}),
	"as plain text of a 500": (request) => ({ status: 500, body: `panic: while handling ${echo(request)}` }),
	"on an error page": (request) => ({
		status: 502,
		body: `<html><head><title>502 ${echo(request)}</title></head><body>${echo(request)}</body></html>`,
	}),
	"in the headers of a 429": (request) => ({
		status: 429,
		headers: {
			"x-echo": echo(request),
			"retry-after": echo(request),
			"anthropic-ratelimit-unified-status": echo(request),
		},
	}),
	"in an error frame": (request) => ({ timeline: (frames) => errorFrame(frames.handshake(), request) }),
	"in an error frame after text": (request) => ({
		timeline: (frames) => errorFrame([...frames.handshake(), ...frames.text(["Half"])], request),
	}),
};

/** Files of a home, credentials aside, in which a secret stands. */
async function leaks({ root }: AgentHome): Promise<string[]> {
	const entries = await readdir(root, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile() && entry.name !== "models.json");
	const texts = await Promise.all(
		files.map(async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), "utf8")] as const),
	);
	return texts.filter(([, text]) => KEYS.some((key) => text.includes(key))).map(([name]) => name);
}

const hasKey = (text: string): boolean => KEYS.some((key) => text.includes(key));

describe.each(PI_VERSIONS)("a key with pi %s", (version) => {
	describe.each(APIS)("of a provider that speaks %s", (api) => {
		it.each(Object.keys(ECHOES))("appears nowhere when it comes back %s", async (where) => {
			const step = ECHOES[where] ?? { status: 500 };
			const scenario = await createScenario(standIn, {
				targets: KEYS.map((apiKey, index) => ({ id: `p${index}/model-${index}`, api, apiKey })),
			});
			standIn.script("model-0", step);
			standIn.script("model-1", step);

			const conversation = await scenario.open(version);
			const { events, last } = await conversation.ask("hi");
			await conversation.dispose();

			expect(last?.stopReason).toBe("error");
			expect(standIn.requests().map(echo).map(hasKey)).toContain(true);
			expect(hasKey(JSON.stringify(events))).toBe(false);
			expect(hasKey(JSON.stringify(conversation.saved()))).toBe(false);
			expect(await leaks(scenario.home)).toEqual([]);
		});
	});

	it.each(APIS)("that is borrowed over %s appears nowhere when it comes back", async (api) => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-0", api, apiKey: "$NOT_SET", fields: { authProvider: "lender" } },
				{ id: "lender/model-1", api, apiKey: KEYS[0] ?? "" },
			],
		});
		standIn.script("model-0", ECHOES["in the sentence of a 401"] ?? { status: 500 });

		const conversation = await scenario.open(version);
		const { events } = await conversation.ask("hi");
		await conversation.dispose();

		expect(standIn.requests("model-0").map(echo).map(hasKey)).toEqual([true]);
		expect(hasKey(JSON.stringify(events))).toBe(false);
		expect(await leaks(scenario.home)).toEqual([]);
	});

	it("appears nowhere when it comes back over a WebSocket, whatever it stands behind", async () => {
		const api = "openai-codex-responses";
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-0", api, apiKey: KEYS[0] ?? "", fields: { transport: "auto" } }],
		});
		standIn.script("model-0", (request) => ({
			status: 401,
			body: { error: { message: `No user has the key_${echo(request).replace("Bearer ", "")} here` } },
		}));

		const conversation = await scenario.open(version);
		const { events, last } = await conversation.ask("hi");
		await conversation.dispose();

		expect(last?.stopReason).toBe("error");
		expect(standIn.requests().map((request) => request.transport === "websocket" && hasKey(echo(request)))).toEqual([
			true,
		]);
		expect(hasKey(JSON.stringify(events))).toBe(false);
		expect(await leaks(scenario.home)).toEqual([]);
		const { failure } = (await scenario.log()).one("routing.result");
		expect(failure?.message).toBe("Codex error: No user has the key_[redacted] here");
	});

	it("appears nowhere on the disk or on the screen of a whole run", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "p0/model-0", apiKey: KEYS[0] ?? "" },
				{ id: "p1/model-1", api: "openai-completions", apiKey: KEYS[1] ?? "" },
			],
			home: { settings: { retry: { enabled: false } } },
		});
		standIn.script("model-0", ECHOES["in the fields of a 400"] ?? { status: 500 });
		standIn.script("model-1", ECHOES["in the sentence of a 401"] ?? { status: 500 });

		const { code, stdout, stderr } = await scenario.run(version, ["--mode", "json", "hi"], { hasSession: true });

		expect(code).toBeDefined();
		expect(standIn.requests()).toHaveLength(2);
		expect(hasKey(stdout + stderr)).toBe(false);
		expect(await leaks(scenario.home)).toEqual([]);
		expect(await readdir(join(scenario.home.agentDir, "sessions"))).toHaveLength(1);
	});
});
