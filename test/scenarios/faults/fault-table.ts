import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import type { LogView } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { APIS, FAULT_ROWS, type FaultRow, forApi } from "./fault-rows.ts";

/** What was seen of every fault over every protocol, as the page in the docs that shows it. */
export interface FaultTable {
	/** Notes what the log of one request holds. */
	fill(row: FaultRow, api: ApiName, version: PiVersion, log: LogView): void;
	/** True when nothing is missing any more. */
	isFull(): boolean;
	/** The page. */
	text(): string;
}

const NAMES: Readonly<Record<ApiName, string>> = {
	"anthropic-messages": "Anthropic",
	"openai-completions": "OpenAI completions",
	"openai-responses": "OpenAI responses",
	"google-generative-ai": "Google",
	"openai-codex-responses": "ChatGPT plan",
};

const HEAD = `# What becomes of every fault

One row per way in which a target can fail before it has said anything, one column per protocol. In every one of these cases
the next target answers, in the same request and exactly once. A cell says what the router took the failure for
(the kinds are rows of \`src/core/failure.ts\`), then what rests and for how long. Where nothing is said to rest, the target
is asked again by the next request; a second failure of that kind within a minute rests it for 30 s, and longer from then on.
"Twice" means that the connection broke before any answer, so the same target was tried once more.

Filled by \`test/scenarios/faults/failover-matrix.test.ts\`, in the real pi ${PI_VERSIONS.join(" and ")}; where the two differ, both are told.
`;

function cell(row: FaultRow, api: ApiName, log: LogView): string {
	const failures = log.all("routing.result").flatMap(({ failure }) => (failure ? [failure.kind] : []));
	const [set] = log.all("cooldown.set");
	const words = row.rest === undefined ? "" : forApi(row.rest, api).words;
	const rest = set === undefined ? "" : `; ${set.scope} rests ${words}`;
	return `${failures[0]}${failures.length > 1 ? ", twice" : ""}${rest}`;
}

/** Makes an empty table. */
export function createFaultTable(): FaultTable {
	const cells = new Map<string, string>();
	const key = (row: FaultRow, api: ApiName, version: PiVersion): string => [row.name, api, version].join("|");
	const both = (row: FaultRow, api: ApiName): string => {
		const [first = "", ...others] = PI_VERSIONS.map((version) => cells.get(key(row, api, version)) ?? "");
		if (others.every((other) => other === first)) return first;
		return PI_VERSIONS.map((version) => `${cells.get(key(row, api, version))} (${version})`).join(" / ");
	};
	const line = (columns: readonly string[]): string => `| ${columns.join(" | ")} |`;
	return {
		fill: (row, api, version, log) => void cells.set(key(row, api, version), cell(row, api, log)),
		isFull: () => cells.size === FAULT_ROWS.length * APIS.length * PI_VERSIONS.length,
		text: () =>
			[
				HEAD,
				line(["fault", ...APIS.map((api) => NAMES[api])]),
				line(["---", ...APIS.map(() => "---")]),
				...FAULT_ROWS.map((row) => line([row.name, ...APIS.map((api) => both(row, api))])),
				"",
			].join("\n"),
	};
}
