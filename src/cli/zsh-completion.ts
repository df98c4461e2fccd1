/** The completion script for zsh: one function, to be put on the fpath as `_mm-policy`. */
import { unreachable } from '../base/index.js';
import type { CompletionNode, CompletionOption, CompletionValue } from './completion-tree.js';

export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `#compdef mm-policy
# zsh completion for mm-policy: mm-policy completion zsh > "\${fpath[1]}/_mm-policy"
_mm_policy() {
  local at='' i
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    case "\${at:+$at }\${words[i]}" in
      (${paths.join('|')}) at="\${at:+$at }\${words[i]}" ;;
    esac
  done
  case "$at:\${words[CURRENT - 1]}" in
${nodes.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${nodes.map(nodeCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = _mm-policy ]; then
  _mm_policy "$@"
else
  compdef _mm_policy mm-policy
fi
`;
}

function valueCases({ path, options }: CompletionNode): readonly string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, value }) => {
      const pattern = flags.map((flag) => `'${path}:${flag}'`).join('|');
      return `    (${pattern}) ${actionOf(value)}; return ;;`;
    });
}

function nodeCase({ path, commands, options, value }: CompletionNode): string {
  const lines = [`    ('${path}')`];
  if (commands.length > 0) {
    const items = commands.map(({ name, description }) => quote(`${name}:${description}`));
    lines.push(`      commands=(${items.join(' ')})`, "      _describe 'command' commands");
  }
  const items = options.flatMap((option) => option.flags.map((flag) => optionItem(flag, option)));
  lines.push(`      options=(${items.join(' ')})`, "      _describe -o 'option' options");
  if (value !== 'none') lines.push(`      ${actionOf(value)}`);
  return [...lines, '      ;;'].join('\n');
}

function optionItem(flag: string, { description }: CompletionOption): string {
  return quote(`${flag}:${description}`);
}

function actionOf(value: CompletionValue): string {
  if (typeof value !== 'string') return `compadd -- ${value.join(' ')}`;
  switch (value) {
    case 'none':
      return ':';
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'policy':
      return "_files -g '*.policy'";
    default:
      return unreachable(value);
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
