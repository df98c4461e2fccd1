/** How fast a maker is replayed over a decoded market, beside the same loop with no maker in it. */
import { existsSync } from 'node:fs';
import type { ReplayResult } from '../../src/whatif/index.js';
import { LATENCY_NS, PEER_WORK, TICK, twoQuotes } from '../whatif/peer-maker.js';
import { type Bench, median, timed } from './bench-result.js';
import { constantLatency, powerQueue, readTape, replayTape } from './built-rooms.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const ROUNDS = 5;

export const replayRows: Bench = {
  name: 'replay-rows',
  about: 'rows of a decoded recording per second under a maker of two quotes, one thread',
  async run(_, note) {
    if (!existsSync(RECORDED)) {
      note(`left out: ${RECORDED} is not there`);
      return [];
    }
    const options = { tickSize: TICK, lotSize: 0.001, cache: null };
    const { tape: decoded } = await readTape({ kind: 'binance', path: RECORDED }, options);
    const rows = decoded.kinds.length * (PEER_WORK.repetitions ?? 1);
    const latency = constantLatency(LATENCY_NS, LATENCY_NS);
    const work = { ...PEER_WORK, queue: powerQueue(2), latency };
    const makerSeconds: number[] = [];
    const emptySeconds: number[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const empty = await timed(() => void replayTape(decoded, () => undefined, work));
      let result: ReplayResult | null = null;
      const maker = await timed(() => void (result = replayTape(decoded, twoQuotes, work)));
      if (result === null) throw new Error('there is no result');
      // The first round is for the compiler of the runtime.
      if (round === 0) continue;
      emptySeconds.push(empty);
      makerSeconds.push(maker);
      note(`round ${round} of ${ROUNDS}`);
    }
    const [withMaker, without] = [median(makerSeconds), median(emptySeconds)];
    return [
      {
        name: 'replay-rows',
        value: rows / withMaker,
        unit: 'rows/s',
        target: 20_000_000,
        ratio: without / withMaker,
        peer: 'the empty loop',
      },
      { name: 'replay-empty', value: rows / without, unit: 'rows/s' },
    ];
  },
};
