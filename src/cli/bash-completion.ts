/** The completion script for bash 3.2 and newer, with nothing else installed. */
import { unreachable } from '../base/index.js';
import type { CompletionFiles, CompletionNode, CompletionValue } from './completion-tree.js';

export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `# bash completion for mm-policy; try it with: source <(mm-policy completion bash)
_mm_policy() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}"
  local at='' words='' files='' line i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${paths.join(' | ')}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:$prev" in
${valueCases(nodes)}
    *)
      case "$at" in
${nodes.map(wordCase).join('\n')}
      esac
      case "$cur" in -*) files='' ;; esac
      ;;
  esac
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <(
    compgen -W "$words" -- "$cur"
    case "$files" in
      any) compgen -f -- "$cur" ;;
      directories) compgen -d -- "$cur" ;;
      policies)
        compgen -d -- "$cur"
        compgen -f -- "$cur" | grep '\\.policy$'
        ;;
    esac
  )
}
complete -o filenames -F _mm_policy mm-policy
`;
}

function valueCases(nodes: readonly CompletionNode[]): string {
  const cases = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, value }) => {
        const pattern = flags.map((flag) => `'${path}:${flag}'`).join(' | ');
        return `    ${pattern}) ${assignments([], value)} ;;`;
      }),
  );
  return cases.length === 0 ? "    ':') ;;" : cases.join('\n');
}

function wordCase({ path, commands, options, value }: CompletionNode): string {
  const words = [...commands.map(({ name }) => name), ...options.flatMap(({ flags }) => flags)];
  return `        '${path}') ${assignments(words, value)} ;;`;
}

function assignments(words: readonly string[], value: CompletionValue): string {
  const all = typeof value === 'string' ? words : [...value, ...words];
  return `words='${all.join(' ')}' files='${typeof value === 'string' ? filesOf(value) : ''}'`;
}

function filesOf(value: CompletionFiles): string {
  switch (value) {
    case 'none':
      return '';
    case 'file':
      return 'any';
    case 'directory':
      return 'directories';
    case 'policy':
      return 'policies';
    default:
      return unreachable(value);
  }
}
