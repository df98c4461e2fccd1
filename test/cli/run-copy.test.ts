/** A run with a copy of its journal elsewhere. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openServer } from '../alert/listening-server.js';
import { createCapturedIo, runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-copy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (journal: string, ...more: readonly string[]) => {
  const args = [
    'run',
    'policies/demo.policy',
    '--speed',
    'max',
    '--for',
    '15s',
    '--journal',
    journal,
  ];
  return runMain([...args, ...more]);
};

const textOf = (directory: string): string =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('');

describe('mm-policy run --journal-copy', () => {
  it('leaves a journal that verifies, and goes on with it after a restart', async () => {
    const [journal, copy] = [join(scratch, 'journal'), join(scratch, 'copy')];
    for (let times = 0; times < 2; times++) {
      expect((await run(journal, '--journal-copy', copy)).exitCode).toBe(0);
      expect(textOf(copy)).toBe(textOf(journal));
    }
    expect((await runMain(['audit', 'verify', copy])).exitCode).toBe(0);
    expect((await runMain(['replay', copy])).exitCode).toBe(0);
  }, 60_000);

  it('trades on where the copy cannot be written, and says and tells so', async () => {
    const server = await openServer();
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const env = { ...createCapturedIo().env, MM_POLICY_JOURNAL_COPY: join(file, 'copy') };
    const args = ['run', 'policies/demo.policy', '--speed', 'max', '--for', '15s'];
    const more = ['--journal', join(scratch, 'other'), '--alert-webhook', server.url];
    const result = await runMain([...args, ...more], { env });
    server.close();
    expect(result.exitCode).toBe(0);
    const said = `${result.out} ${result.err}`.replaceAll(/\s+/gu, ' ');
    expect(said).toContain('warning: the copy of the journal is not complete: ENOTDIR');
    const told = server.posted.filter(({ body }) => body['kind'] === 'trouble');
    expect(told.at(-1)?.body['text']).toContain('the copy of the journal is not complete');
  }, 60_000);

  it('goes to a program too, without the key, and trades on where that one fails', async () => {
    const [journal, far] = [join(scratch, 'by-command'), join(scratch, 'far')];
    const script = join(scratch, 'keep.mjs');
    writeFileSync(
      script,
      `import { mkdirSync, readFileSync, openSync, writeSync } from 'node:fs';
const [folder, file, offset] = process.argv.slice(2);
if (process.env.MM_POLICY_AGENT_KEY !== undefined) process.exit(1);
if (process.env.MM_POLICY_JOURNAL_FILE !== file) process.exit(1);
mkdirSync(folder, { recursive: true });
writeSync(openSync(folder + '/' + file, 'a+'), readFileSync(0), 0, undefined, Number(offset));
`,
    );
    const env = { ...createCapturedIo().env, MM_POLICY_AGENT_KEY: `0x${'1'.repeat(64)}` };
    const command = `"${process.execPath}" "${script}" "${far}" {file} {offset}`;
    const args = ['run', 'policies/demo.policy', '--speed', 'max', '--for', '15s'];
    const to = ['--journal', journal, '--journal-copy-command', command];
    expect((await runMain([...args, ...to], { env })).exitCode).toBe(0);
    expect(textOf(far)).toBe(textOf(journal));
    const failing = ['--journal', journal, '--journal-copy-command', `"${process.execPath}" -e x`];
    const { exitCode, out, err } = await runMain([...args, ...failing], { env });
    expect(exitCode).toBe(0);
    expect(`${out} ${err}`.replaceAll(/\s+/gu, ' ')).toContain(
      'the copy of the journal is not complete: ended with 1',
    );
  }, 60_000);

  it('refuses a command that cannot be read, without repeating it', async () => {
    const { exitCode, err } = await run(join(scratch, 'none'), '--journal-copy-command', "'s3cret");
    expect(exitCode).toBe(2);
    expect(err).toContain('the command that copies the journal has no program');
    expect(err).not.toContain('s3cret');
  });

  it('is not the journal itself', async () => {
    const journal = join(scratch, 'same');
    const { exitCode, err } = await run(journal, '--journal-copy', `${journal}/`);
    expect(exitCode).toBe(2);
    expect(err).toContain('cannot be copied to itself');
  });
});
