import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLineBlocks } from '../../src/feed/line-blocks.js';
import { readTextLines } from '../../src/feed/text-lines.js';

let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blocks-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function blocksOf(path: string): Promise<Buffer[]> {
  const blocks: Buffer[] = [];
  for await (const block of readLineBlocks(path)) blocks.push(Buffer.from(block));
  return blocks;
}

describe('reading a file in blocks of lines', () => {
  it('gives every byte once, in blocks that end with a line, whatever the lengths', async () => {
    const line = fc.tuple(fc.constantFrom('', 'a', 'é', 'xyz\r'), fc.nat({ max: 40_000 }));
    const path = join(directory, 'text.gz');
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.boolean(), async (parts, isEnded) => {
        const text = parts.map(([what, times]) => what.repeat(times)).join('\n');
        const whole = isEnded || text === '' || text.endsWith('\n') ? text : `${text}\n`;
        const written = isEnded && text !== '' ? `${text}\n` : text;
        await writeFile(path, gzipSync(written, { level: 1 }));
        const blocks = await blocksOf(path);
        expect(blocks.every((block) => block.at(-1) === 10)).toBe(true);
        expect(Buffer.concat(blocks).toString()).toBe(isEnded ? written : whole);
        const lines: string[] = [];
        for await (const batch of readTextLines(path)) lines.push(...batch);
        const expected = Buffer.concat(blocks).toString().split('\n').slice(0, -1);
        expect(lines).toEqual(expected.map((each) => each.replace(/\r$/, '')));
      }),
      { seed: 4, numRuns: 25 },
    );
  });

  it('refuses a file whose line has no end within reason, such as a binary one', async () => {
    const path = join(directory, 'binary');
    await writeFile(path, Buffer.alloc(600_000, 7));
    await expect(blocksOf(path)).rejects.toThrow(/binary is not a recording: a line is longer/);
  });
});
