/** `UPDATE_GOLDEN=1` writes the golden anew; read what changed before it is committed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAccountState } from '../../src/cli/account-state-codec.js';
import type { PolicyStanding, RuleStanding } from '../../src/explain/index.js';
import { runMain } from './captured-io.js';

const GOLDEN = 'test/golden/explain/two-market.state.txt';
const STATE = 'test/golden/explain/state.json';
const POLICY = 'policies/two-market.policy';
const AT = Date.UTC(2026, 10, 23, 12);

function ruleOf({ rules }: PolicyStanding, path: string): RuleStanding {
  const rule = rules.find((each) => each.path === path);
  if (rule === undefined) throw new Error(`there is no \`${path}\``);
  return rule;
}

describe('mm-policy explain FILE --state STATE.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-state-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function standingOf(policy: string, state: unknown): Promise<PolicyStanding> {
    const file = join(folder, 'state.json');
    writeFileSync(file, typeof state === 'string' ? state : JSON.stringify(state));
    const run = await runMain(['explain', policy, '--state', file, '--json']);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    return JSON.parse(run.out) as PolicyStanding;
  }

  it('tells what binds, what is unknown, and the room left', async () => {
    const run = await runMain(['explain', POLICY, '--state', STATE]);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, run.out);
    expect(run.out).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('reckons the room and the nearest price by hand', async () => {
    const standing = await standingOf('policies/demo.policy', {
      at: '2026-11-23T12:00:00Z',
      account: { equity: '1000', dayStartEquity: '1010', dayStartBalance: '1010' },
      markets: { HYPE: { mark: '25' } },
      positions: [{ coin: 'HYPE', size: '-20', entryPrice: '25' }],
    });
    // Lost at 1010 × 95% = 959.50: 40.50 away, which 20 contracts short lose at 25 + 2.025.
    const loss = ruleOf(standing, 'daily-loss');
    expect(loss).toMatchObject({ standing: 'free', room: '40.5', coin: null });
    expect(Number(loss.nearest?.mark)).toBeCloseTo(27.025, 6);
    expect(standing.markets[0]).toMatchObject({ coin: 'HYPE', state: 'active', position: '-20' });
    expect(standing.markets[0]?.orders).toMatchObject([
      // $250 beyond flat at 25 is 10 contracts more than what closes the position.
      { side: 'buy', size: '30', reducing: '20', deniedBy: ['order-notional'] },
      { side: 'sell', size: '10', reducing: '0', deniedBy: ['order-notional'] },
    ]);
  });

  it('has a limit bind once it lets no lot more pass', async () => {
    const standing = await standingOf('policies/ftmo-challenge-account.policy', {
      account: { equity: '10000', dayStartBalance: '10000', dayStartEquity: '10000' },
      markets: { HYPE: { mark: '25' } },
      positions: [{ coin: 'HYPE', size: '200' }],
    });
    expect(ruleOf(standing, 'exposure')).toMatchObject({ standing: 'binds', room: null });
    expect(ruleOf(standing, 'order-notional').standing).toBe('free');
  });

  it('counts as unknown what the file does not tell, never as fulfilled', async () => {
    const standing = await standingOf('policies/prod.policy', {
      account: { equity: '10000' },
      markets: { HYPE: { mark: '25' } },
    });
    const unknown = standing.rules.filter((rule) => rule.standing === 'unknown');
    expect(unknown.map(({ path }) => path)).toEqual([
      'personal-aggressive.daily-loss',
      'personal-aggressive.drawdown',
      'order-rate',
      'low-action-budget',
      'rate-limited',
      'error-streak',
      'liquidated',
      'daily-loss',
      'daily-loss-near',
    ]);
  });

  it('takes the status of a run, and of its lines the last', async () => {
    const status = {
      at: AT,
      state: 'active',
      equity: '990',
      dayPnl: '-10',
      openOrders: 2,
      headroom: [],
      markets: [
        { coin: 'HYPE', mark: '25', position: '4', entryPrice: '27.5', bids: [], asks: [] },
      ],
    };
    const alone = await standingOf('policies/demo.policy', status);
    expect(alone).toMatchObject({ at: AT, equity: '990' });
    expect(ruleOf(alone, 'daily-loss')).toMatchObject({ room: '40', standing: 'free' });
    expect(ruleOf(alone, 'open-orders').standing).toBe('unknown');
    const lines = [
      JSON.stringify({ type: 'status', status: { ...status, equity: '1' } }),
      JSON.stringify({ type: 'status', status }),
      JSON.stringify({ type: 'notice', kind: 'ready' }),
    ].join('\n');
    expect(await standingOf('policies/demo.policy', lines)).toEqual(alone);
  });

  it('explains a run by the status that it writes itself', async () => {
    const args = ['run', 'policies/demo.policy', '--for', '2s', '--speed', 'max', '--json'];
    const run = await runMain([...args, '--journal', join(folder, 'journal')]);
    const standing = await standingOf('policies/demo.policy', run.out);
    expect(standing.markets[0]?.mark).not.toBeNull();
    expect(ruleOf(standing, 'daily-loss').standing).toBe('free');
  }, 30_000);

  it.each([
    ['{', 'it is not JSON'],
    ['{"account": {"equity": "a lot"}}', '`account.equity`: write a decimal'],
    ['{"account": {"equity": "1"}, "positons": []}', 'positons'],
    ['{"account": {"equity": "1"}, "markets": {"HYPE": {"mark": "-1"}}}', '`markets.HYPE.mark`'],
    ['{"account": {"equity": "1"}, "positions": [{"coin": "HYPE", "size": "0"}]}', 'leave a flat'],
    ['{"at": 1, "equity": null, "dayPnl": null, "markets": []}', 'take a later status'],
  ])('refuses %s', (text, problem) => {
    const read = readAccountState(text, AT);
    expect('problems' in read ? read.problems.join('\n') : '').toContain(problem);
  });

  it('tells a way out of a file that is not there, and of two answers at once', async () => {
    const missing = await runMain(['explain', POLICY, '--state', join(folder, 'none.json')]);
    expect(missing).toMatchObject({ exitCode: 2, out: '' });
    expect(missing.err).toContain('`mm-policy explain --state-format`');
    const both = await runMain(['explain', POLICY, '--state', STATE, '--equity', '1']);
    expect(both).toMatchObject({ exitCode: 2, out: '' });
    expect(both.err).toContain('leave `--equity` and `--mark` out');
  });

  it('says what such a file holds, in an example that is one', async () => {
    const run = await runMain(['explain', '--state-format']);
    const example = /\{\n[^]*?\n\}/u.exec(run.out)?.[0] ?? '';
    const json = example.replaceAll(/ {2,}(?:left|what|rules|hourly|cash|as)[^\n"]*$/gmu, '');
    const read = readAccountState(json, 0);
    expect(read).toMatchObject({ state: { facts: { consecutiveErrors: 0, at: AT } } });
  });
});
