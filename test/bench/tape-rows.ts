/** How fast a raw recording becomes a tape, and how fast the tape is there the second time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TICK } from '../whatif/peer-maker.js';
import { type Bench, median, timed } from './bench-result.js';
import { readTape } from './built-rooms.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const ROUNDS = 7;

export const tapeRows: Bench = {
  name: 'tape-rows',
  about: 'rows of a gzipped raw recording, and of its tape on disk, read per second',
  async run(scratch, note) {
    if (!existsSync(RECORDED)) {
      note(`left out: ${RECORDED} is not there`);
      return [];
    }
    const input = { kind: 'binance', path: RECORDED } as const;
    const options = { tickSize: TICK, lotSize: 0.001, cache: join(scratch, 'tapes') };
    const rows = (await readTape(input, options)).tape.kinds.length;
    const decoding: number[] = [];
    const opening: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      decoding.push(
        await timed(async () => void (await readTape(input, { ...options, cache: null }))),
      );
      opening.push(await timed(async () => void (await readTape(input, options))));
    }
    return [
      {
        name: 'tape-decoding',
        value: rows / median(decoding),
        unit: 'rows/s',
        target: 2_000_000,
      },
      { name: 'tape-opening', value: rows / median(opening), unit: 'rows/s' },
    ];
  },
};
