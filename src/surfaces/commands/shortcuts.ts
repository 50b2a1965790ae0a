import { CAP_SHORTCUT, SHORTCUTS } from "../../core/classify/shortcut.ts";
import { ROUTER_PREFIX } from "../../core/config/config.ts";
import { line, styled } from "../views/line.ts";
import { type Cell, paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { headline } from "./usage.ts";

const TEXTS = [
	"At the front of a prompt, several together, in any case; the model never sees them.",
	'On the command line pi takes an argument that begins with @ for a file, so leave a blank before it: pi -p " @fast …"',
];

function pins({ control }: CommandContext): readonly (readonly [token: string, effect: string])[] {
	const providers = [...new Set(control.routes().flatMap(({ targets }) => targets.map(({ provider }) => provider)))];
	const aliases = [...control.aliases()].filter(([name]) => !Object.hasOwn(SHORTCUTS, name));
	const [alias, names = []] = aliases.find(([, members]) => !members[0]?.startsWith(ROUTER_PREFIX)) ?? aliases[0] ?? [];
	return [
		[`@route:${providers[0] ?? "<provider>"}`, "only targets of this provider, for one turn"],
		...(alias === undefined ? [] : ([[`@${alias}`, `only ${names.join(", ")}, for one turn`]] as const)),
	];
}

function shortcuts(_args: unknown, context: CommandContext): View {
	const { width } = context;
	const known = Object.entries(SHORTCUTS).map(([name, { summary }]) => [`@${name}`, summary] as const);
	const named = pins(context);
	const cap = [CAP_SHORTCUT.example, CAP_SHORTCUT.summary] as const;
	const rows = [...known, cap, ...named].map(([token, effect]): Cell[] => [styled("accent", token), effect]);
	return {
		tone: "info",
		lines: [
			headline("Shortcuts", "a word stands for the tier of its name"),
			...table([{}, { wraps: true }], rows, { width, indent: 2 }),
			line(),
			...TEXTS.flatMap((text) => paragraph(styled("dim", text), { width })),
		],
		json: {
			shortcuts: known.map(([shortcut, effect]) => ({ shortcut, effect })),
			cap: { shortcut: cap[0], effect: cap[1] },
			pins: named.map(([shortcut, effect]) => ({ shortcut, effect })),
		},
	};
}

/** `/auto-router shortcuts`: what may stand at the front of a prompt. */
export const shortcutsCommand: Command = {
	name: "shortcuts",
	summary: "what @words at the front of a prompt do",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: shortcuts,
};
