import { describe, expect, it } from "vitest";
import { runSlash } from "../../../test/support/run-slash.ts";
import { commandHelp } from "./help.ts";
import { COMMANDS } from "./index.ts";

describe("help", () => {
	it("lists every command", async () => {
		expect((await runSlash("help")).text).toMatchInlineSnapshot(`
			"
			/auto-router <command> · status when none is given
			  status                               what is active, what comes next, what
			                                       needs attention
			  list                                 all routes and their targets in order
			  show [route]                         one route in full: settings, targets,
			                                       limits, prices
			  switch <route|alias|provider/model>  select a route, an alias or a concrete
			                                       model in pi
			  search <text>                        routes, aliases and models that contain a
			                                       text
			  aliases                              short names, and what they stand for
			  resolve <name>                       what a route, an alias or provider/model
			                                       stands for
			  models [part of a name]              concrete models with limits and prices; ●
			                                       is a target
			  explain [route | request id]         why a request went where it went, and
			                                       what it cost
			  decisions [count]                    the newest requests and who answered them
			  rate [good|bad ["why"] | show]       say whether the last answer was good;
			                                       rules may use it
			  shortcuts                            what @words at the front of a prompt do
			  rules [route]                        policy rules, and when each last applied
			  shadow [show | enable | disable]     look at what the pipeline would decide
			                                       without letting it
			  circuit                              which providers are cut off after
			                                       repeated failures
			  budget [show | set … | clear …]      what was spent per provider, and the
			                                       limits for it
			  balance [show | fetch]               prepaid credit of providers that are paid
			                                       by the token
			  uvi [show|enable|disable|refresh]    how fast plans and monthly budgets are
			                                       used up
			  health                               how every account stands: login, rests,
			                                       quota, credit
			  doctor                               what is wrong with files, routes, logins
			                                       and rules
			  debug                                what a bug report needs: versions, state,
			                                       newest requests
			  classify <prompt>                    what a prompt would be taken for, and
			                                       why; nothing is sent
			  test-resolve <name>                  which models a name leads to, and whether
			                                       pi can call them
			  reload                               read the routes file again
			  reset                                clear cooldowns, circuits and learnt
			                                       figures, never spend
			  help [command]                       this list, or how one command is used

			Every command takes --json. /auto-router help <command> says more.
			"
		`);
		expect((await runSlash("--help", { width: 120 })).text).toMatchInlineSnapshot(`
			"
			/auto-router <command> · status when none is given
			  status                               what is active, what comes next, what needs attention
			  list                                 all routes and their targets in order
			  show [route]                         one route in full: settings, targets, limits, prices
			  switch <route|alias|provider/model>  select a route, an alias or a concrete model in pi
			  search <text>                        routes, aliases and models that contain a text
			  aliases                              short names, and what they stand for
			  resolve <name>                       what a route, an alias or provider/model stands for
			  models [part of a name]              concrete models with limits and prices; ● is a target
			  explain [route | request id]         why a request went where it went, and what it cost
			  decisions [count]                    the newest requests and who answered them
			  rate [good|bad ["why"] | show]       say whether the last answer was good; rules may use it
			  shortcuts                            what @words at the front of a prompt do
			  rules [route]                        policy rules, and when each last applied
			  shadow [show | enable | disable]     look at what the pipeline would decide without letting it
			  circuit                              which providers are cut off after repeated failures
			  budget [show | set … | clear …]      what was spent per provider, and the limits for it
			  balance [show | fetch]               prepaid credit of providers that are paid by the token
			  uvi [show|enable|disable|refresh]    how fast plans and monthly budgets are used up
			  health                               how every account stands: login, rests, quota, credit
			  doctor                               what is wrong with files, routes, logins and rules
			  debug                                what a bug report needs: versions, state, newest requests
			  classify <prompt>                    what a prompt would be taken for, and why; nothing is sent
			  test-resolve <name>                  which models a name leads to, and whether pi can call them
			  reload                               read the routes file again
			  reset                                clear cooldowns, circuits and learnt figures, never spend
			  help [command]                       this list, or how one command is used

			Every command takes --json. /auto-router help <command> says more.
			"
		`);
	});

	it.each(["help explain", "explain --help"])("says how one is used for %j", async (typed) => {
		expect((await runSlash(typed)).text).toBe(`
/auto-router explain [route | request id]
  why a request went where it went, and what it cost
  --json  print the report as JSON
  --help  say how the command is used
`);
	});

	it("says what was meant", async () => {
		const { tone, text } = await runSlash("help expalin");
		expect(tone).toBe("error");
		expect(text).toContain("Did you mean explain?");
	});

	it("lists the options of a command first", () => {
		const options = [{ name: "--tags", summary: "words to remember it by", takesValue: true }];
		const { json } = commandHelp({ name: "rate", summary: "rate", usage: "<good|bad>", options }, 80);
		expect(json).toMatchObject({
			usage: "/auto-router rate <good|bad>",
			options: [{ name: "--tags" }, { name: "--json" }, {}],
		});
	});

	it("is complete: every command has a summary that fits one line", () => {
		for (const { name, summary } of COMMANDS) expect(summary.length, name).toBeLessThan(60);
	});

	it("reports the same as JSON", async () => {
		expect((await runSlash("help --json")).json).toMatchObject({
			commands: COMMANDS.map(({ name, summary }) => ({ name, summary })),
		});
	});
});
