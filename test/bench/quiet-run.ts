/** `mm-policy run` in this process, saying nothing. */
import type { CliIo } from '../../src/cli/cli-io.js';
import { runPolicy } from './built-rooms.js';

export async function quietRun(options: {
  readonly policy: string;
  readonly journal: string;
  readonly forMs: number;
  readonly market?: string;
}): Promise<void> {
  let said = '';
  const io: CliIo = {
    out: () => undefined,
    err: (text) => {
      said += text;
    },
    readStdin: () => Promise.resolve(''),
    env: {},
    isTerminal: false,
    isErrorTerminal: false,
    columns: 80,
    useColor: false,
    exitCode: 0,
  };
  const { policy, journal, forMs, market } = options;
  const run = { seed: 1, speed: Infinity, port: 0, for: forMs, journal, quiet: true };
  const code = await runPolicy(policy, market === undefined ? run : { ...run, market }, io);
  if (code !== 0) throw new Error(`the run ended with ${code}: ${said}`);
}
