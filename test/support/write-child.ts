// A process that writes a large JSON file again and again until it is killed.
import { writeJsonFile } from "../../src/adapters/node/state-file.ts";

const [path = "", name = ""] = process.argv.slice(2);

for (let round = 1; ; round += 1) {
	const outcome = await writeJsonFile(path, { name, round, filler: name.repeat(200_000) });
	if (outcome.kind === "failed") throw new Error(outcome.problem.message);
	process.send?.(round);
}
