/** `mm-policy run FILE`: trades a policy on the venue it names. */
import type { RegisterCommand } from './cli-io.js';
import { parseVenue } from './record-options.js';
import { REGIME_HELP, regimeOption } from './regime-option.js';
import {
  parseDuration,
  parsePort,
  parseReason,
  parseSeed,
  parseSpeed,
  type RunOptions,
} from './run-options.js';

const MORE = `
Examples:
  $ mm-policy run policies/demo.policy
  $ mm-policy run policies/demo.policy --for 10m --speed max --seed 7
  $ mm-policy run policies/demo.policy --regime ordinary:2m,outage:40s,ordinary
  $ mm-policy run policies/btc.policy --market recordings/2025-09-04 --speed 20

${REGIME_HELP}

While it runs, mm-policy status, pause, resume, kill, rearm and flatten reach it.
After a kill it cancels everything and ends with 3; with --stay it stays, halted, and a journal that
is halted may be gone on with, so that the operator can look, and re-arm it where it stands.

RISK_MAX_DAILY_LOSS, RISK_MAX_LEVERAGE, RISK_MAX_ORDER_NOTIONAL and the like in the environment add
limits to the policy and never loosen one; they are told at the start and stand in the journal.

A copy of the journal (--journal-copy, or MM_POLICY_JOURNAL_COPY) is appended to every half second
and synced, on another disk or a mounted host; where that fails or lags the run trades on, and
complains. --journal-copy-command (or MM_POLICY_JOURNAL_COPY_COMMAND) is for a host that is not
mounted: a program that gets what is new on its standard input, whole lines, a batch a start. {file}
and {offset} in its arguments say which day file and how many bytes of it come before; a batch that
failed comes again with the same offset. It ends with 0 once it has kept them:
  $ mm-policy run FILE --journal DIR --journal-copy-command \
      'ssh -o BatchMode=yes backup dd of=journal/{file} oflag=seek_bytes seek={offset} conv=notrunc'

Alerts, changes of state, kills, refused starts, lost connections and the end go to a program (on
its standard input; no shell: quotes keep blanks, nothing is expanded) and by POST to a webhook, as
JSON, beside the trading loop. MM_POLICY_ALERT_COMMAND and MM_POLICY_ALERT_WEBHOOK say the same; a
URL that holds a secret belongs there, since everybody on the machine can read a command line.

Exit codes: 0 done · 1 stopped, but orders may still rest · 2 could not run · 3 halted by a kill
(do not restart) · 4 start refused · 130 interrupted, everything cancelled. SIGTERM is an ordered
stop: everything cancelled, 0. A second SIGINT does not wait.`;

export const registerRun: RegisterCommand = (program, io) => {
  program
    .command('run')
    .summary('trade a policy on the venue it names')
    .description('Quote and trade by a policy on the venue it names, until it is told to stop.')
    .argument('<FILE>', 'a .policy file')
    .option('--market <dir>', 'recorded market instead of the built-in synthetic one')
    .option('--seed <n>', 'seed of the synthetic market', parseSeed, 1)
    .addOption(regimeOption())
    .option('--speed <n>', 'market seconds per second, or max', parseSpeed, 1)
    .option('--for <time>', 'stop after so much market time: 500ms, 20s, 10m, 4h', parseDuration)
    .option('--journal <dir>', 'go on with the journal of an earlier run, or begin it there')
    .option('--port <n>', 'port of the embedded venue, 0 for any free one', parsePort, 0)
    .option('--paper', 'live market data on the embedded venue: no key, no money')
    .option('--key-file <path>', "the API wallet's key, in a file of mode 0600")
    .option('--url <address>', 'a venue of the same wire elsewhere (testnet policies)', parseVenue)
    .option('--shadow <file>', 'write down what this policy would do beside, sending nothing')
    .option('--re-arm <reason>', 'trade again after a kill; needs --journal', parseReason)
    .option('--stay', 'stay when a kill halts, until mm-policy rearm or Ctrl-C')
    .option('--socket <path>', 'where the operator commands it, if not in the usual place')
    .option('--journal-copy <dir>', 'a folder elsewhere that is kept a copy of the journal')
    .option('--journal-copy-command <cmd>', 'a program that gets what is new of the journal')
    .option('--alert-command <cmd>', 'a program that gets alerts, kills and the like as JSON')
    .option('--alert-webhook <url>', 'the same by POST; better in MM_POLICY_ALERT_WEBHOOK')
    .option('--json', 'one JSON object a line')
    .option('--quiet', 'only changes of state, trouble and the summary')
    .addHelpText('after', MORE)
    .action(async (file: string, options: RunOptions) => {
      // Venue, session and network take longer to load than a policy takes to check.
      const { runPolicy } = await import('./run-policy.js');
      io.exitCode = await runPolicy(file, options, io);
    });
};
