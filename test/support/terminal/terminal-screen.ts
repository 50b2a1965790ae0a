import xterm from "@xterm/headless";
import type { TerminalSize } from "./pseudo-terminal.ts";

/** How a character is drawn. */
export interface CharacterStyle {
	readonly isBold: boolean;
	readonly isDim: boolean;
	/** Number in the palette or 0xRRGGBB; absent for the terminal's own colour. */
	readonly color?: number;
}

/** What a terminal shows of the bytes it got. */
export interface TerminalScreen {
	/** Draws; calls back when that is done. */
	write(data: Uint8Array, done: () => void): void;
	resize(size: TerminalSize): void;
	/** Whether the program is in the middle of a frame that it wants shown as a whole (synchronized output, mode 2026). */
	isDrawing(): boolean;
	/** All lines from the first one kept, without blanks at their ends, and the index of the first visible one. */
	lines(): { readonly all: readonly string[]; readonly top: number };
	/** How the first character of the first visible place with this text is drawn; undefined where there is none. */
	styleOf(text: string): CharacterStyle | undefined;
	/** Titles that the program gave the window, oldest first. */
	titles(): readonly string[];
	/** How often the bell rang. */
	bells(): number;
}

/** Lines kept above the visible ones. */
const SCROLLBACK = 2000;

/** Creates an empty screen. `reply` gets what a terminal answers to a program's questions. */
export function createTerminalScreen({ columns, rows }: TerminalSize, reply: (data: string) => void): TerminalScreen {
	const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: SCROLLBACK, allowProposedApi: true });
	const titles: string[] = [];
	let bells = 0;
	terminal.onData(reply);
	terminal.onTitleChange((title) => void titles.push(title));
	terminal.onBell(() => {
		bells += 1;
	});
	const lineAt = (y: number): string => terminal.buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? "";
	return {
		write: (data, done) => terminal.write(data, done),
		resize: (size) => terminal.resize(size.columns, size.rows),
		isDrawing: () => terminal.modes.synchronizedOutputMode,
		lines() {
			const { length, baseY } = terminal.buffer.active;
			return { all: Array.from({ length }, (_, y) => lineAt(y)), top: baseY };
		},
		styleOf(text) {
			const { active } = terminal.buffer;
			for (let y = active.baseY; y < active.length; y += 1) {
				const x = lineAt(y).indexOf(text);
				const cell = x === -1 ? undefined : active.getLine(y)?.getCell(x);
				if (cell !== undefined) return styleOf(cell);
			}
			return undefined;
		},
		titles: () => titles,
		bells: () => bells,
	};
}

function styleOf(cell: import("@xterm/headless").IBufferCell): CharacterStyle {
	const style = { isBold: cell.isBold() !== 0, isDim: cell.isDim() !== 0 };
	return cell.isFgDefault() ? style : { ...style, color: cell.getFgColor() };
}
