import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlatMessage } from '../../src/feed/index.js';
import {
  cachedTape,
  type CachedTape,
  type CountedTape,
  readTape,
  readTapeFile,
  TapeBuilder,
  TapeFileError,
  tapeFolder,
  writeTapeFile,
} from '../../src/whatif/index.js';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tape-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

interface Step {
  readonly afterUs: number;
  readonly stampUs: number;
  readonly tick: number;
  readonly lots: number;
  readonly isTrade: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  afterUs: fc.nat({ max: 1e6 }),
  stampUs: fc.nat({ max: 1e6 }),
  tick: fc.integer({ min: 1, max: 2_000_000_000 }),
  lots: fc.nat({ max: 1e6 }),
  isTrade: fc.boolean(),
});
const tapes = fc.array(step, { minLength: 1, maxLength: 40 }).map(tapeOf);
const counts = fc.dictionary(fc.string(), fc.option(fc.integer()), { maxKeys: 3 });

function tapeOf(steps: readonly Step[]): CountedTape['tape'] {
  const builder = new TapeBuilder({ tickSize: 0.5, lotSize: 0.001 });
  const message = new FlatMessage();
  message.receivedUs = 1_723_161_255_000_000;
  for (const { afterUs, stampUs, tick, lots, isTrade } of steps) {
    message.kind = isTrade ? 'trade' : 'depth';
    message.receivedUs += afterUs;
    message.exchangeUs = 1_723_161_255_000_000 + stampUs;
    message.bidCount = 1;
    message.setLevel(0, tick / 2, lots / 1000);
    builder.add(message);
  }
  return builder.finish();
}

const aTape = tapeOf([{ afterUs: 5, stampUs: 3, tick: 70, lots: 4, isTrade: true }]);

describe('a file of a tape', () => {
  it('gives back the tape and the counts that were written', async () => {
    const path = join(directory, 'a.tape');
    await fc.assert(
      fc.asyncProperty(tapes, counts, fc.string(), async (tape, counted, key) => {
        await writeTapeFile(path, key, { tape, counts: counted });
        expect(await readTapeFile(path, key)).toEqual({ tape, counts: counted });
      }),
      { seed: 1, numRuns: 40 },
    );
    expect(await readdir(directory)).toEqual(['a.tape']);
  });

  it('is refused with any byte changed, cut off anywhere, or longer than it was', async () => {
    const path = join(directory, 'a.tape');
    await writeTapeFile(path, 'key', { tape: aTape, counts: { messages: 1 } });
    const whole = await readFile(path);
    const refused = async (bytes: Uint8Array): Promise<void> => {
      await writeFile(path, bytes);
      await expect(readTapeFile(path, 'key')).rejects.toThrow(TapeFileError);
    };
    for (let at = 0; at < whole.length; at += 1) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << (at % 8));
      await refused(spoilt);
      await refused(whole.subarray(0, at));
    }
    await refused(Buffer.concat([whole, Buffer.from([0])]));
    await writeFile(path, whole);
    expect((await readTapeFile(path, 'key')).tape).toEqual(aTape);
  });

  it('is refused where its columns do not make a tape', async () => {
    const path = join(directory, 'a.tape');
    const spoilt = [
      { ranks: Int32Array.of(7) },
      { kinds: Uint8Array.of(9) },
      { sizes: Float64Array.of(NaN) },
      { messageStarts: Int32Array.of(0, 2) },
      { exchangeOrder: Int32Array.of(1) },
      { receivedNs: Float64Array.of(1, 2) },
    ];
    for (const columns of spoilt) {
      await writeTapeFile(path, 'key', { tape: { ...aTape, ...columns }, counts: {} });
      await expect(readTapeFile(path, 'key')).rejects.toMatchObject({ kind: 'corrupt' });
    }
  });

  it('is another where it was made of something else', async () => {
    const path = join(directory, 'a.tape');
    await writeTapeFile(path, 'key', { tape: aTape, counts: {} });
    await expect(readTapeFile(path, 'other')).rejects.toMatchObject({ kind: 'other' });
    await writeFile(path, 'this is no tape at all');
    await expect(readTapeFile(path, 'key')).rejects.toMatchObject({ kind: 'other' });
  });
});

