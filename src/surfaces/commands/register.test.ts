import type { ExtensionCommandContext } from "@earendil-works/pi-coding-agent";
import { describe, expect, it, vi } from "vitest";
import { aCommandContext } from "../../../test/support/fake-control.ts";
import type { CompletionContext } from "./command.ts";
import { type RegisterInput, registerCommands } from "./register.ts";

type Registered = Parameters<RegisterInput["pi"]["registerCommand"]>[1];

const theme = { fg: (color: string, text: string) => `<${color}>${text}</>`, bold: (text: string) => text };

function register(completionContext: () => CompletionContext | undefined = () => undefined) {
	const commands = new Map<string, Registered>();
	const written: string[] = [];
	const widths: number[] = [];
	registerCommands({
		pi: { registerCommand: (name, options) => commands.set(name, options) },
		contextOf: async () => aCommandContext({ width: 80 }),
		completionContext,
		write: (text) => written.push(text),
	});
	return { commands, written, widths, command: commands.get("auto-router") };
}

async function run(typed: string, mode: ExtensionCommandContext["mode"]) {
	const notify = vi.fn<(text: string, tone?: string) => void>();
	const ui = { notify, theme };
	const { command, written } = register();
	const ctx = { mode, hasUI: mode === "tui" || mode === "rpc", ui } as unknown as ExtensionCommandContext;
	await command?.handler(typed, ctx);
	return { notified: notify.mock.calls, written };
}

describe("registerCommands", () => {
	it("registers one slash command", () => {
		const { commands } = register();
		expect([...commands.keys()]).toEqual(["auto-router"]);
	});

	it("notifies in the theme's colours in the terminal", async () => {
		const { notified, written } = await run("circuit", "tui");
		expect(notified).toEqual([[expect.any(String), "info"]]);
		expect(notified[0]?.[0].startsWith("\u001b[22m<text>Circuits</>\n")).toBe(true);
		expect(written).toEqual([]);
	});

	it("leaves room for the margins of a notification", async () => {
		const { notified } = await run("help", "tui");
		const lines = notified[0]?.[0].replaceAll(/<\/?\w*>/g, "").split("\n") ?? [];
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
	});

	it("leaves errors to pi's own colour", async () => {
		const { notified } = await run("stauts", "tui");
		expect(notified).toEqual([[expect.stringMatching(/^There is no command "stauts"/), "error"]]);
	});

	it("answers in rpc mode with one notification whose message is the JSON report", async () => {
		const { notified } = await run("circuit --json", "rpc");
		expect(notified).toHaveLength(1);
		expect(JSON.parse(notified[0]?.[0] ?? "")).toMatchObject({ circuits: [], thresholds: { failures: 3 } });
	});

	it("uses no escape sequences in rpc mode", async () => {
		const { notified } = await run("status", "rpc");
		expect(notified[0]?.[0]).toMatch(/^auto-router 1\.2\.3 · subscription-swe is active/);
	});

	it("keeps JSON clean of pi's word for errors in the terminal", async () => {
		const { notified } = await run("stauts --json", "tui");
		expect(notified).toEqual([[expect.stringMatching(/^\{/), "info"]]);
	});

	it.each(["print", "json"] as const)("writes in %s mode, where there is nobody to notify", async (mode) => {
		const { notified, written } = await run("circuit", mode);
		expect(written).toEqual([expect.stringMatching(/^Circuits\n.*\n$/s)]);
		expect(notified).toEqual([]);
	});

	it("completes once a session is open", async () => {
		const { control } = aCommandContext();
		expect(await register().command?.getArgumentCompletions?.("stat")).toBeNull();
		const open = register(() => ({ control }));
		expect(await open.command?.getArgumentCompletions?.("stat")).toMatchObject([{ value: "status" }]);
	});
});
