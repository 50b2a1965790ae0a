import { mkdir, rm } from "node:fs/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { assistantMessages, textOf } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import type { PiRpc } from "../../support/pi/pi-rpc.ts";
import { runPi } from "../../support/pi/run-pi.ts";
import { ROUTE } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { noticesIn, openHome, openPi, ROUTES_FILE, routesOver, waitForNotice } from "./config-home.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** The strongest models of the built-in routes that the two versions of pi have. */
const DEFAULT_MODELS = ["claude-fable-5-2", "claude-fable-5-1", "claude-fable-5"];

/** pi's own provider, at the stand-in, so that the built-in routes have a target. */
const ANTHROPIC = {
	providers: { anthropic: { baseUrl: standIn.baseUrl("anthropic", "anthropic-messages"), apiKey: "k" } },
};

const ours = () =>
	standIn.modelsJson(
		{ id: "one", api: "anthropic-messages", models: ["model-a"] },
		{ id: "two", api: "openai-completions", models: ["model-b"] },
	);

const ask = async (pi: PiRpc, prompt = "hi") =>
	assistantMessages(await pi.prompt(prompt))
		.map(textOf)
		.join();

const BROKEN = '{\n\t"routes": {\n\t\t"subscription-swe": { "targets": [,] }\n}';

beforeEach(() => {
	standIn.clear();
	for (const id of DEFAULT_MODELS) standIn.script(id, { text: "from the default route" });
	standIn.script("model-a", [{ text: "from a" }]);
	standIn.script("model-b", [{ text: "from b" }]);
});

describe.each(PI_VERSIONS)("without a usable routes file, pi %s", (version) => {
	it("answers by the built-in routes when there is none, and says nothing about it", async () => {
		const home = await openHome({ modelsJson: ANTHROPIC });

		const result = await runPi(version, home, ["--model", ROUTE, "-p", "hi"]);

		expect(result).toMatchObject({ code: 0, stdout: "from the default route\n", stderr: "" });
	});

	it("answers by the built-in routes when it is broken, and shows file, line and problem once", async () => {
		const home = await openHome({ modelsJson: ANTHROPIC, routes: BROKEN });
		const pi = openPi(version, home);

		expect(await ask(pi)).toBe("from the default route");
		expect(await ask(pi, "again")).toBe("from the default route");

		const about = noticesIn(pi).filter((text) => text.includes("auto-router.routes.json"));
		expect(about).toHaveLength(1);
		expect(about[0]).toContain(`${home.routesFile}:3 cannot be read: `);
	});

	it("names the broken file on stderr in print mode, once", async () => {
		const home = await openHome({ modelsJson: ANTHROPIC, routes: BROKEN });

		const result = await runPi(version, home, ["--model", ROUTE, "-p", "hi"]);

		expect(result).toMatchObject({ code: 0, stdout: "from the default route\n" });
		expect(result.stderr.split(`${home.routesFile}:3 cannot be read: `)).toHaveLength(2);
	});

	it("answers by the built-in routes when a directory stands in its place, and says so once", async () => {
		const home = await openHome({ modelsJson: ANTHROPIC });
		await mkdir(home.routesFile, { recursive: true });

		const result = await runPi(version, home, ["--model", ROUTE, "-p", "hi"]);

		expect(result).toMatchObject({ code: 0, stdout: "from the default route\n" });
		expect(result.stderr.split("it is a directory")).toHaveLength(2);
		expect(result.stderr).toContain(home.routesFile);
	});
});

describe.each(PI_VERSIONS)("when the routes file changes under a running pi %s", (version) => {
	it("keeps the last good one while it is broken, says so once, and follows the mended one within a second", async () => {
		const home = await openHome({ modelsJson: ours(), routes: routesOver("one/model-a") });
		const pi = openPi(version, home);
		expect(await ask(pi)).toBe("from a");

		await home.write(ROUTES_FILE, BROKEN);
		expect(await waitForNotice(pi, "auto-router.routes.json:3")).toContain("cannot be read");
		expect(await ask(pi, "while it is broken")).toBe("from a");

		const mendedAt = performance.now();
		await home.write(ROUTES_FILE, { ...routesOver("two/model-b"), mended: true });
		await waitForNotice(pi, "mended");
		expect(performance.now() - mendedAt).toBeLessThan(1_000);
		expect(await ask(pi, "after that")).toBe("from b");
		expect(noticesIn(pi)).toHaveLength(2);
	});

	it("offers a route that was added, and no longer one that was taken away", async () => {
		const home = await openHome({ modelsJson: ours(), routes: routesOver("one/model-a") });
		const pi = openPi(version, home);
		const listed = async () => {
			const { data } = await pi.send({ type: "get_available_models" });
			const { models } = data as { models: { provider: string; id: string }[] };
			return models.flatMap(({ provider, id }) => (provider === "auto-router" ? [id] : []));
		};
		expect(await listed()).toEqual(["subscription-swe"]);

		const targets = [{ provider: "two", modelId: "model-b" }];
		await home.write(ROUTES_FILE, { routes: { mine: { targets } }, added: true });
		await waitForNotice(pi, "added");

		expect(await listed()).toEqual(["mine"]);
		await pi.send({ type: "set_model", provider: "auto-router", modelId: "mine" });
		expect(await ask(pi)).toBe("from b");
	});

	it("goes back to the built-in routes when it is deleted, and says so", async () => {
		const home = await openHome({
			modelsJson: { providers: { ...ours().providers, ...ANTHROPIC.providers } },
			routes: routesOver("one/model-a"),
		});
		const pi = openPi(version, home);
		expect(await ask(pi)).toBe("from a");

		await rm(home.routesFile);
		await waitForNotice(pi, "is gone");

		expect(await ask(pi, "again")).toBe("from the default route");
	});
});
