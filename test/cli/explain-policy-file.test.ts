/** `UPDATE_GOLDEN=1` writes the goldens anew; read what changed before it is committed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Explanation } from '../../src/explain/index.js';
import { runMain } from './captured-io.js';

const FOLDER = 'test/golden/explain';

function expectGolden(name: string, text: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(`${FOLDER}/${name}`, text);
  expect(text).toBe(readFileSync(`${FOLDER}/${name}`, 'utf8'));
}

const FLAT = ['--equity', '10000', '--mark', 'HYPE=27.11'];

describe('mm-policy explain FILE', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12), toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['prod.txt', ['policies/prod.policy', ...FLAT]],
    ['ftmo-challenge-account.txt', ['policies/ftmo-challenge-account.policy', ...FLAT]],
    [
      'two-market.txt',
      ['policies/two-market.policy', '--mark', 'HYPE=27.11', '--mark', 'BTC=100000'],
    ],
    ['demo-397.txt', ['policies/demo.policy', '--equity', '397.49', '--mark', 'HYPE=27.11']],
    ['demo-without-mark.txt', ['policies/demo.policy']],
    ['desk.txt', [`${FOLDER}/desk.policy`, '--mark', 'HYPE=$27.11', '--mark', 'BTC=100_000']],
    ['risk-manager-defaults.txt', ['policies/presets/risk-manager-defaults.policy']],
  ])('writes %s', async (name, args) => {
    const run = await runMain(['explain', ...args]);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expectGolden(name, run.out);
  });

  it.each([
    ['even', 'each side 30% to 70%, evenly over its levels'],
    ['by-value', 'over all levels by what each is worth, at 10% of the best'],
  ])('tells that margin is spread %s', async (method, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'mm-policy-explain-'));
    try {
      const file = join(folder, 'spread.policy');
      const demo = readFileSync('policies/demo.policy', 'utf8');
      writeFileSync(file, demo.replace('skew ', `method ${method}\n  skew `));
      const { out, exitCode } = await runMain(['explain', file]);
      expect(exitCode).toBe(0);
      expect(out.replaceAll(/\s+/gu, ' ')).toContain(text);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('gives the same facts as JSON, decimals as strings', async () => {
    const run = await runMain(['explain', 'policies/prod.policy', ...FLAT, '--json']);
    const explanation = JSON.parse(run.out) as Explanation;
    expect(explanation).toMatchObject({ policy: 'prod', equity: '10000' });
    expect(explanation.rules.find(({ path }) => path === 'order-notional')).toMatchObject({
      kind: 'limit',
      figures: [{ coin: 'HYPE', threshold: '1000', value: null, unit: 'money', truth: 'unknown' }],
    });
    expect(explanation.moves.map(({ coin, direction }) => [coin, direction])).toEqual([
      ['HYPE', 'falls'],
      ['HYPE', 'rises'],
    ]);
    expect(explanation.moves[0]?.steps[0]).toMatchObject({ rule: 'daily-loss-near', after: null });
  });

  it('uses colour only where the terminal wants it', async () => {
    const plain = await runMain(['explain', 'policies/demo.policy']);
    const painted = await runMain(['explain', 'policies/demo.policy'], { useColor: true });
    expect(plain.out).not.toContain('\u001B');
    // oxlint-disable-next-line no-control-regex -- that is what a colour code begins with
    expect(painted.out.replaceAll(/\u001B\[\d+m/gu, '')).toBe(plain.out);
    expect(painted.out).not.toBe(plain.out);
  });

  it('shows the errors of a policy that has some, and explains nothing', async () => {
    const run = await runMain(['explain', 'test/golden/test/none.policy']);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toContain('there is no such file');
    const broken = await runMain(['explain', 'test/soak/found/seed-7-input-0.policy']);
    expect(broken).toMatchObject({ exitCode: 1, out: '' });
    expect(broken.err).toMatch(/^error\[P\d{3}\]/u);
  });

  it('tells a way out of a wrong command line', async () => {
    const demo = 'policies/demo.policy';
    const market = await runMain(['explain', demo, '--mark', 'BTC=1']);
    expect(market).toMatchObject({ exitCode: 2, out: '' });
    expect(market.err).toContain('declares no market `BTC`');
    expect(market.err).toContain('help: its markets are `HYPE`');
    const mark = await runMain(['explain', demo, '--mark', '27.11']);
    expect(mark).toMatchObject({ exitCode: 2 });
    expect(mark.err).toContain('such as HYPE=27.11');
    const equity = await runMain(['explain', demo, '--equity', '0']);
    expect(equity.err).toContain('write money above 0');
    const two = await runMain(['explain', demo, 'policies/prod.policy']);
    expect(two.err).toContain('one policy is explained at a time');
  });
});
