/** What became of the operator's command, in words. Pure: the same answer, same lines. */
import { unreachable } from '../base/index.js';
import type { CommandAnswer } from '../control/index.js';
import { formatTime } from './figure.js';
import type { Paint } from './paint.js';
import { INKS } from './run-lines.js';

/** The first line says whether it was done, the others what changed and what would end it. */
export function operatorLines(answer: CommandAnswer, paint: Paint): readonly string[] {
  const { refused, policy, pid, at } = answer;
  const who = `${policy} (process ${pid})`;
  const head =
    refused === null
      ? `${paint('good', '✓')} ${who}: ${doneText(answer)}, journaled at ${formatTime(at)}`
      : `${paint('bad', '✗')} ${who}: ${answer.command} refused: ${refused}`;
  return [
    head,
    ...answer.released.map((rule) => `  released ${rule}`),
    ...answer.changes.map(({ coin, from, to, rule, endsBy }) => {
      const by = rule === null ? '' : ` by ${rule}`;
      const ends = endsBy === '' ? '' : `; ends: ${endsBy}`;
      return `  ${coin} ${from} → ${paint(INKS[to], to)}${by}${ends}`;
    }),
    ...laterLines(answer),
  ];
}

function doneText({ command, changes, state }: CommandAnswer): string {
  const isNothingNew = changes.length === 0;
  switch (command) {
    case 'pause':
      return isNothingNew ? `paused as well; it was ${state} already` : 'paused';
    case 'resume':
      return 'resumed';
    case 'kill':
      return isNothingNew ? 'killed as well; it was halted already' : 'halted';
    case 're-arm':
      return 're-armed';
    case 'flatten':
      return 'flattening';
    default:
      return unreachable(command);
  }
}

function laterLines({ command, refused, goesOn, state }: CommandAnswer): readonly string[] {
  if (refused !== null) return [];
  const lines: string[] = [];
  if (command === 'flatten') {
    lines.push('  cancels everything, then closes by reduce-only orders near mark, until flat');
    if (state === 'active')
      lines.push('  quotes go on afterwards; `mm-policy pause` keeps it flat');
  }
  if (command === 'kill' && !goesOn) {
    lines.push('  everything is being cancelled; then the run ends with exit code 3');
  }
  if (command === 'kill' && goesOn) {
    lines.push('  everything is being cancelled; `mm-policy rearm REASON` lets it trade again');
  }
  return lines;
}
