import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario, type ScenarioOptions } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

async function prepare(options: Partial<ScenarioOptions> = {}): Promise<Scenario> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a" }, { id: "two/model-b" }],
		...options,
	});
	standIn.script("model-a", { text: "from a" });
	standIn.script("model-b", { text: "from b" });
	return scenario;
}

const excludeOne = { name: "not here", type: "exclude-provider", provider: "one" };

describe.each(PI_VERSIONS)("what the user asks for, in pi %s", (version) => {
	it("a rule for a project counts in its working directory", async () => {
		const project = { policyRules: [{ ...excludeOne, condition: { project: "work" } }] };
		expect((await (await prepare({ config: project })).run(version, ["-p", "hi"])).stdout).toBe("from b\n");
		const elsewhere = { policyRules: [{ ...excludeOne, condition: { project: "play" } }] };
		expect((await (await prepare({ config: elsewhere })).run(version, ["-p", "hi"])).stdout).toBe("from a\n");
	});

	it("a provider asked for on the command line, behind a blank", async () => {
		const scenario = await prepare();
		expect((await scenario.run(version, ["-p", " @route:two say hi"])).stdout).toBe("from b\n");
		expect(JSON.stringify(standIn.requests("model-b")[0]?.body)).not.toContain("@route");
	});

	it("a name that stands for nobody is said, and nobody else is asked", async () => {
		const scenario = await prepare();
		const { code, stderr } = await scenario.run(version, ["-p", " @route:three say hi"]);
		expect(code).toBe(1);
		expect(stderr).toContain("the prompt asks for @three");
		expect(standIn.requests()).toEqual([]);
	});

	it("shadow mode by the environment: rules are looked at, the order of the file serves", async () => {
		const scenario = await prepare({
			config: { policyRules: [excludeOne] },
			home: { env: { AUTO_ROUTER_SHADOW: "1" } },
		});
		expect((await scenario.run(version, ["-p", "hi"])).stdout).toBe("from a\n");
		const decision = (await scenario.log()).one("routing.decision");
		expect(decision).toMatchObject({
			phase: "shadow",
			order: ["one/model-a", "two/model-b"],
			shadow: { would: ["two/model-b"], did: ["one/model-a", "two/model-b"] },
		});
	});

	it("shadow mode by command survives a restart", async () => {
		const scenario = await prepare({ config: { policyRules: [excludeOne] } });
		await scenario.run(version, ["-p", "/auto-router shadow enable"]);
		expect((await scenario.run(version, ["-p", "hi"])).stdout).toBe("from a\n");
		await scenario.run(version, ["-p", "/auto-router shadow disable"]);
		expect((await scenario.run(version, ["-p", "hi"])).stdout).toBe("from b\n");
	});
});
