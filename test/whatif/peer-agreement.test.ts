import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { visitBinanceStream } from '../../src/feed/index.js';
import { constantLatency, powerQueue } from '../../src/simulator/index.js';
import { replayTape, TapeBuilder } from '../../src/whatif/index.js';
import { LATENCY_NS, PEER_WORK, TICK, twoQuotes } from './peer-maker.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
describe.skipIf(!existsSync(RECORDED))(
  'a replay of the shared Binance recording, ten times',
  () => {
    it('agrees with hftbacktest 1.8.4 to the last fill and the last bit', async () => {
      const builder = new TapeBuilder({ tickSize: TICK, lotSize: 0.001 });
      await visitBinanceStream(RECORDED, (message) => builder.add(message));
      const tape = builder.finish();
      expect(tape.ticks).toHaveLength(19_191);
      const work = {
        ...PEER_WORK,
        queue: powerQueue(2),
        latency: constantLatency(LATENCY_NS, LATENCY_NS),
      };
      // Row by row, then by what may touch orders.
      for (const isRowByRow of [true, false]) {
        expect(replayTape(tape, twoQuotes, { ...work, isRowByRow })).toMatchObject({
          fills: 3679,
          position: 0.02999999999999997,
          equity: -168.7219510500552,
        });
      }
    }, 30_000);
  },
);
