/** How long a person waits from the command to the first order: process, venue, stream and all. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Bench, median } from './bench-result.js';

const BIN = fileURLToPath(new URL('../../dist/cli/mm-policy.js', import.meta.url));
const ROUNDS = 5;

export const firstQuote: Bench = {
  name: 'first-quote',
  about: 'milliseconds from starting the process to its first order',
  async run(scratch, note) {
    const waits: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      waits.push(await waitForOrder(join(scratch, `first-quote-${round}`)));
      note(`round ${round} of ${ROUNDS}`);
    }
    return [{ name: 'first-quote', value: median(waits), unit: 'ms' }];
  },
};

async function waitForOrder(journal: string): Promise<number> {
  const startedMs = performance.now();
  const args = [BIN, 'run', 'policies/demo.policy', '--json', '--journal', journal];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let waitedMs: number | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (waitedMs !== null || !line.includes('"kind":"submitOrder"')) continue;
    waitedMs = performance.now() - startedMs;
    child.kill('SIGTERM');
  }
  await ended;
  if (waitedMs === null) throw new Error('the run ended without an order');
  return waitedMs;
}
