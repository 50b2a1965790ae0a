import { nearestNames } from "../../core/text/nearest.ts";
import type { CommandContext, Suggestion, View } from "./command.ts";
import type { Args } from "./parse-args.ts";
import { didYouMean, problemView } from "./usage.ts";

/** What a command may be told to do by its first word. */
export interface Action {
	readonly summary: string;
	readonly run: (args: Args, context: CommandContext) => Promise<View> | View;
}

/** Actions by the word that asks for them; `show` is what no word asks for. */
export type Actions = Readonly<Record<string, Action>> & { readonly show: Action };

/** The actions for completion. */
export function actionSuggestions(actions: Actions): Suggestion[] {
	return Object.entries(actions).map(([value, { summary }]) => ({ value, description: summary }));
}

/** Does what the first word asks for; a word that asks for nothing changes nothing. */
export function runAction(
	command: string,
	actions: Actions,
	args: Args,
	context: CommandContext,
): Promise<View> | View {
	const [name = "show"] = args.words;
	if (Object.hasOwn(actions, name)) return (actions[name] ?? actions.show).run(args, context);
	const names = Object.keys(actions);
	const hints = [didYouMean(nearestNames(name, names)), `There are: ${names.join(", ")}`];
	return problemView(`${command} does not know "${name}"; nothing was changed.`, hints, context.width);
}
