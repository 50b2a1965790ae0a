import { bytesOf, type Key } from "./keys.ts";
import { openPseudoTerminal, type TerminalProgram, type TerminalSize } from "./pseudo-terminal.ts";
import { type CharacterStyle, createTerminalScreen, type TerminalScreen } from "./terminal-screen.ts";

/** What is waited for: a text or a pattern that the visible lines (joined by line ends) have, or any other test of them. */
export type ScreenTest = string | RegExp | ((screen: string) => boolean);

/** A program in a terminal, to type into and to look at. */
export interface Terminal {
	/** Sends characters, as typing them does. Line ends are not part of it: press "enter". */
	type(text: string): void;
	press(...keys: readonly Key[]): void;
	/** The visible lines, without blanks at their ends. A frame that is half drawn is not seen. */
	screen(): readonly string[];
	/** Everything a person could scroll back to, and the visible lines. */
	lines(): readonly string[];
	/** How the first character of the first visible place with this text is drawn; undefined where there is none. */
	styleOf(text: string): CharacterStyle | undefined;
	/** Everything the program wrote, escape sequences included. */
	output(): string;
	/** Titles that the program gave the window, oldest first. */
	titles(): readonly string[];
	/** How often the bell rang. */
	bells(): number;
	/** Waits until the visible lines are so and returns them. Rejects with the whole screen after `timeoutMs` (default 10 s). */
	waitFor(test: ScreenTest, timeoutMs?: number): Promise<string>;
	/** Gives the window another size. */
	resize(size: TerminalSize): Promise<void>;
	/** The exit code, once the program has ended by itself and the last it wrote is on the screen. */
	readonly exited: Promise<number>;
	/** Ends the program by its id. Rejects when that took force, or when something is left running. */
	close(): Promise<void>;
}

const DEFAULT_WAIT_MS = 10_000;

/** Starts a program in a terminal of this size. Whoever starts it closes it. */
export async function openTerminal(program: TerminalProgram, size: TerminalSize): Promise<Terminal> {
	const pty = await openPseudoTerminal(program, size);
	const screen = createTerminalScreen(size, pty.write);
	const watch = watchFrames(screen);
	const chunks: Buffer[] = [];
	pty.output.on("data", (data: Buffer) => {
		chunks.push(data);
		screen.write(data, watch.look);
	});
	const exited = pty.exited.then(async (code) => {
		await new Promise<void>((resolve) => screen.write(new Uint8Array(), resolve));
		watch.end(code);
		return code;
	});
	return {
		type: (text) => pty.write(text),
		press: (...keys) => keys.forEach((key) => void pty.write(bytesOf(key))),
		screen: () => watch.frame().slice(watch.top()),
		lines: watch.frame,
		styleOf: screen.styleOf,
		output: () => Buffer.concat(chunks).toString(),
		titles: screen.titles,
		bells: screen.bells,
		waitFor: watch.waitFor,
		async resize(next) {
			screen.resize(next);
			await pty.resize(next);
		},
		exited,
		async close() {
			await pty.close();
			await exited;
		},
	};
}

interface Waiter {
	readonly fits: (screen: string) => boolean;
	readonly resolve: (screen: string) => void;
	readonly fail: (why: string) => void;
}

interface FrameWatch {
	/** Looks at the screen anew. */
	look(): void;
	/** Lines of the last whole frame, and which of them is the first visible one. */
	frame(): readonly string[];
	top(): number;
	waitFor(test: ScreenTest, timeoutMs?: number): Promise<string>;
	/** Nothing more will be drawn. */
	end(code: number): void;
}

function watchFrames(screen: TerminalScreen): FrameWatch {
	const waiters = new Set<Waiter>();
	let { all, top } = screen.lines();
	let ending: string | undefined;
	const visible = (): string => all.slice(top).join("\n");
	const check = (waiter: Waiter): void => {
		const shown = visible();
		if (waiter.fits(shown)) waiter.resolve(shown);
		else if (ending !== undefined) waiter.fail(ending);
	};
	const look = (): void => {
		if (screen.isDrawing()) return;
		({ all, top } = screen.lines());
		for (const waiter of waiters) check(waiter);
	};
	return {
		look,
		frame: () => all,
		top: () => top,
		waitFor(test, timeoutMs = DEFAULT_WAIT_MS) {
			const { promise, resolve, reject } = Promise.withResolvers<string>();
			// Made here, so that the error leads to the line of the test that waited.
			const error = new Error();
			const fail = (why: string): void => {
				error.message = `${why} The screen did not become so: ${describe(test)}\n${framed(all, top)}`;
				reject(error);
			};
			const waiter: Waiter = { fits: fitting(test), resolve, fail };
			const timer = setTimeout(() => fail(`${timeoutMs} ms are over.`), timeoutMs);
			waiters.add(waiter);
			check(waiter);
			return promise.finally(() => {
				clearTimeout(timer);
				waiters.delete(waiter);
			});
		},
		end(code) {
			ending = `The program has ended with ${code}.`;
			look();
		},
	};
}

function fitting(test: ScreenTest): Waiter["fits"] {
	if (typeof test === "function") return test;
	return typeof test === "string" ? (screen) => screen.includes(test) : (screen) => test.test(screen);
}

function describe(test: ScreenTest): string {
	return typeof test === "string" ? `"${test}"` : String(test);
}

/** The lines, those that had scrolled away above a rule. */
function framed(all: readonly string[], top: number): string {
	const rule = "=".repeat(40);
	return [...all.slice(0, top), rule, ...all.slice(top), rule].join("\n");
}
