import type { CustomEntry, EntryRenderer, Theme } from "@earendil-works/pi-coding-agent";
import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { displayWidth } from "../views/width.ts";
import { drawFailover, FAILOVER_ENTRY, readFailoverEntry, registerFailoverEntry } from "./failover-entry.ts";

const plain = { fg: (_color: string, text: string) => text, bold: (text: string) => text };
const entry = { from: "anthropic", kind: "rate", atMs: NOW_MS, untilMs: NOW_MS + 6_000_000, to: "GPT-5.6 Sol" };

describe("readFailoverEntry", () => {
	it("gives back what was written", () => {
		expect(readFailoverEntry(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
	});

	it.each([
		["nothing", undefined],
		["a list", [entry]],
		["no name", { ...entry, from: undefined }],
		["no successor", { ...entry, to: 5 }],
		["an unknown kind", { ...entry, kind: "solar-flare" }],
		["no moment", { ...entry, atMs: "now" }],
		["a moment outside of time", { ...entry, atMs: 1e99 }],
	])("refuses %s", (_what, data) => {
		expect(readFailoverEntry(data)).toBeUndefined();
	});

	it("leaves out an end that is no moment", () => {
		expect(readFailoverEntry({ ...entry, untilMs: null })).toEqual({ ...entry, untilMs: undefined });
	});
});

describe("drawFailover", () => {
	it("draws one line, set off like pi's own notices", () => {
		const drawn = drawFailover(entry, plain, "UTC");
		expect(drawn?.render(80)).toEqual([" anthropic rate-limited until 15:40 → GPT-5.6 Sol"]);
		expect(() => drawn?.invalidate()).not.toThrow();
	});

	it("cuts a long name, so that what happened and who is asked instead can be read", () => {
		const long = { ...entry, from: "Claude Opus with a label that goes on and on" };
		expect(drawFailover(long, plain, "UTC")?.render(60)).toEqual([
			" Claude Opus with a… rate-limited until 15:40 → GPT-5.6 Sol",
		]);
	});

	it.each([80, 30, 10, 2, 1])("is never wider than %d columns", (width) => {
		const drawn = drawFailover({ ...entry, from: "日本語プロバイダー" }, plain, "UTC");
		for (const line of drawn?.render(width) ?? []) expect(displayWidth(line)).toBeLessThanOrEqual(width);
	});

	it("draws nothing for data of another kind", () => {
		expect(drawFailover({ kind: "rate" }, plain)).toBeUndefined();
	});
});

describe("registerFailoverEntry", () => {
	it("asks for the time zone when it draws", () => {
		const renderers = new Map<string, EntryRenderer>();
		const registerEntryRenderer = <T>(type: string, renderer: EntryRenderer<T>) => {
			renderers.set(type, renderer as EntryRenderer);
		};
		let zone = "UTC";
		registerFailoverEntry({ registerEntryRenderer }, () => zone);
		zone = "Europe/Berlin";
		const stored: CustomEntry = {
			type: "custom",
			id: "1",
			parentId: null,
			timestamp: new Date(NOW_MS).toISOString(),
			customType: FAILOVER_ENTRY,
			data: entry,
		};
		const component = renderers.get(FAILOVER_ENTRY)?.(stored, { expanded: false }, plain as unknown as Theme);
		expect(component?.render(80)).toEqual([" anthropic rate-limited until 16:40 → GPT-5.6 Sol"]);
	});
});
