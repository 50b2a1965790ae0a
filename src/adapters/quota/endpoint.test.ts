import { describe, expect, it } from "vitest";
import { endpointOf } from "./endpoint.ts";

const driver = { origin: "https://api.acme.example", hosts: ["api.acme.example", "eu.acme.example"] };

describe("endpointOf", () => {
	it.each([
		[undefined, "https://api.acme.example"],
		["https://api.acme.example/v1", "https://api.acme.example"],
		["https://EU.acme.example", "https://api.acme.example"],
		["http://127.0.0.1:8080/v1", "http://127.0.0.1:8080"],
		["http://127.9.9.9", "http://127.9.9.9"],
		["https://localhost:1/x", "https://localhost:1"],
		["http://[::1]:99", "http://[::1]:99"],
		["https://proxy.example", undefined],
		["https://api.acme.example.evil.example", undefined],
		["https://api.acme.example@evil.example", undefined],
		["https://api.acme.example:8443", undefined],
		["http://127.0.0.1.evil.example", undefined],
		["http://localhost.evil.example", undefined],
		["ftp://127.0.0.1", undefined],
		["not an address", undefined],
		["", undefined],
	])("with requests sent to %s is %s", (baseUrl, endpoint) => {
		expect(endpointOf(driver, baseUrl)).toBe(endpoint);
	});
});
