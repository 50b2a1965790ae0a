import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAgentHome } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS, REPOSITORY } from "../../support/pi/pi-package.ts";
import { runPi } from "../../support/pi/run-pi.ts";

const LOGIN = { type: "oauth", refresh: "long-lived", access: "short-lived", expires: 9_999_999_999_999 };

const FOLDER = join(REPOSITORY, "src/adapters/pi");
const SOURCES = ["quota/quota-credentials.ts", "session/host.ts"];

const PROBE = `import { createQuotaCredentials } from "./quota/quota-credentials.ts";
export default function (pi) {
	pi.registerCommand("probe", { handler: async () => {
		const registry = { getAll: () => [], getProviderAuth: async () => ({ auth: {} }) };
		const { credentialOf } = createQuotaCredentials({ registry: () => registry, hash: String });
		const found = await credentialOf("github-copilot", { hosts: [] });
		console.error("found", found?.storedToken);
	} });
}`;

describe.each(PI_VERSIONS)("pi %s", (version) => {
	it("hands out the long-lived token of a login to an extension", async () => {
		const home = await createAgentHome({ authJson: { "github-copilot": LOGIN } });
		onTestFinished(() => home.dispose());
		// Away from this repository's packages, like an extension that was installed: pi alone can hand its modules out.
		for (const name of SOURCES) await home.write(name, await readFile(join(FOLDER, name), "utf8"));
		await home.write("probe.ts", PROBE);
		const { stderr } = await runPi(version, home, ["-p", "/probe"], { extension: join(home.agentDir, "probe.ts") });

		expect(stderr).toContain("found long-lived");
	});
});
