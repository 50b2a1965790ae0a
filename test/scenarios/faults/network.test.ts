import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type Passage, startTunnel, type Tunnel } from "../../support/network/tunnel.ts";
import type { PiRecord } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario, type ScenarioOptions, type ScenarioTarget } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const TARGETS: readonly ScenarioTarget[] = [
	{ id: "one/model-a", api: "openai-responses" },
	{ id: "two/model-b", api: "anthropic-messages" },
];

const RETRY = { retry: { enabled: true, maxRetries: 3, baseDelayMs: 50 } };

/** A scenario whose providers live at `<provider>.invalid`, a host that only a tunnel knows. */
async function farAway(options: Omit<ScenarioOptions, "targets"> = {}): Promise<Scenario> {
	const scenario = await createScenario(standIn, { targets: TARGETS, ...options });
	const models = await readFile(join(scenario.home.agentDir, "models.json"), "utf8");
	const far = models.replaceAll(/http:\/\/127\.0\.0\.1:\d+\/(\w+)/g, "http://$1.invalid/$1");
	await scenario.home.write("models.json", far);
	standIn.script("model-a", { text: "Hello from a" });
	standIn.script("model-b", { text: "Hello from b" });
	return scenario;
}

async function aTunnel(): Promise<Tunnel> {
	const tunnel = await startTunnel();
	onTestFinished(() => tunnel.close());
	const port = Number(new URL(standIn.url).port);
	tunnel.lead("one.invalid", { port });
	tunnel.lead("two.invalid", { port });
	return tunnel;
}

const behind = ({ url }: Tunnel) => ({ env: { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: "" } });
const finalText = (events: readonly PiRecord[]) =>
	JSON.stringify(events.findLast(({ type }) => type === "message_end"));

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it("every request goes through the proxy of the environment, failover included", async () => {
		const scenario = await farAway();
		const tunnel = await aTunnel();
		standIn.script("model-a", { status: 529 });

		const result = await scenario.run(version, ["-p", "hi"], behind(tunnel));

		expect(result).toMatchObject({ code: 0, stdout: "Hello from b\n" });
		expect(tunnel.asked).toEqual(["one.invalid", "two.invalid"]);
	});

	const passages: readonly (readonly [string, Passage])[] = [
		["cannot reach", { status: 502 }],
		["lets nobody reach", { status: 403 }],
		["wants a login for", { status: 407 }],
		["cuts the connection to", "reset"],
	];
	it.each(passages)("a provider that a proxy %s is left for the next one and does not rest", async (_what, passage) => {
		const scenario = await farAway();
		const tunnel = await aTunnel();
		tunnel.lead("one.invalid", passage);

		const result = await scenario.run(version, ["-p", "hi"], behind(tunnel));

		expect(result).toMatchObject({ code: 0, stdout: "Hello from b\n" });
		const log = await scenario.log();
		expect(log.all("routing.result").at(0)?.failure?.kind).toBe("network");
		expect(log.one("routing.final")).toMatchObject({ target: "two/model-b", failedOver: true });
		expect(log.all("cooldown.set")).toEqual([]);
	});

	// pi has one connection to a proxy for opening ways, so one that is never answered blocks the way to everybody.
	it("a proxy that says nothing ends in an error that names every target, within the deadlines", async () => {
		const timeouts = { firstEventMs: 500 };
		const scenario = await farAway({ route: { timeouts }, home: { settings: { retry: { enabled: false } } } });
		const tunnel = await aTunnel();
		tunnel.lead("one.invalid", "silence");

		const pi = scenario.rpc(version, [], behind(tunnel));
		const events = await pi.prompt("hi");
		await tunnel.goDown();
		await pi.close();

		expect(finalText(events)).toContain("one/model-a: not responding");
		expect(finalText(events)).toContain("two/model-b: not responding");
	});

	it("asks whether the user is offline when no name can be resolved, and nothing rests", async () => {
		const scenario = await farAway({ home: { settings: { retry: { enabled: false } } } });

		const result = await scenario.run(version, ["-p", "hi"]);

		expect(result.code).toBe(1);
		expect(result.stderr).toContain("no provider could be reached; are you offline?");
		const log = await scenario.log();
		expect(log.all("routing.result").map(({ failure }) => failure?.kind)).toEqual(["network", "network"]);
		expect([...log.all("cooldown.set"), ...log.all("circuit.changed")]).toEqual([]);
	});

	it("the first target answers as soon as the network is back, without a rest to wait for", async () => {
		const scenario = await farAway({ home: { settings: RETRY } });
		const tunnel = await aTunnel();
		await tunnel.goDown();
		const pi = scenario.rpc(version, [], behind(tunnel));

		const turn = pi.prompt("hi", { timeoutMs: 20_000 });
		await pi.waitFor(({ type }) => type === "auto_retry_start");
		await tunnel.comeUp();
		const events = await turn;
		const again = await pi.prompt("and now?");
		await pi.close();

		expect(finalText(events)).toContain("Hello from a");
		expect(finalText(again)).toContain("Hello from a");
		const log = await scenario.log();
		const outcomes = log.all("routing.final").map(({ outcome }) => outcome);
		expect(outcomes.slice(-2)).toEqual(["success", "success"]);
		expect(outcomes.slice(0, -2).every((outcome) => outcome === "exhausted")).toBe(true);
		expect([...log.all("cooldown.set"), ...log.all("circuit.changed")]).toEqual([]);
	});

	it("a provider whose network comes and goes costs no answer", async () => {
		const scenario = await farAway({ route: { affinity: "off" }, home: { settings: RETRY } });
		const tunnel = await aTunnel();
		const port = Number(new URL(standIn.url).port);
		const pi = scenario.rpc(version, [], behind(tunnel));
		const texts: string[] = [];
		for (const isThere of [true, false, true, false, false, true]) {
			tunnel.lead("one.invalid", isThere ? { port } : { status: 502 });
			// Connections that are kept open would hide that the way is gone.
			if (!isThere) await tunnel.goDown().then(tunnel.comeUp);
			texts.push(finalText(await pi.prompt("hi")));
		}
		await pi.close();

		expect(
			texts.map((text) => (text.includes("Hello from a") ? "a" : text.includes("Hello from b") ? "b" : text)),
		).toEqual(["a", "b", "a", "b", "b", "b"]);
		const log = await scenario.log();
		// Once it failed twice within a minute it rests, and no longer costs a failed attempt per request.
		expect(log.one("cooldown.set")).toMatchObject({ key: "one/model-a", kind: "network" });
		expect(log.all("routing.final").every(({ outcome }) => outcome === "success")).toBe(true);
	});
});
