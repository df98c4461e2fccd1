/** `mm-policy what-if FILE…`: policies side by side on one market. */
import { InvalidArgumentError } from 'commander';
import type { QueueSpec } from '../study/index.js';
import { isBrokerUrl } from './broker-url.js';
import type { RegisterCommand } from './cli-io.js';
import { REGIME_HELP, regimeOption } from './regime-option.js';
import { parseDuration, parseSeed } from './run-options.js';
import type { WhatIfOptions } from './what-if-options.js';

const MORE = `
Examples:
  $ mm-policy what-if policies/demo.policy --for 10m
  $ mm-policy what-if main.policy branch.policy --market recordings/2025-09-04
  $ mm-policy what-if demo.policy --regime ordinary:2m,outage:40s --for 10m
  $ mm-policy what-if demo.policy --set quote.risk-aversion=0.01,0.05,0.2
  $ mm-policy what-if policies/demo.policy --for 5m --seed 1,2,3 --results sweep

${REGIME_HELP}

Every policy runs on the same market, through the engine and the loop that
trade live, on the embedded venue, as fast as it goes. Profit is told in parts
that add up: what the fills were better than mid, what the inventory gained,
fees, funding.

--set varies a setting of the policy: BLOCK.SETTING, COIN.SETTING,
COIN.BLOCK.SETTING or let.NAME. A number alone keeps the unit that stands in
the policy. Several --set try every combination.

--queue says how an order of ours moves up among those at its price:
risk-averse, where only trades move it; log and power:N, where others cancel
behind us too, with a probability. --latency 5ms/3ms is 5 ms to the venue and 3
ms back, 2ms+3ms at least 2 ms and 3 ms more on average each way; a file has
lines at_ms,order_ms,response_ms since the market began.

With --results each trial is kept as a file, and one that is there already is
not run again: an interrupted sweep goes on where it was. The same trial gives
the same figures, whatever --workers.

--workers redis://HOST:PORT has them played by mm-policy worker processes on
any machine.

Exit codes: 0 done · 1 a trial failed · 2 could not run · 130 interrupted, what
was done is told.`;

export const registerWhatIf: RegisterCommand = (program, io) => {
  program
    .command('what-if')
    .summary('compare policies on one market')
    .description('Play one or many policies on the same market and compare what they come to.')
    .argument('<FILE...>', '.policy files')
    .option('--market <dir>', 'recorded market instead of the built-in synthetic one')
    .option('--seed <n,…>', 'seeds of the synthetic market', parseSeeds, [1])
    .addOption(regimeOption())
    .option(
      '--for <time>',
      'market time of each trial: 10m, 4h; 10m on the synthetic market',
      parseDuration,
    )
    .option('--set <path=value,…>', 'vary a setting; may be repeated', collect)
    .option('--queue <model>', 'risk-averse (default), log or power:N', parseQueue)
    .option('--latency <time>', 'of orders and answers: 5ms, 5ms/3ms, 2ms+3ms, or a CSV file')
    .option(
      '--workers <n>',
      'trials at once, by default one a core; or redis://HOST:PORT',
      parseWorkers,
    )
    .option('--results <dir>', 'keep each trial there as JSON, and do not run it again')
    .option('--report <file>', 'an HTML page with charts of all trials')
    .option('--series <file>', 'equity, positions and quotes over time as Parquet')
    .option('--json', 'one JSON object a trial, without its series')
    .option('--quiet', 'no progress')
    .addHelpText('after', MORE)
    .action(async (files: string[], options: WhatIfOptions) => {
      // Venue, session and worker threads take longer to load than a policy takes to check.
      const { whatIf } = await import('./what-if.js');
      io.exitCode = await whatIf(files, options, io);
    });
};

function parseSeeds(text: string): readonly number[] {
  return text.split(',').map((each) => parseSeed(each.trim()));
}

function parseQueue(text: string): QueueSpec {
  if (text === 'risk-averse' || text === 'log') return { kind: text };
  const power = Number(/^power:(\d+(?:\.\d+)?)$/u.exec(text)?.[1]);
  if (power > 0) return { kind: 'power', power };
  throw new InvalidArgumentError('Write risk-averse, log, or power:2.');
}

function parseWorkers(text: string): number | string {
  if (isBrokerUrl(text)) return text;
  const workers = Number(text);
  if (!/^\d+$/u.test(text) || workers < 1 || workers > 1_024) {
    throw new InvalidArgumentError('Write a whole number from 1 to 1024, or redis://HOST:PORT.');
  }
  return workers;
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
