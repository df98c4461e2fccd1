/** `mm-policy test`: plays the tests of a policy to the engine. */
import { InvalidArgumentError, Option } from 'commander';
import type { RegisterCommand } from './cli-io.js';
import { TEST_FORMATS, type TestOptions } from './test-options.js';

const EXAMPLES = `
Examples:
  $ mm-policy test policies/demo.policy
  $ mm-policy test policies --filter outage
  $ mm-policy test policies --coverage-threshold 60% --format junit > tests.xml

A test stands in the policy:
  test "an order over $250 is denied" {
    given HYPE.mark $27.11
    expect deny buy 10 HYPE at $27.00 by order-notional
  }

Exit codes: 0 all passed, 1 a test failed, none ran or conditions were not seen,
2 a file could not be tested.`;

export const registerTest: RegisterCommand = (program, io) => {
  program
    .command('test')
    .summary("play a policy's own tests to the engine")
    .description('Plays the tests that stand in policies to the real engine, and reports them.')
    .argument('<files...>', 'policy files, folders, or patterns in quotes')
    .option('--filter <text>', 'only tests with this in their name')
    .addOption(
      new Option('--format <format>', 'how results are shown')
        .choices([...TEST_FORMATS])
        .default('pretty'),
    )
    .option(
      '--coverage-threshold <share>',
      'fail where fewer conditions were seen both ways, such as 80%',
      parseShare,
    )
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: TestOptions) => {
      // The engine and the venue's instruments are loaded only where tests are played.
      const { testPolicies } = await import('./test-policies.js');
      await testPolicies(paths, options, io);
    });
};

function parseShare(text: string): number {
  const share = /^(\d{1,3}(?:\.\d+)?)%?$/u.exec(text)?.[1];
  const percent = Number(share);
  if (share === undefined || percent > 100) {
    throw new InvalidArgumentError('write a share from 0% to 100%.');
  }
  return percent / 100;
}
