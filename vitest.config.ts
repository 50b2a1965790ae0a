import { defineConfig } from "vitest/config";

/** Share of lines and branches, in percent, that the tests of a folder must run. */
const atLeast = (percent: number) => ({ branches: percent, lines: percent });

export default defineConfig({
	test: {
		pool: "forks",
		maxWorkers: 2,
		restoreMocks: true,
		unstubEnvs: true,
		unstubGlobals: true,
		projects: [
			{
				extends: true,
				test: {
					name: "unit",
					include: ["src/**/*.test.ts", "test/**/*.test.ts"],
					exclude: ["test/scenarios/**", "test/chaos/**", "**/*.long.test.ts"],
					testTimeout: 10_000,
				},
			},
			{
				extends: true,
				test: {
					name: "scenarios",
					include: ["test/{scenarios,chaos}/**/*.test.ts"],
					exclude: ["**/*.long.test.ts"],
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			// Minutes long, so not part of `npm test`; each has a short form there.
			{ extends: true, test: { name: "long", include: ["test/**/*.long.test.ts"], testTimeout: 60_000 } },
		],
		coverage: {
			provider: "v8",
			include: ["src/**/*.ts"],
			exclude: ["src/**/*.test.ts"],
			reporter: ["text-summary", "html"],
			thresholds: {
				"src/core/**": atLeast(100),
				"src/engine/**": atLeast(95),
				"src/adapters/**": atLeast(80),
				"src/surfaces/**": atLeast(80),
				"src/*.ts": atLeast(80),
			},
		},
	},
});
