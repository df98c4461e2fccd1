/** A wrong command line: one line that says what, one that says what to do. */
import type { Command } from 'commander';
import type { CliIo } from './cli-io.js';

/** `text` is commander's own: `error: unknown option '--jsn'\n(Did you mean --json?)\n`. */
export function printUsageError(text: string, command: Command, io: CliIo): void {
  const suggested = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(text)?.[1];
  const what = text
    .replace(/\n?\(Did you mean [^\n]*/, '')
    .replace(/^error: /, '')
    .replaceAll(/'([^']*)'/g, '`$1`')
    .trim()
    .replaceAll(/\. ([A-Z])/g, (_match, letter: string) => `: ${letter.toLowerCase()}`)
    .replace(/\.$/, '');
  const names = suggested?.split(', ').map((name) => `\`${name}\``) ?? [];
  const guess = names.length === 0 ? '' : `did you mean ${names.join(' or ')}? `;
  io.err(`error: ${what}\nhelp: ${guess}see \`${pathOf(command)} --help\`\n`);
}

function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
