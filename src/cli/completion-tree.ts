/** What can be completed where: the commander program as plain nodes for the shells' scripts. */
import type { Argument, Command, Option } from 'commander';

export type CompletionFiles = 'none' | 'file' | 'directory' | 'policy';

/** What stands in a place: nothing we know, files of a sort, or one of a few words. */
export type CompletionValue = CompletionFiles | readonly string[];

export interface CompletionOption {
  /** `--json`, and `-j` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly value: CompletionValue;
}

export interface CompletionNode {
  /** Names from the program down, the program's own left out: `audit verify`; empty at the top. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** What its arguments are. */
  readonly value: CompletionValue;
}

/** A node for the program and for each command below it. */
export function completionTree(program: Command): readonly CompletionNode[] {
  return nodesOf(program, []);
}

function nodesOf(command: Command, path: readonly string[]): readonly CompletionNode[] {
  const help = command.createHelp();
  const node: CompletionNode = {
    path: path.join(' '),
    commands: help.visibleCommands(command).map((sub) => ({
      name: sub.name(),
      description: help.subcommandDescription(sub),
    })),
    options: help.visibleOptions(command).map(toOption),
    value: path[0] === 'help' ? 'none' : argumentValue(command.registeredArguments[0]),
  };
  return [node, ...command.commands.flatMap((sub) => nodesOf(sub, [...path, sub.name()]))];
}

function toOption(option: Option): CompletionOption {
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    takesValue: option.required || option.optional,
    value: option.argChoices ?? valueNamed(/[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? ''),
  };
}

function argumentValue(argument: Argument | undefined): CompletionValue {
  if (argument === undefined) return 'none';
  return argument.argChoices ?? valueNamed(argument.name());
}

/** A placeholder's name tells: `FILE` is a policy, `JOURNAL` a path, `DIR` a directory. */
function valueNamed(placeholder: string): CompletionValue {
  if (/^files?(?:\.\.\.)?$/i.test(placeholder)) return 'policy';
  if (/dir/i.test(placeholder)) return 'directory';
  return /journal|path|file/i.test(placeholder) ? 'file' : 'none';
}
