import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { FailureKind, FailureScope } from "../../../src/core/failure.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { sseFrame } from "../../support/stand-in/sse.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { sendAll, streamHeaders } from "../../support/stand-in/timeline.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

interface Sample {
	readonly name: string;
	readonly provider: string;
	readonly api: string;
	readonly response: {
		readonly status: number;
		readonly headers?: Readonly<Record<string, string>>;
		readonly body?: string;
	};
	/** The event inside a stream that began well. */
	readonly frame?: string;
	readonly kind: FailureKind;
	readonly scope: FailureScope;
}

const FILE = new URL("../../fixtures/provider-errors/samples.json", import.meta.url);
const SAMPLES: readonly Sample[] = JSON.parse(readFileSync(FILE, "utf8"));
const isSpoken = (api: string): api is ApiName => APIS.some((spoken) => spoken === api);
const ROWS = SAMPLES.flatMap((sample) => (isSpoken(sample.api) ? [{ ...sample, api: sample.api }] : []));

/** Headers that describe the connection the answer was recorded on. */
const OF_CONNECTION = ["content-length", "content-encoding", "transfer-encoding", "connection"];

const answerHeaders = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.includes(name)));

function answerOf({ response, frame }: Sample): Step {
	if (frame !== undefined) {
		return {
			timeline: (frames) => [streamHeaders(), ...sendAll([...frames.handshake(), sseFrame(frame)]), { do: "end" }],
		};
	}
	const { status, headers, body = "" } = response;
	return { status, headers: answerHeaders(headers), body };
}

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(ROWS)("knows $name for what it is", async ({ api, ...sample }) => {
		const { provider, kind, scope } = sample;
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: `${provider}/model-a`, api, model: { contextWindow: 100_000 } },
				{ id: "spare/model-b", model: { contextWindow: 400_000 } },
			],
			route: { onRefusal: "failover" },
		});
		standIn.script("model-a", answerOf({ api, ...sample }));
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");
		await conversation.dispose();

		expect(text).toBe("Hello from b");
		const [first] = (await scenario.log()).all("routing.result");
		expect(first?.failure).toMatchObject({ kind, scope });
	});
});
