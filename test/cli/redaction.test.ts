/** The agent's key stays in memory: no log, file, socket or crash carries it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { AgentKey } from '../../src/hyperliquid/index.js';
import { createCapturedIo, runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-redaction-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const KEY = 'ab'.repeat(32);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describe('the agent key', () => {
  it.each([[[]], [['--json']]])(
    'of a run %j is in nothing that it writes or answers',
    async (more) => {
      const parse = vi.spyOn(AgentKey, 'parse');
      const runtime = mkdtempSync('/tmp/mmc-');
      const env = { MM_POLICY_RUNTIME_DIR: runtime };
      const journal = join(scratch, `journal${more.length}`);
      const io = createCapturedIo({ env });
      const ended = main(['run', 'policies/demo.policy', '--journal', journal, ...more], io);
      while (!/placed|submitOrder/u.test(io.captured().out)) await wait(20);
      const answers = [
        await runMain(['status', '--json'], { env }),
        await runMain(['pause', '--json'], { env }),
      ];
      const alive = filesBelow(runtime).map((path) => readFileSync(path, 'utf8'));
      process.emit('SIGINT');
      await ended;
      const keys = parse.mock.calls.map(([text]) => text.replace(/^0x/u, ''));
      expect(keys).toHaveLength(1);
      const { out, err } = io.captured();
      const written = [...filesBelow(journal), ...filesBelow(runtime)].map((path) =>
        readFileSync(path, 'utf8'),
      );
      const said = [out, err, ...answers.flatMap((answer) => [answer.out, answer.err])];
      expect(said.join('').length).toBeGreaterThan(1_000);
      expect(alive.length).toBeGreaterThan(0);
      for (const text of [...said, ...alive, ...written]) {
        expect(text.toLowerCase()).not.toContain(keys[0]?.toLowerCase());
      }
      rmSync(runtime, { recursive: true, force: true });
    },
  );

  it('is not in the words or the stack of a crash, whatever the error carries', async () => {
    vi.spyOn(AgentKey, 'parse').mockImplementation(() => {
      throw new TypeError(`cannot read 0x${KEY} of undefined`);
    });
    for (const debug of ['0', '1']) {
      const env = { ...createCapturedIo().env, MM_POLICY_DEBUG: debug };
      const journal = join(scratch, 'crash');
      const { exitCode, out, err } = await runMain(
        ['run', 'policies/demo.policy', '--journal', journal],
        { env },
      );
      expect(exitCode).toBe(2);
      expect(err).toContain('mm-policy failed unexpectedly: cannot read [64 hex digits] of');
      expect(`${out}${err}`).not.toContain(KEY);
    }
  });
});
