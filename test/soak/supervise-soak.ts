/** The main thread's part of the soak: progress, the time left, and the input of a failure. */
import { mkdirSync, writeFileSync } from 'node:fs';
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
  const order = readOrder(args);
  if (order === null) return 2;
  const { seed, from, to, board } = order;
  process.stderr.write(`soak: inputs ${from} to ${to - 1} of seed ${seed}\n`);
  const startedMs = performance.now();
  const failure = await watch(new Worker(script, { workerData: order }), order);
  const seconds = (performance.now() - startedMs) / 1000;
  if (failure === null) {
    const rate = Math.round((to - from) / seconds);
    process.stdout.write(
      `${to - from} inputs of seed ${seed} without a fault in ${seconds.toFixed(0)} s: ` +
        `${rate} inputs/s, slowest ${((board[1] ?? 0) / 1000).toFixed(0)} ms (input ${board[2]}), ` +
        `${memoryMb()} MiB\n`,
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

function readOrder(args: string[]): SoakOrder | null {
  const text = { type: 'string' } as const;
  const options = { inputs: text, seed: text, from: text, only: text };
  try {
    const { values } = parseArgs({ args, options });
    const [inputs, seed] = [Number(values.inputs ?? 100_000), Number(values.seed ?? 1)];
    const from = Number(values.only ?? values.from ?? 0);
    if (![inputs, seed, from].every(Number.isSafeInteger)) throw new Error('not a whole number');
    const to = values.only === undefined ? inputs : from + 1;
    return { seed, from, to, board: new Int32Array(new SharedArrayBuffer(12)) };
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

/** Null where all inputs passed. An input that takes too long is given up, whole as it is. */
async function watch(worker: Worker, order: SoakOrder): Promise<SoakFailure | null> {
  const { board, seed, from, to } = order;
  const startedMs = performance.now();
  let [lastInput, lastMs, toldMs] = [-1, startedMs, startedMs];
  return new Promise((resolve, reject) => {
    const look = setInterval(() => {
      const nowMs = performance.now();
      const input = board[0] ?? 0;
      if (input !== lastInput) [lastInput, lastMs] = [input, nowMs];
      if (nowMs - lastMs > HANG_MS) {
        finish({ input, fault: 'hangs', text: soakInput(new Dice(seed, input), samplePolicies()) });
      } else if (nowMs - toldMs > TELL_MS) {
        toldMs = nowMs;
        tell(input - from, to - from, nowMs - startedMs);
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
