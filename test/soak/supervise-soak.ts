/** The main thread's part of the soak: progress, the time left, and the input of a failure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Dice } from './dice.js';
import type { SoakFailure, SoakOrder } from './run-soak.js';
import { samplePolicies } from './sample-policies.js';
import { soakInput } from './soak-input.js';

const HANG_MS = 30_000;
const LOOK_MS = 500;
const TELL_MS = 10_000;
const FOUND = fileURLToPath(new URL('found', import.meta.url));

/** Resolves to the exit code: 0 without a failure, 1 with one, 2 for wrong usage. */
export async function superviseSoak(args: string[], script: URL): Promise<number> {
  const orders = readOrders(args);
  const [first] = orders ?? [];
  if (orders === null || first === undefined) return 2;
  const { seed, from } = first;
  const to = orders.at(-1)?.to ?? from;
  process.stderr.write(`soak: inputs ${from} to ${to - 1} of seed ${seed}\n`);
  const startedMs = performance.now();
  const failure = await watchAll(orders, script, startedMs);
  const seconds = (performance.now() - startedMs) / 1000;
  if (failure === null) {
    const rate = Math.round((to - from) / seconds);
    const slowest = orders.reduce((worst, { board }) => {
      return (board[1] ?? 0) > (worst[1] ?? 0) ? board : worst;
    }, first.board);
    process.stdout.write(
      `${to - from} inputs of seed ${seed} without a fault in ${seconds.toFixed(0)} s: ` +
        `${rate} inputs/s, slowest ${((slowest[1] ?? 0) / 1000).toFixed(0)} ms ` +
        `(input ${slowest[2]}), ${memoryMb()} MiB\n`,
    );
    return 0;
  }
  mkdirSync(FOUND, { recursive: true });
  const file = `${FOUND}/seed-${seed}-input-${failure.input}.policy`;
  writeFileSync(file, failure.text);
  process.stdout.write(
    `input ${failure.input} of seed ${seed}: ${failure.fault}\n` +
      `  kept as ${file}\n` +
      `  again: npm run soak -- --seed ${seed} --only ${failure.input}\n`,
  );
  return 1;
}

/** A share of the inputs for each worker, in order; null for wrong usage. */
function readOrders(args: string[]): readonly SoakOrder[] | null {
  const text = { type: 'string' } as const;
  const options = { inputs: text, seed: text, from: text, only: text, workers: text };
  try {
    const { values } = parseArgs({ args, options });
    const [inputs, seed] = [Number(values.inputs ?? 100_000), Number(values.seed ?? 1)];
    const from = Number(values.only ?? values.from ?? 0);
    const workers = Number(values.workers ?? availableParallelism());
    if (![inputs, seed, from, workers].every(Number.isSafeInteger) || workers < 1) {
      throw new Error('not a whole number');
    }
    const to = values.only === undefined ? inputs : from + 1;
    if (to <= from) throw new Error(`--inputs is where it ends: above --from ${from}`);
    const share = Math.ceil((to - from) / Math.min(workers, to - from));
    const starts = Array.from({ length: Math.ceil((to - from) / share) }, (_, at) => at * share);
    return starts.map((start) => ({
      seed,
      from: from + start,
      to: Math.min(to, from + start + share),
      board: new Int32Array(new SharedArrayBuffer(12)),
    }));
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

/** Ends the wait for all workers with the first of them that fails. */
class SoakFault extends Error {
  readonly failure: SoakFailure;

  constructor(failure: SoakFailure) {
    super(failure.fault);
    this.failure = failure;
  }
}

/** Null where all inputs of all workers passed; the first failure ends the others. */
async function watchAll(
  orders: readonly SoakOrder[],
  script: URL,
  startedMs: number,
): Promise<SoakFailure | null> {
  const workers = orders.map((order) => new Worker(script, { workerData: order }));
  const all = orders.reduce((sum, { from, to }) => sum + to - from, 0);
  const telling = setInterval(() => {
    const done = orders.reduce(
      (sum, { board, from }) => sum + Math.max(0, (board[0] ?? 0) - from),
      0,
    );
    tell(done, all, performance.now() - startedMs);
  }, TELL_MS);
  const passes = workers.map(async (worker, index) => {
    const order = orders[index];
    const failure = order === undefined ? null : await watch(worker, order);
    if (failure !== null) throw new SoakFault(failure);
  });
  try {
    await Promise.all(passes);
    return null;
  } catch (error) {
    if (error instanceof SoakFault) return error.failure;
    throw error;
  } finally {
    clearInterval(telling);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Null where all inputs passed. An input that takes too long is given up, whole as it is. */
async function watch(worker: Worker, { board, seed }: SoakOrder): Promise<SoakFailure | null> {
  let [lastInput, lastMs] = [-1, performance.now()];
  return new Promise((resolve, reject) => {
    const look = setInterval(() => {
      const nowMs = performance.now();
      const input = board[0] ?? 0;
      if (input !== lastInput) [lastInput, lastMs] = [input, nowMs];
      if (nowMs - lastMs > HANG_MS) {
        finish({ input, fault: 'hangs', text: soakInput(new Dice(seed, input), samplePolicies()) });
      }
    }, LOOK_MS);
    const finish = (failure: SoakFailure | null): void => {
      clearInterval(look);
      void worker.terminate();
      resolve(failure);
    };
    worker.on('message', finish);
    worker.on('error', (error) => {
      clearInterval(look);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', () => finish(null));
  });
}

function tell(done: number, all: number, tookMs: number): void {
  const perSecond = (done * 1000) / tookMs;
  const leftMin = (all - done) / perSecond / 60;
  process.stderr.write(
    `  ${done} of ${all}, ${perSecond.toFixed(0)} inputs/s, ${leftMin.toFixed(1)} min left, ` +
      `${memoryMb()} MiB\n`,
  );
}

function memoryMb(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}
