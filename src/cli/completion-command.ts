/** `mm-policy completion`: scripts that let a shell finish a command line. */
import { Argument } from 'commander';
import { bashCompletion } from './bash-completion.js';
import type { RegisterCommand } from './cli-io.js';
import { completionTree, type CompletionNode } from './completion-tree.js';
import { fishCompletion } from './fish-completion.js';
import { zshCompletion } from './zsh-completion.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof SHELLS)[number];

const SCRIPT_OF: Readonly<Record<Shell, (nodes: readonly CompletionNode[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const EXAMPLES = `
Examples:
  $ source <(mm-policy completion bash)
  $ mm-policy completion zsh > "\${fpath[1]}/_mm-policy"
  $ mm-policy completion fish > ~/.config/fish/completions/mm-policy.fish
`;

export const registerCompletion: RegisterCommand = (program, io) => {
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Print a script that lets your shell complete mm-policy command lines.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action((shell: Shell) => {
      io.out(SCRIPT_OF[shell](completionTree(program)));
    });
};
