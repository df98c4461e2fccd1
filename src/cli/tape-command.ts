/** `mm-policy tape SOURCE…`: decodes a recording, and tells what it holds and what is wrong. */
import { InvalidArgumentError } from 'commander';
import type { RegisterCommand } from './cli-io.js';

export interface TapeCommandOptions {
  readonly tick: number;
  readonly lot: number;
  readonly coin?: string;
  readonly symbol?: string;
  /** A Parquet file to write. */
  readonly to?: string;
  /** False with --no-cache. */
  readonly cache: boolean;
  readonly json?: boolean;
}

const MORE = `
Examples:
  $ mm-policy tape btcusdt.gz --tick 0.1 --lot 0.001
  $ mm-policy tape incremental_book_L2.csv.gz trades.csv.gz --tick 0.1 --lot 0.001
  $ mm-policy tape recordings/2025-09-04 --coin SOL --tick 0.01 --lot 0.01

A SOURCE is a raw stream of Binance's USDⓈ-M futures (a time of receipt in ns and the JSON, a line
each), CSV files of Tardis (depth and trades), or a folder that mm-policy record has written; plain,
.gz or .zst; or what --to has written. Duplicates, gaps, crossed books and stamps out of order are
counted, and handled by rule. Parquet needs npm i hyparquet hyparquet-writer.

The tape is kept decoded, so that whoever needs it next has it at once: in MM_POLICY_CACHE, else
below XDG_CACHE_HOME, else in ~/.cache/mm-policy; MM_POLICY_CACHE=off keeps none.

Exit codes: 0 done · 2 could not read it.`;

export const registerTape: RegisterCommand = (program, io) => {
  program
    .command('tape')
    .summary('decode a recording, and tell what is in it')
    .description('Decode a recorded market, and tell what it holds and what is wrong with it.')
    .argument('<SOURCE...>', 'a raw stream, CSV files, or a folder')
    .requiredOption('--tick <usd>', 'tick size', parseStep)
    .requiredOption('--lot <size>', 'lot size', parseStep)
    .option('--coin <coin>', 'of a folder that holds several')
    .option('--symbol <symbol>', 'of CSV files that hold several markets')
    .option('--to <file.parquet>', 'write the tape as Parquet, a row each change and trade')
    .option('--no-cache', 'decode it anew, and keep nothing')
    .option('--json', 'the report as one JSON object')
    .addHelpText('after', MORE)
    .action(async (sources: string[], options: TapeCommandOptions) => {
      // Readers of recordings are not needed to check a command line.
      const { tape } = await import('./tape.js');
      io.exitCode = await tape(sources, options, io);
    });
};

function parseStep(text: string): number {
  const step = Number(text);
  if (!/^\d+(?:\.\d+)?(?:e-\d+)?$/u.test(text) || !(step > 0)) {
    throw new InvalidArgumentError('Write a number above 0, such as 0.1.');
  }
  return step;
}