describe('the folder of decoded tapes', () => {
  let decoded = 0;
  let file = '';
  let folder = '';

  beforeEach(async () => {
    decoded = 0;
    file = join(directory, 'recording.txt');
    folder = join(directory, 'deeper', 'cache');
    await writeFile(file, 'a recording');
  });

  async function take(reader = 'reader', cache: string | null = folder): Promise<CachedTape> {
    return cachedTape({ files: [file], reader, decode }, cache);
  }

  async function decode(): Promise<CountedTape> {
    decoded += 1;
    return { tape: aTape, counts: { messages: decoded } };
  }

  it('spares the second decoding', async () => {
    expect(await take()).toMatchObject({ cache: 'absent', problem: null });
    const second = await take();
    expect(second).toMatchObject({ cache: 'taken', counts: { messages: 1 } });
    expect(second.tape).toEqual(aTape);
    expect(decoded).toBe(1);
  });

  it('decodes anew when the file has changed, in size or in time, and takes that then', async () => {
    await take();
    await appendFile(file, ' that grew');
    expect(await take()).toMatchObject({ cache: 'stale', counts: { messages: 2 } });
    expect((await take()).cache).toBe('taken');
    const { atime, mtime } = await stat(file);
    await utimes(file, atime, new Date(mtime.getTime() + 1));
    expect(await take()).toMatchObject({ cache: 'stale', counts: { messages: 3 } });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('keeps a tape for each way of reading', async () => {
    await take('coarse');
    expect((await take('fine')).cache).toBe('absent');
    expect((await take('coarse')).cache).toBe('taken');
  });

  it('decodes anew where the tape is broken, and repairs it', async () => {
    await take();
    const [name = ''] = await readdir(folder);
    const path = join(folder, name);
    const whole = await readFile(path);
    for (const bytes of [
      whole.subarray(0, whole.length - 1),
      Buffer.from(whole).fill(1, 200, 201),
    ]) {
      await writeFile(path, bytes);
      expect((await take()).cache).toBe('corrupt');
      expect((await take()).cache).toBe('taken');
    }
  });

  it('does not keep a tape of a file that changes meanwhile', async () => {
    const growing = async (): Promise<CountedTape> => {
      await appendFile(file, 'more');
      return { tape: aTape, counts: {} };
    };
    const source = { files: [file], reader: 'reader', decode: growing };
    expect((await cachedTape(source, folder)).cache).toBe('absent');
    expect((await cachedTape(source, folder)).cache).toBe('absent');
  });

  it('is not needed: none, or one that cannot be written to, stops nothing', async () => {
    expect(await take('reader', null)).toMatchObject({ cache: 'none', problem: null });
    const taken = await take('reader', join(file, 'below'));
    expect(taken.problem).toMatch(/cannot write .*recording\.txt/);
    expect(taken.tape).toEqual(aTape);
    expect(await readdir(directory)).toEqual(['recording.txt']);
  });

  it('is where the environment says', () => {
    const home = '/home/me';
    expect(tapeFolder({}, home)).toBe('/home/me/.cache/mm-policy');
    expect(tapeFolder({ XDG_CACHE_HOME: '/var/x' }, home)).toBe('/var/x/mm-policy');
    expect(tapeFolder({ XDG_CACHE_HOME: 'x' }, home)).toBe('/home/me/.cache/mm-policy');
    expect(tapeFolder({ XDG_CACHE_HOME: '/x', MM_POLICY_CACHE: 'here' }, home)).toBe('here');
    expect(tapeFolder({ MM_POLICY_CACHE: 'off' }, home)).toBeNull();
  });
});

describe('reading a tape', () => {
  it('gives the same out of the recording and out of the folder', async () => {
    const path = join(directory, 'stream.txt');
    const trade = { e: 'trade', E: 1, T: 1_723_161_254_990, s: 'S', t: 9, p: '10.2', q: '0.5' };
    const data = { stream: 's', data: { ...trade, X: 'MARKET', m: true } };
    await writeFile(path, `1723161255000000000 ${JSON.stringify(data)}\nnoise\n`);
    const options = { tickSize: 0.1, lotSize: 0.1, cache: join(directory, 'cache') };
    const first = await readTape({ kind: 'binance', path }, options);
    const second = await readTape({ kind: 'binance', path }, options);
    expect(second).toEqual({ ...first, cache: 'taken' });
    expect(second.counts).toMatchObject({ messages: 1, malformed: 1, leastDelayNs: 10_000_000 });
    expect([...second.tape.ticks]).toEqual([102]);
    expect((await readTape({ kind: 'binance', path }, { ...options, tickSize: 0.2 })).cache).toBe(
      'absent',
    );
  });
});
