import { describe, expect, it } from "vitest";
import { describeIssue } from "./check/issue.ts";
import { defaultConfig } from "./defaults.ts";
import { type ConfigState, nextConfig } from "./next-config.ts";

const OPTIONS = { path: "routes.json", defaults: defaultConfig(() => true) };
const GOOD = { kind: "text", text: '{"routes": {"a": {"targets": [{"provider": "p", "modelId": "m"}]}}}' } as const;
const BROKEN = { kind: "text", text: "{" } as const;

function brief(state: ConfigState) {
	const routes = state.config === OPTIONS.defaults ? "built-in" : [...state.config.routes.keys()].join();
	return { routes, source: state.source, issues: state.issues.map(describeIssue) };
}

const SYNTAX = "routes.json:1 cannot be read: close brace expected (column 2)";
const KEPT = "routes.json is not used; what it said before stays in force";
const BUILT_IN = "routes.json is not used; the built-in routes are in force";

describe("nextConfig", () => {
	it("starts with the defaults where there is no file", () => {
		const state = nextConfig(undefined, { kind: "missing" }, OPTIONS);
		expect(brief(state)).toEqual({ routes: "built-in", source: "defaults", issues: [] });
		expect(brief(nextConfig(state, { kind: "missing" }, OPTIONS)).issues).toEqual([]);
	});

	it("starts with the defaults and says so where the file is broken", () => {
		const state = nextConfig(undefined, BROKEN, OPTIONS);
		expect(brief(state)).toEqual({ routes: "built-in", source: "defaults", issues: [SYNTAX, BUILT_IN] });
		expect(brief(nextConfig(state, BROKEN, OPTIONS))).toEqual(brief(state));
	});

	it("uses the file as soon as it can be read", () => {
		const state = nextConfig(nextConfig(undefined, BROKEN, OPTIONS), GOOD, OPTIONS);
		expect(brief(state)).toEqual({ routes: "a", source: "file", issues: [] });
	});

	it("keeps the last good configuration while the file is broken, however often it is read", () => {
		const good = nextConfig(undefined, GOOD, OPTIONS);
		const once = nextConfig(good, BROKEN, OPTIONS);
		const twice = nextConfig(once, { kind: "unreadable", reason: "permission denied" }, OPTIONS);
		expect(brief(once)).toEqual({ routes: "a", source: "last-good", issues: [SYNTAX, KEPT] });
		expect(brief(twice)).toEqual({
			routes: "a",
			source: "last-good",
			issues: ["routes.json cannot be read: permission denied", KEPT],
		});
		expect(twice.config).toBe(good.config);
		expect(brief(nextConfig(twice, GOOD, OPTIONS)).source).toBe("file");
	});

	it("says that the file is gone when it was in use", () => {
		const good = nextConfig(undefined, GOOD, OPTIONS);
		expect(brief(nextConfig(good, { kind: "missing" }, OPTIONS))).toEqual({
			routes: "built-in",
			source: "defaults",
			issues: ["routes.json is gone; the built-in routes are in force"],
		});
	});
});
