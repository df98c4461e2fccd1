/** `mm-policy venue`: the embedded venue as a server, for bots of any kind. */
import { Option } from 'commander';
import { decimal } from '../base/index.js';
import type { RegisterCommand } from './cli-io.js';
import { parseMoney } from './explain-options.js';
import { FAULTS_HELP } from './faults-option.js';
import { parseCoin } from './record-options.js';
import { regimeOption } from './regime-option.js';
import { parseDuration, parsePort, parseSeed } from './run-options.js';
import { parseAccount, parseAgent, parseCount, type VenueOptions } from './venue-options.js';

const MORE = `
Examples:
  $ mm-policy venue
  $ mm-policy venue --coin HYPE,BTC --regime jump --faults all --seed 7
  $ mm-policy venue --market recordings/today --balance 1000 --faults crash@2m
  $ mm-policy venue --manual --port 0 --json

It serves POST /info and POST /exchange over HTTP and a WebSocket at /ws, as Hyperliquid does, to
this machine alone. Signers are recovered for real: without --account it makes an account and an
agent for it and keeps their keys in files with mode 0600, the same ones the next time.

Time is the wall clock's. A recording begins now; when it is over the market stands still. POST
/control, with the token in a file beside the keys, is for tests: {"type":"state"}, deposit,
withdraw, account, agent, book, trade, mark, advance and fault.

${FAULTS_HELP}

Exit codes: 0 done, or stopped by SIGTERM · 2 could not run · 130 interrupted.`;

const DEFAULT_BALANCE_USD = 10_000;
/** What the real venue asks for. Source: facts of the venue, §2.3. */
const SCHEDULE_VOLUME_USD = 1_000_000;
const FREE_ACTIONS = 10_000;

export const registerVenue: RegisterCommand = (program, io) => {
  program
    .command('venue')
    .summary('serve a Hyperliquid-compatible venue to bots, faults on demand')
    .description('Serve a Hyperliquid-compatible venue on this machine, until it is told to stop.')
    .option('--port <n>', 'port, 0 for any free one', parsePort, 3001)
    .option('--market <dir>', 'recorded market instead of the built-in synthetic one')
    .addOption(new Option('--manual', 'no market but what POST /control tells').conflicts('market'))
    .option('--coin <coins>', 'its markets: HYPE, or several: HYPE,BTC', parseCoin)
    .option('--seed <n>', 'seed of the synthetic market and of the faults', parseSeed, 1)
    .addOption(regimeOption())
    .addOption(
      new Option('--balance <usd>', 'of each account')
        .argParser(parseMoney)
        .default(decimal(DEFAULT_BALANCE_USD), '10000'),
    )
    .option('--account <address[=usd]>', 'an account; may be repeated', parseAccount)
    .option('--agent <address[=account]>', 'may sign for it; may be repeated', parseAgent)
    .option('--keys <dir>', 'where the keys that it makes are kept', '.mm-policy/venue')
    .addOption(
      new Option('--network <name>', 'for which actions have to be signed')
        .choices(['testnet', 'mainnet'])
        .default('testnet'),
    )
    .option('--faults <spec>', 'what goes wrong: all, or some of those below')
    .addOption(
      new Option('--reduce-only <how>', 'what becomes of one larger than the position')
        .choices(['shrink', 'reject'])
        .default('shrink'),
    )
    .addOption(
      new Option('--small-close <how>', 'of one that closes all, below $10')
        .choices(['exempt', 'reject'])
        .default('exempt'),
    )
    .addOption(
      new Option('--batch-error <how>', 'how often what voids a batch is said')
        .choices(['once', 'each'])
        .default('once'),
    )
    .addOption(
      new Option('--schedule-volume <usd>', 'volume that scheduleCancel asks for')
        .argParser(parseCount)
        .default(SCHEDULE_VOLUME_USD),
    )
    .option('--free-actions <n>', 'actions before volume counts', parseCount, FREE_ACTIONS)
    .option('--connections <n>', 'WebSockets at a time; some sources say 100', parseCount, 10)
    .option('--no-limits', 'no limits of requests and connections')
    .option('--no-control', 'no POST /control')
    .option('--for <time>', 'stop after so much time: 20s, 10m, 4h', parseDuration)
    .option('--json', 'one JSON object a line')
    .option('--quiet', 'no word of each fault')
    .addHelpText('after', MORE)
    .action(async (options: VenueOptions) => {
      // The venue takes longer to load than a command line takes to check.
      const { serveVenue } = await import('./serve-venue.js');
      io.exitCode = await serveVenue(options, io);
    });
};
