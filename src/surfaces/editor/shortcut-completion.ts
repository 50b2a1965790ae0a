import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import { CAP_SHORTCUT, SHORTCUTS } from "../../core/classify/shortcut.ts";
import type { Control } from "../../engine/control.ts";

/** What pi asks to complete the text of its editor, as far as pi 0.87.1 and 1.5.2 have it in common. */
type Factory = Parameters<ExtensionContext["ui"]["addAutocompleteProvider"]>[0];
type Provider = ReturnType<Factory>;

/** A completion for the editor. */
export interface ShortcutItem {
	/** With the `@`. */
	readonly value: string;
	readonly label: string;
	readonly description: string;
}

/** Nothing but shortcuts and names, and the one that is being typed. */
const AT_FRONT = /^\s*(?:@\S+\s+)*(@\S*)$/;

function allItems(control: Pick<Control, "aliases" | "routes">): readonly ShortcutItem[] {
	const shortcuts = Object.entries(SHORTCUTS).map(([name, { summary }]) => [`@${name}`, summary] as const);
	const cap = [CAP_SHORTCUT.example, CAP_SHORTCUT.summary] as const;
	const aliases = [...control.aliases()]
		.filter(([name]) => !Object.hasOwn(SHORTCUTS, name))
		.map(([name, names]) => [`@${name}`, `only ${names.join(", ")}, for one turn`] as const);
	const providers = new Set(control.routes().flatMap(({ targets }) => targets.map(({ provider }) => provider)));
	const pins = [...providers].map((provider) => [`@route:${provider}`, "only this provider, for one turn"] as const);
	return [...shortcuts, cap, ...aliases, ...pins].map(([value, description]) => ({ value, label: value, description }));
}

/** The shortcuts that may stand where the user is typing, and the part of them that is typed; undefined elsewhere. */
export function completeShortcut(
	before: string,
	control: Pick<Control, "aliases" | "routes">,
): { readonly items: readonly ShortcutItem[]; readonly prefix: string } | undefined {
	const prefix = AT_FRONT.exec(before)?.[1];
	if (prefix === undefined) return undefined;
	const typed = prefix.toLowerCase();
	const items = allItems(control).filter(({ value }) => value.toLowerCase().startsWith(typed) && value !== prefix);
	return items.length === 0 ? undefined : { items, prefix };
}

/** Puts shortcuts before the files that pi offers behind `@`, while a route is selected. */
export function withShortcuts(control: Pick<Control, "aliases" | "routes">, isActive: () => boolean): Factory {
	return (current): Provider => ({
		...current,
		async getSuggestions(lines, line, column, options) {
			const before = lines
				.slice(0, line)
				.concat((lines[line] ?? "").slice(0, column))
				.join("\n");
			const found = isActive() ? completeShortcut(before, control) : undefined;
			const files = await current.getSuggestions(lines, line, column, options);
			if (!found) return files;
			const others = files?.prefix === found.prefix ? files.items : [];
			return { items: [...found.items, ...others], prefix: found.prefix };
		},
		// pi completes what begins with @ as a word with a blank after it, which is right for shortcuts too.
		applyCompletion: (...given) => current.applyCompletion(...given),
		shouldTriggerFileCompletion: (...given) => current.shouldTriggerFileCompletion?.(...given) ?? false,
	});
}
