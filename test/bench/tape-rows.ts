/**
 * How fast a raw recording becomes a tape, and how fast the tape is there the second time: by the
 * clock, and in time of the processor, where what else a busy machine does falls out, and so does
 * what unpacking gains by a thread of its own.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TICK } from '../whatif/peer-maker.js';
import { type Bench, median } from './bench-result.js';
import { readTape, visitBinanceStream } from './built-rooms.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const ROUNDS = 7;
const TARGET = 2_000_000;

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
    const parts = {
      decoding: async () => void (await readTape(input, { ...options, cache: null })),
      opening: async () => void (await readTape(input, options)),
      scanning: async () => void (await visitBinanceStream(RECORDED, () => undefined)),
      unpacking: () => Promise.resolve(void gunzipSync(readFileSync(RECORDED))),
    };
    const costs = new Map<string, Cost>();
    for (const [name, work] of Object.entries(parts)) costs.set(name, await costOf(work));
    const rate = (name: string, by: keyof Cost): number => rows / (costs.get(name)?.[by] ?? NaN);
    return [
      {
        name: 'tape-decoding',
        value: rate('decoding', 'clock'),
        unit: 'rows/s',
        target: TARGET,
        ratio: rate('decoding', 'clock') / rate('unpacking', 'clock'),
        peer: 'unpacking alone',
      },
      {
        name: 'tape-decoding-processor',
        value: rate('decoding', 'processor'),
        unit: 'rows/s of processor time',
        ratio: rate('decoding', 'processor') / rate('unpacking', 'processor'),
        peer: 'unpacking alone',
      },
      {
        name: 'tape-scanning',
        value: rate('scanning', 'processor'),
        unit: 'rows/s of processor time, unpacked and scanned, no tape made',
      },
      { name: 'tape-opening', value: rate('opening', 'clock'), unit: 'rows/s' },
    ];
  },
};

/** Seconds. */
interface Cost {
  readonly clock: number;
  readonly processor: number;
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const clocks: number[] = [];
  const processors: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const before = process.cpuUsage();
    const startedMs = performance.now();
    await work();
    const { user, system } = process.cpuUsage(before);
    // The first round is for the compiler of the runtime.
    if (round === 0) continue;
    clocks.push((performance.now() - startedMs) / 1_000);
    processors.push((user + system) / 1e6);
  }
  return { clock: median(clocks), processor: median(processors) };
}
