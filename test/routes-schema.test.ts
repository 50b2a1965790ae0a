import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { routesJsonSchema } from "../scripts/schema.ts";

const SCHEMA = new URL("../schema/routes.schema.json", import.meta.url);

describe("routesJsonSchema", () => {
	it("is what schema/routes.schema.json holds; `npm run docs` brings it up to date", async () => {
		expect(await readFile(SCHEMA, "utf8")).toBe(routesJsonSchema());
	});

	it("allows comments in every object that lists its keys", () => {
		const closed: unknown[] = [];
		JSON.parse(routesJsonSchema(), (_key, value) => {
			if (value?.additionalProperties === false) closed.push(value.patternProperties);
			return value;
		});
		expect(closed.length).toBeGreaterThan(10);
		expect(closed.filter((pattern) => JSON.stringify(pattern) !== '{"^_":{}}')).toEqual([]);
	});
});
