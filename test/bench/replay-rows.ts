/**
 * How fast a maker is replayed over a decoded market: row by row, kept to a policy, and again over a
 * tape that was worked through once; beside the same loop with no maker in it. In time of the
 * processor, so that what else the machine does falls out.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { ReplayOptions } from '../../src/whatif/index.js';
import { LATENCY_NS, PEER_WORK, TICK, twoQuotes } from '../whatif/peer-maker.js';
import { type Bench, type BenchResult, median } from './bench-result.js';
import {
  compilePolicyText,
  constantLatency,
  powerQueue,
  readTape,
  replayTape,
} from './built-rooms.js';
import { processorSeconds } from './processor-seconds.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const POLICY = 'test/whatif/maker-desk.policy';
const ROUNDS = 5;
const idle = (): void => undefined;

export const replayRows: Bench = {
  name: 'replay-rows',
  about: 'rows of a decoded recording per second under a maker of two quotes, one thread',
  async run(_, note) {
    if (!existsSync(RECORDED)) {
      note(`left out: ${RECORDED} is not there`);
      return [];
    }
    const options = { tickSize: TICK, lotSize: 0.001, cache: null };
    const { tape } = await readTape({ kind: 'binance', path: RECORDED }, options);
    const rows = tape.kinds.length * (PEER_WORK.repetitions ?? 1);
    const { policy } = compilePolicyText(POLICY, readFileSync(POLICY, 'utf8'));
    if (policy === null) throw new Error(`${POLICY} does not compile`);
    const latency = constantLatency(LATENCY_NS, LATENCY_NS);
    const again: ReplayOptions = { ...PEER_WORK, queue: powerQueue(2), latency };
    const work = { ...again, isRowByRow: true };
    const kept = { ...work, enforce: { policy } };
    const keptAgain = { ...again, enforce: { policy } };
    const runs = {
      empty: () => replayTape(tape, idle, work),
      maker: () => replayTape(tape, twoQuotes, work),
      kept: () => replayTape(tape, twoQuotes, kept),
      again: () => replayTape(tape, twoQuotes, again),
      keptAgain: () => replayTape(tape, twoQuotes, keptAgain),
    };
    const seconds = { empty: 0, maker: 0, kept: 0, again: 0, keptAgain: 0 };
    for (const name of ['empty', 'maker', 'kept', 'again', 'keptAgain'] as const) {
      const taken: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const each = processorSeconds(() => void runs[name]());
        // The first round is for the compiler of the runtime.
        if (round > 0) taken.push(each);
      }
      seconds[name] = median(taken);
      note(`${name}: ${ROUNDS} rounds`);
    }
    const figure = (name: string, run: keyof typeof seconds, target?: number): BenchResult => ({
      name,
      value: rows / seconds[run],
      unit: 'rows/s',
      ...(target === undefined ? {} : { target }),
      ratio: seconds.empty / seconds[run],
      peer: 'the empty loop',
    });
    return [
      figure('replay-rows', 'maker', 20_000_000),
      figure('replay-policy', 'kept', 10_000_000),
      figure('replay-again', 'again', 50_000_000),
      figure('replay-policy-again', 'keptAgain'),
      { name: 'replay-empty', value: rows / seconds.empty, unit: 'rows/s' },
    ];
  },
};
