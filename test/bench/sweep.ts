/**
 * What-if: how much market a second of one core plays, and what a worker a core gains. Each runtime
 * takes its first trials to compile what it runs: they are left out, as a sweep worth the name has
 * many more. In time of the processor as well, where what else a busy machine does falls out.
 */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { CliIo } from '../../src/cli/cli-io.js';
import type { TrialPlan } from '../../src/cli/what-if-plan.js';
import type { WhatIfOptions } from '../../src/cli/what-if-options.js';
import { type Bench, median } from './bench-result.js';
import { planTrials } from './built-rooms.js';

const POLICY = 'policies/demo.policy';
const ROUNDS = 3;
const MINUTES = 2;
/** Each worker's, and those of them that are left out. */
const TRIALS = 10;
const FIRST_TRIALS = 2;
const LEAST_EFFICIENCY = 0.85;
/** Told on standard output: seconds by the clock and of the processor, as each trial ends. */
const SCRIPT = `
const [pool, workers, plans] = process.argv.slice(1);
const { playTrials } = await import(pool);
const ends = [];
await playTrials(JSON.parse(plans), {
  workers: Number(workers),
  stop: new AbortController().signal,
  onShare() {},
  onDone(_, outcome) {
    if (outcome.kind === 'failed') throw new Error(outcome.reason);
    const { user, system } = process.cpuUsage();
    ends.push([performance.now() / 1e3, (user + system) / 1e6]);
  },
});
console.log(JSON.stringify(ends));
`;

/** Seconds a trial. */
interface Cost {
  readonly clock: number;
  readonly processor: number;
}

/** Trials of the demo: each core should play as much as one does alone. */
export const sweep: Bench = {
  name: 'sweep',
  about: 'trials of what-if side by side, once under way: the share of each core that is used',
  async run(_, note) {
    const workers = Math.max(2, availableParallelism());
    const plans = await planTrials([POLICY], optionsOf(TRIALS * workers), SILENT);
    const alone: Cost[] = [];
    const together: Cost[] = [];
    const apart: Cost[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      alone.push(await costOf(plans.slice(0, TRIALS), 1));
      together.push(await costOf(plans, workers));
      const each = Array.from({ length: workers }, () => costOf(plans.slice(0, TRIALS), 1));
      apart.push(...(await Promise.all(each)));
      note(`round ${round} of ${ROUNDS}`);
    }
    const one = medianOf(alone);
    const all = medianOf(together);
    const machine = one.clock / medianOf(apart).clock;
    return [
      {
        name: 'sweep-market-time',
        value: (MINUTES * 60) / one.processor,
        unit: 'market seconds a second, on one core',
      },
      {
        name: 'sweep-efficiency',
        value: one.clock / (workers * all.clock),
        unit: `of ${workers} cores, without the first ${FIRST_TRIALS} trials of each`,
        target: LEAST_EFFICIENCY,
        ratio: one.clock / all.clock,
        peer: 'one core alone',
      },
      {
        name: 'sweep-machine',
        value: machine,
        unit: `of ${workers} cores, as far as this machine gives them to processes side by side`,
        ratio: one.clock / (workers * all.clock * machine),
        peer: 'a process a core: what the workers of one gain of that',
      },
      {
        name: 'sweep-processor',
        value: one.processor / all.processor,
        unit: 'of it, were the machine idle but for the sweep: time of the processor',
      },
    ];
  },
};

const SILENT: CliIo = {
  out: () => undefined,
  err: () => undefined,
  readStdin: () => Promise.resolve(''),
  env: {},
  isTerminal: false,
  isErrorTerminal: false,
  columns: 80,
  useColor: false,
  exitCode: 0,
};

function optionsOf(trials: number): WhatIfOptions {
  const seed = Array.from({ length: trials }, (_, index) => index + 1);
  return { seed, for: MINUTES * 60_000, margin: ['shared'] };
}

async function costOf(plans: readonly TrialPlan[], workers: number): Promise<Cost> {
  const args = [hrefOf('cli/trial-pool.js'), String(workers), JSON.stringify(plans)];
  const command = ['--input-type=module', '--eval', SCRIPT, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const ends = JSON.parse(stdout) as readonly (readonly [number, number])[];
  // While all have something to do: the last trial of each is the end of few sweeps.
  const [first, last] = [FIRST_TRIALS * workers - 1, ends.length - workers];
  const [from, to] = [ends[first], ends[last]];
  if (from === undefined || to === undefined) throw new Error('the sweep has no trials');
  const trials = last - first;
  return { clock: (to[0] - from[0]) / trials, processor: (to[1] - from[1]) / trials };
}

function medianOf(costs: readonly Cost[]): Cost {
  return {
    clock: median(costs.map(({ clock }) => clock)),
    processor: median(costs.map(({ processor }) => processor)),
  };
}

function hrefOf(built: string): string {
  return new URL(`../../dist/${built}`, import.meta.url).href;
}
