/** `mm-policy import`: an older risk configuration as a policy. */
import { InvalidArgumentError } from 'commander';
import type { Money } from '../base/index.js';
import type { RegisterCommand } from './cli-io.js';
import { parseMoney } from './explain-options.js';

const EXAMPLES = `
Examples:
  $ mm-policy import risk_config.json > my.policy
  $ mm-policy import risk_config.json --market HYPE --market BTC --output my.policy
  $ mm-policy import - --initial-balance 25000 < risk_config.json

Keys, in snake_case or camelCase; a key that is left out has the default in brackets,
null means no such limit:
  max_position_size_usd (1000)          max_position_size_percent (10, of equity)
  max_order_size_usd (5000)             max_open_orders (10, over all markets)
  max_daily_loss_usd (500)              max_daily_loss_percent (5, of the day's start)
  max_consecutive_losses (3)            max_consecutive_errors (5)
  max_total_exposure_usd (10000)        max_total_exposure_percent (50, of equity)
  max_positions (5)                     max_leverage (3)
  max_price_deviation_percent (5)       max_slippage_percent (1)
  max_orders_per_minute (10)            circuit_breaker_cooldown_minutes (30)

What is not understood, left out or only approximated is told on standard error and
stands in the policy as a comment. The file may hold the keys themselves, or one object
of them under "risk", "risk_config" or "risk_manager".

Exit codes: 0 done, 1 done, but a key was not understood, 2 nothing was imported.`;

export interface ImportOptions {
  readonly market: readonly string[];
  readonly initialBalance?: Money;
  readonly output?: string;
  readonly force?: boolean;
}

export const registerImport: RegisterCommand = (program, io) => {
  program
    .command('import')
    .summary('turn an older risk configuration into a policy')
    .description('Turns the JSON of an older risk manager into a policy, value by value.')
    .argument('<config-file>', 'a JSON file; - reads standard input')
    .option('--market <coin>', 'what is traded; once for each (default: HYPE)', addMarket, [])
    .option('--initial-balance <money>', 'of the account (default: 10000)', parseMoney)
    .option('--output <file>', 'write there instead of to standard output')
    .option('--force', 'let --output take the place of a file that is there')
    .addHelpText('after', EXAMPLES)
    .action(async (config: string, options: ImportOptions) => {
      const { importRiskConfig } = await import('./import-risk-config.js');
      await importRiskConfig(config, options, io);
    });
};

function addMarket(coin: string, before: readonly string[]): readonly string[] {
  if (!/^[A-Za-z0-9:_-]{1,30}$/u.test(coin)) {
    throw new InvalidArgumentError('write a coin, such as HYPE or xyz:TSLA.');
  }
  return before.includes(coin) ? before : [...before, coin];
}
