/** The whole command line as one commander program. */
import { Command } from 'commander';
import type { CliIo } from './cli-io.js';
import { loadCommands } from './commands.js';
import { createPaint } from './paint.js';
import { TOOL_VERSION } from './tool-version.js';
import { reflowProse } from './reflow-prose.js';
import { printUsageError } from './usage-error.js';

const TOUR = `
A first tour:
  $ mm-policy init --market HYPE              write a policy to begin with
  $ mm-policy check policies/demo.policy      is it right? every trouble with its place
  $ mm-policy explain P302                    what a trouble means, and why it matters
  $ mm-policy explain policies/demo.policy    what it says, in plain English
  $ mm-policy import risk_config.json         turn an older configuration into a policy
  $ mm-policy fmt policies/demo.policy        write it in the one layout
  $ mm-policy test policies/demo.policy       play its own tests to the engine
  $ mm-policy run policies/demo.policy        quote on the embedded venue; Ctrl-C ends it
  $ mm-policy venue --faults all              a venue to try any bot against
  $ mm-policy status                          how does the running process stand?
  $ mm-policy pause "news at two"             withdraw its quotes; resume, kill, flatten
  $ mm-policy replay journal                  derive every decision of those runs again
  $ mm-policy report journal                  what each day came to, and why
  $ mm-policy audit verify journal            prove that nothing was changed since
  $ mm-policy audit query journal --last 20   what was done: orders, fills, rejections

Exit codes:
  0    done
  1    findings: a policy or a journal is not as it should be
  2    could not run: wrong usage, missing file, broken policy at run
  3    halted by a kill: do not restart without looking
  4    the gate refused the start
  130  interrupted, after a clean cancel
`;

/**
 * Commands report through `io`; nothing here ends the process. Where the command line begins with a
 * command, as `first` tells, the program knows that one only.
 */
export async function createProgram(io: CliIo, first?: string): Promise<Command> {
  const program = new Command('mm-policy')
    .description('Risk policy as code for market makers: check it, run it, prove what it did.')
    .version(TOOL_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', TOUR);
  for (const register of await loadCommands(first)) register(program, io);
  connect(program, io);
  return program;
}

/** Commander's own writing and leaving, turned into ours, for a command and all below it. */
function connect(command: Command, io: CliIo): void {
  const paint = createPaint(io.useColor);
  command.exitOverride();
  command.configureHelp({
    styleTitle: (title) => paint('strong', title),
    subcommandTerm: (sub) => [sub.name(), ...sub.registeredArguments.map(termOf)].join(' '),
  });
  command.configureOutput({
    writeOut: (text) => io.out(reflowProse(text, io.columns)),
    writeErr: (text) => io.err(text),
    getOutHelpWidth: () => io.columns,
    getErrHelpWidth: () => io.columns,
    getOutHasColors: () => io.useColor,
    getErrHasColors: () => io.useColor,
    outputError: (text) => printUsageError(text, command, io),
  });
  for (const sub of command.commands) connect(sub, io);
}

function termOf(argument: { name(): string; required: boolean; variadic: boolean }): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return argument.required ? `<${name}>` : `[${name}]`;
}
