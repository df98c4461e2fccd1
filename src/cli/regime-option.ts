/** `--regime`: how the synthetic market behaves, of `run` and `what-if`. */
import { InvalidArgumentError, Option } from 'commander';
import type { RegimeName, RegimeSpan } from '../feed/index.js';
import { parseDuration } from './run-options.js';

/** In the order of the help; the rooms that know more are loaded later. */
const REGIMES: Readonly<Record<RegimeName, string>> = {
  ordinary: 'as the recorded market it is modelled on; the default',
  quiet: 'little moves, few take, deep books',
  trending: 'one way, and takers follow',
  jump: 'ordinary, with a jump now and then',
  cascade: 'runs away through a thin book, then half of it comes back',
  outage: 'nothing is heard for a while, then the price is elsewhere',
};

export const REGIME_HELP = `Regimes of the synthetic market:
${Object.entries(REGIMES)
  .map(([name, what]) => `  ${name.padEnd(10)}${what}`)
  .join('\n')}
Several follow each other with their times: --regime ordinary:5m,outage:40s,quiet. Where the last
has a time too, the first comes again. A cascade or an outage without a time comes once a minute.`;

export function regimeOption(): Option {
  return new Option('--regime <name[:time],…>', 'how the synthetic market behaves')
    .argParser(parseRegime)
    .conflicts('market');
}

/** `cascade`, or several with their times: `ordinary:5m,outage:40s,ordinary`. */
export function parseRegime(text: string): readonly RegimeSpan[] {
  const parts = text.split(',').map((each) => each.trim());
  const spans = parts.map((part, index): RegimeSpan => {
    const [name = '', time] = part.split(/:(.*)/su, 2);
    if (!isRegime(name)) {
      const names = Object.keys(REGIMES).join(', ');
      throw new InvalidArgumentError(`There is no regime \`${name}\`; the regimes are ${names}.`);
    }
    if (time === undefined && index < parts.length - 1) {
      throw new InvalidArgumentError(
        `Say how long ${name} lasts before the next, such as ${name}:5m.`,
      );
    }
    return { regime: name, durationMs: time === undefined ? null : parseDuration(time) };
  });
  if (spans.every(({ regime, durationMs }) => regime === 'outage' && durationMs !== null)) {
    throw new InvalidArgumentError('Say what comes between, such as ordinary:1m,outage:40s.');
  }
  return spans;
}

function isRegime(name: string): name is RegimeName {
  return Object.hasOwn(REGIMES, name);
}
