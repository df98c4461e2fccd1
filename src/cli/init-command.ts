/** `mm-policy init`: a policy to begin with, and a systemd unit to run it by. */
import { InvalidArgumentError, Option } from 'commander';
import type { RegisterCommand } from './cli-io.js';
import { STARTER_VENUES, type StarterVenue } from './starter-policy.js';

const MORE = `
Without --systemd it writes a policy into a folder, COIN-maker.policy, that checks clean and brings
its own tests; with --systemd it prints a hardened unit for a policy that is there, and its first
lines say how it is installed. A kill (exit code 3) and a refused start (4) are never restarted.

Examples:
  $ mm-policy init --market BTC
  $ mm-policy init desk --venue testnet --market HYPE --address 0x1234…
  $ mm-policy init --systemd desk/hype-maker.policy --output mm-policy-hype-maker.service

Exit codes: 0 done, 2 nothing was written.`;

export interface InitOptions {
  readonly venue: StarterVenue;
  readonly market: string;
  readonly address?: string;
  readonly systemd?: boolean;
  readonly output?: string;
  readonly force?: boolean;
}

export const registerInit: RegisterCommand = (program, io) => {
  program
    .command('init')
    .summary('write a policy to begin with, or a systemd unit for one')
    .description('Write a policy to begin with, or a systemd unit that runs one unattended.')
    .argument('[PATH]', 'a folder; with --systemd a .policy file, or a folder with one', '.')
    .addOption(
      new Option('--venue <venue>', 'where it trades').choices(STARTER_VENUES).default('embedded'),
    )
    .option('--market <coin>', 'what it quotes', parseCoin, 'HYPE')
    .option('--address <0x…>', 'of the account that holds the money', parseAddress)
    .option('--systemd', 'print a systemd unit for a policy that is there')
    .option('--output <file>', 'write there')
    .option('--force', 'take the place of a file that is there')
    .addHelpText('after', MORE)
    .action(async (path: string, options: InitOptions) => {
      if (options.systemd === true) {
        const { initSystemd } = await import('./init-systemd.js');
        await initSystemd(path, options, io);
      } else {
        const { initPolicy } = await import('./init-policy.js');
        await initPolicy(path, options, io);
      }
    });
};

function parseCoin(coin: string): string {
  if (!/^[A-Za-z0-9:@/_-]{1,30}$/u.test(coin)) {
    throw new InvalidArgumentError('Write a coin, such as HYPE or xyz:TSLA.');
  }
  return coin;
}

function parseAddress(text: string): string {
  // What is as long as a private key is not repeated.
  if (!/^0x[0-9a-fA-F]{40}$/u.test(text)) {
    throw new InvalidArgumentError('Write 0x and 40 hex digits; never a key.');
  }
  return text;
}
