/** `mm-policy what-if FILE…`: policies side by side on one market. */
import { InvalidArgumentError, Option } from 'commander';
import type { MarginRegard, QueueSpec, StandIn } from '../study/index.js';
import { isBrokerUrl } from './broker-url.js';
import type { RegisterCommand } from './cli-io.js';
import { REGIME_HELP, regimeOption } from './regime-option.js';
import { parseDuration, parseSeed } from './run-options.js';
import type { WhatIfOptions } from './what-if-options.js';

const MORE = `
Examples:
  $ mm-policy what-if policies/demo.policy --for 10m
  $ mm-policy what-if main.policy branch.policy --market recordings/2025-09-04
  $ mm-policy what-if prod.policy --market recordings/2025-09-04 --as HYPE=SOL
  $ mm-policy what-if demo.policy --regime ordinary:2m,outage:40s --for 10m
  $ mm-policy what-if demo.policy --set quote.risk-aversion=0.01,0.05,0.2
  $ mm-policy what-if policies/demo.policy --for 5m --seed 1,2,3 --results sweep

${REGIME_HELP}

Every policy runs on the same market, through the engine and the loop that
trade live, on the embedded venue, as fast as it goes. Profit is told in parts
that add up: what the fills were better than mid, what the inventory gained,
fees, funding.

--as HYPE=SOL plays the recorded SOL where the policy says HYPE: its prices times
a factor, so that it begins where the synthetic HYPE does (or @27.11), its sizes
over that factor, so that dollars stay the same, both put on HYPE's own grid
away from mid. The factor is told; the hour, the flow and the moves are SOL's.

--set varies a setting of the policy: BLOCK.SETTING, COIN.SETTING,
COIN.BLOCK.SETTING or let.NAME. A number alone keeps the unit that stands in
the policy. Several --set try every combination.

--margin compares with bots that regard margin otherwise than this engine, which
lets capital bound the position and has bids and asks share one margin: with
each-side each side reckons with all of it; unchecked leaves nothing but the
policy's own rules, and the venue refuses what it does not carry. No policy can
say either, and no run can be told to.

How the venue behaves, where it does not tell:
  --queue risk-averse  our order moves up only by what trades at its price
          log, power:N others cancel behind us too, with probability
                       f(back) / (f(back) + f(front)), f(x) = ln(1 + x), x^N
                       (hftbacktest's documentation, "Order Fill")
  --latency 5ms        to the venue and as much back: constant
          5ms/3ms      5 ms to the venue, 3 ms back
          2ms+3ms      each way at least 2 ms, and 3 ms more on average by an
                       exponential distribution
          FILE         recorded: lines at_ms,order_ms,response_ms since the
                       market began, on a straight line between two of them
                       (hftbacktest's documentation, "Latency Models")
  --fees tier:3        the venue's tier by the volume of 14 days, 0 to 6
          $30_000_000  the same by the volume; it goes on from there with what
                       the policy trades, at the turn of the day in UTC
          …,maker-share:0.6%,staking:10%,referral:4%
                       (hyperliquid.gitbook.io/hyperliquid-docs/trading/fees)
By default risk-averse, no latency, and the base tier whatever is traded.

With --results each trial is kept as a file, and one that is there already is
not run again: an interrupted sweep goes on where it was. The same trial gives
the same figures, whatever --workers.

--workers redis://HOST:PORT has them played by mm-policy worker processes on
any machine.

Exit codes: 0 done · 1 a trial failed · 2 could not run · 130 interrupted, what
was done is told.`;

const SHARED: readonly MarginRegard[] = ['shared'];
const MARGIN_REGARDS: readonly MarginRegard[] = ['shared', 'each-side', 'unchecked'];

export const registerWhatIf: RegisterCommand = (program, io) => {
  program
    .command('what-if')
    .summary('compare policies on one market')
    .description('Play one or many policies on the same market and compare what they come to.')
    .argument('<FILE...>', '.policy files')
    .option('--market <dir>', 'recorded market instead of the built-in synthetic one')
    .addOption(
      new Option('--as <coin=recorded>', 'play a recorded coin for one of the policy: HYPE=SOL')
        .argParser(parseStandIn)
        .conflicts(['seed', 'regime']),
    )
    .option('--seed <n,…>', 'seeds of the synthetic market', parseSeeds, [1])
    .addOption(regimeOption())
    .option(
      '--for <time>',
      'market time of each trial: 10m, 4h; 10m on the synthetic market',
      parseDuration,
    )
    .option('--set <path=value,…>', 'vary a setting; may be repeated', collect)
    .option('--margin <regard,…>', 'shared (default), each-side or unchecked', parseMargin, SHARED)
    .option('--queue <model>', 'risk-averse (default), log or power:N', parseQueue)
    .option('--latency <time>', 'of orders and answers: 5ms, 5ms/3ms, 2ms+3ms, or a CSV file')
    .option('--fees <standing>', "the account's fee tier: tier:0 to tier:6, or 14 days' volume")
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

/** `HYPE=SOL`, or with where it begins: `HYPE=SOL@27.11`; may be repeated. */
function parseStandIn(
  text: string,
  before: Readonly<Record<string, StandIn>> = {},
): Readonly<Record<string, StandIn>> {
  const [, coin, recorded, price] =
    /^([\w:-]+)=([\w:-]+)(?:@\$?(\d+(?:\.\d+)?))?$/u.exec(text) ?? [];
  if (coin === undefined || recorded === undefined || Number(price) === 0) {
    throw new InvalidArgumentError('Write COIN=RECORDED, such as HYPE=SOL or HYPE=SOL@27.11.');
  }
  return { ...before, [coin]: { coin: recorded, ...(price === undefined ? {} : { price }) } };
}

function parseMargin(text: string): readonly MarginRegard[] {
  return text.split(',').map((each) => {
    const regard = MARGIN_REGARDS.find((known) => known === each.trim());
    if (regard !== undefined) return regard;
    throw new InvalidArgumentError(`Write one or several of ${MARGIN_REGARDS.join(', ')}.`);
  });
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
