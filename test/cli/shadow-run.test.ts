/** A candidate policy beside the one that trades. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMain } from './captured-io.js';
import { inFolder } from './policy-run.js';

const DEMO = readFileSync('policies/demo.policy', 'utf8');

/** The shipped policy with another name and a rule that is stricter or trips. */
function candidateIn(folder: string, change: (text: string) => string): string {
  const file = join(folder, 'candidate.policy');
  writeFileSync(file, change(DEMO.replace('policy demo', 'policy candidate')));
  return file;
}

function run(folder: string, ...args: readonly string[]) {
  const line = ['run', 'policies/demo.policy', '--for', '30s', '--speed', 'max'];
  return runMain([...line, '--journal', join(folder, 'day'), '--quiet', ...args]);
}

function recordsOf(directory: string): readonly string[] {
  const files = readdirSync(directory).filter((each) => each.endsWith('.jsonl'));
  return files.flatMap((file) => readFileSync(join(directory, file), 'utf8').trim().split('\n'));
}

describe('a shadow run', () => {
  it('journals what the candidate would have done, and changes nothing of the run', async () => {
    await inFolder(async (folder) => {
      const candidate = candidateIn(folder, (text) =>
        text.replace('order.notional <= $250', 'order.notional <= $90'),
      );
      const { exitCode, out, err } = await run(folder, '--shadow', candidate);
      expect([exitCode, err]).toEqual([0, '']);
      expect(out).toMatch(/shadow {4}candidate would have sent \d+ orders and \d+ cancels, [1-9]/u);
      const journal = join(folder, 'day-shadow');
      const replayed = await runMain(['replay', journal]);
      expect(replayed.exitCode).toBe(0);
      expect(recordsOf(journal).join('')).toContain('order-notional');
      // The run's own orders and their fates are the run's.
      const own = recordsOf(join(folder, 'day'));
      expect(own.filter((each) => each.includes('"orderDenied"'))).toEqual([]);
      expect((await runMain(['replay', join(folder, 'day')])).exitCode).toBe(0);
    });
  }, 60_000);

  it('goes on with its journal where the run does, and both still replay', async () => {
    await inFolder(async (folder) => {
      const candidate = candidateIn(folder, (text) => text);
      for (let time = 0; time < 2; time += 1) {
        expect((await run(folder, '--shadow', candidate)).exitCode).toBe(0);
      }
      for (const journal of ['day', 'day-shadow']) {
        expect((await runMain(['replay', join(folder, journal)])).exitCode).toBe(0);
      }
      const other = candidateIn(folder, (text) => text.replace('policy candidate', 'policy other'));
      const { exitCode, err } = await run(folder, '--shadow', other);
      expect(exitCode).toBe(2);
      expect(err).toContain('is of policy candidate, not of other');
    });
  }, 60_000);

  it('tells when the candidate would have halted, and trades on', async () => {
    await inFolder(async (folder) => {
      const candidate = candidateIn(folder, (text) =>
        text.replace('kill         feed-lost', 'kill now when equity > $1\nkill         feed-lost'),
      );
      const { exitCode, out } = await run(folder, '--shadow', candidate);
      expect(exitCode).toBe(0);
      expect(out.replaceAll(/\s+/gu, ' ')).toContain('shadow candidate: would be halted by now');
      expect(out).toContain('● stopped: ran for 30s');
    });
  }, 60_000);

  it('is refused for a market that the run does not hear', async () => {
    await inFolder(async (folder) => {
      const candidate = candidateIn(folder, (text) => text.replaceAll('HYPE', 'BTC'));
      const { exitCode, err } = await run(folder, '--shadow', candidate);
      expect(exitCode).toBe(2);
      expect(err).toContain('candidate trades BTC, which this run hears nothing of');
      expect(existsSync(join(folder, 'day-shadow'))).toBe(false);
    });
  });

  it('is refused where the candidate does not compile', async () => {
    await inFolder(async (folder) => {
      const candidate = candidateIn(folder, (text) => text.replace('leverage', 'leverag'));
      const { exitCode, err } = await run(folder, '--shadow', candidate);
      expect(exitCode).toBe(2);
      expect(err).toContain('candidate.policy');
    });
  });
});
