/** `mm-policy record --market COIN`: keeps a venue's public streams as a recording. */
import { Option } from 'commander';
import type { RegisterCommand } from './cli-io.js';
import { parseCoin, parseVenue, type RecordOptions } from './record-options.js';
import { parseDuration } from './run-options.js';

const MORE = `
Examples:
  $ mm-policy record --market HYPE
  $ mm-policy record --market HYPE,BTC --venue testnet --for 4h --out recordings/today
  $ mm-policy record --market HYPE --format parquet
  $ mm-policy run policies/demo.policy --market recordings/today

Books (twenty levels a side), tops, trades, and marks with funding, as files
that --market of run and what-if reads, and tape too. No account and no key are
needed. A folder that holds a recording of the coin is gone on with, in the same
format: what a crash cut off in the middle of a row is taken away first. Rows
are in the file within a second and on the disk within five.

  csv      a file each of books, tops, trades and marks
  jsonl    events_COIN.jsonl, a line an event in the order of receipt
  parquet  events_COIN-NUMBER.parquet, of 5,000 events each: a row a level, trade
           or mark; what is not yet 5,000 is kept as lines, which a crash leaves
           readable, and Ctrl-C ends as a file (npm i hyparquet hyparquet-writer)

Exit codes: 0 done, or stopped by SIGTERM · 2 could not run, or could not go on · 130 interrupted;
what was heard until then is kept whole.`;

export const registerRecord: RegisterCommand = (program, io) => {
  program
    .command('record')
    .summary("keep a venue's public streams as a recording")
    .description("Keep a venue's books, tops, trades and marks, until it is told to stop.")
    .requiredOption('--market <coin>', 'HYPE, or several: HYPE,BTC', parseCoin)
    .addOption(
      new Option('--venue <name>', 'mainnet, testnet or an address')
        .argParser(parseVenue)
        .default(parseVenue('mainnet'), 'mainnet'),
    )
    .option('--out <dir>', 'folder of the recording; by default recordings/ and the day')
    .option('--for <time>', 'stop after so much time: 20s, 10m, 4h', parseDuration)
    .addOption(
      new Option('--format <name>', 'how it is kept')
        .choices(['csv', 'jsonl', 'parquet'])
        .default('csv'),
    )
    .option('--json', 'the summary as one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText('after', MORE)
    .action(async (options: RecordOptions) => {
      // The network takes longer to load than a command line takes to check.
      const { record } = await import('./record.js');
      io.exitCode = await record(options, io);
    });
};
