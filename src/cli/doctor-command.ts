/** `mm-policy doctor FILE`: whether a run would start, asked without trading. */
import type { RegisterCommand } from './cli-io.js';
import { parseVenue } from './record-options.js';
import type { DoctorOptions } from './doctor.js';

const MORE = `
It asks the venue what a start would ask, changes nothing there, and says of each point whether the
run would begin: account mode and role, the API wallet and its end, markets, leverage, fees, clock,
action budget, dead man's switch, and what the policy makes of the positions and orders it finds.

Examples:
  $ mm-policy doctor policies/demo.policy
  $ mm-policy doctor prod.policy --key-file ~/.config/mm-policy/agent.key
  $ mm-policy doctor prod.policy --journal day1 --json

Exit codes: 0 it would start · 2 could not ask · 4 it would be refused.`;

export const registerDoctor: RegisterCommand = (program, io) => {
  program
    .command('doctor')
    .summary('ask the venue whether a run would start')
    .description('Ask the venue whether a run of this policy would start, and why not.')
    .argument('<FILE>', 'a .policy file')
    .option('--key-file <path>', "the API wallet's key, in a file of mode 0600")
    .option('--url <address>', 'a venue of the same wire elsewhere (testnet policies)', parseVenue)
    .option('--journal <dir>', 'as a run that goes on with this journal')
    .option('--json', 'one JSON object')
    .addHelpText('after', MORE)
    .action(async (file: string, options: DoctorOptions) => {
      const { doctor } = await import('./doctor.js');
      io.exitCode = await doctor(file, options, io);
    });
};
