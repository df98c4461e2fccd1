/** The completion script for fish. */
import { unreachable } from '../base/index.js';
import type { CompletionNode, CompletionValue } from './completion-tree.js';

export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((node) => [
    ...commandLines(node),
    ...optionLines(node),
    ...argumentLines(node),
  ]);
  return `# fish completion for mm-policy: goes to ~/.config/fish/completions/mm-policy.fish
function __mm_policy_at
    set -l at (commandline -opc | string match -v -- '-*')
    set -l want $argv
    test (count $at) -gt (count $want); or return 1
    set -l last (math 1 + (count $want))
    test "$at[2..$last]" = "$want"
end
function __mm_policy_top
    test (count (commandline -opc | string match -v -- '-*')) -eq 1
end
complete -c mm-policy -f
${lines.join('\n')}
`;
}

function commandLines({ path, commands }: CompletionNode): readonly string[] {
  const names = commands.map(({ name }) => name).join(' ');
  const condition =
    path === ''
      ? '__mm_policy_top'
      : `__mm_policy_at ${path}; and not __fish_seen_subcommand_from ${names}`;
  return commands.map(
    ({ name, description }) =>
      `complete -c mm-policy -n ${quote(condition)} -a ${name} -d ${quote(description)}`,
  );
}

function optionLines({ path, options }: CompletionNode): readonly string[] {
  const condition = path === '' ? '__mm_policy_top' : `__mm_policy_at ${path}`;
  return options.map(({ flags, description, takesValue, value }) => {
    const names = flags.map((flag) =>
      flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
    );
    const argument = takesValue ? ` -r ${actionOf(value)}`.trimEnd() : '';
    return (
      `complete -c mm-policy -n ${quote(condition)} ${names.join(' ')}${argument}` +
      ` -d ${quote(description)}`
    );
  });
}

function argumentLines({ path, value }: CompletionNode): readonly string[] {
  if (path === '' || value === 'none') return [];
  return [`complete -c mm-policy -n ${quote(`__mm_policy_at ${path}`)} ${actionOf(value)}`];
}

function actionOf(value: CompletionValue): string {
  if (typeof value !== 'string') return `-a ${quote(value.join(' '))}`;
  switch (value) {
    case 'none':
      return '';
    case 'file':
      return '-F';
    case 'directory':
      return "-a '(__fish_complete_directories)'";
    case 'policy':
      return "-a '(__fish_complete_suffix .policy)'";
    default:
      return unreachable(value);
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
