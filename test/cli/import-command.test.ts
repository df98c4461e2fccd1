/** `UPDATE_GOLDEN=1` writes the golden anew; read what changed before it is committed. */
import * as fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decimal, ZERO } from '../../src/base/index.js';
import { openPresetLibrary } from '../../src/presets/index.js';
import { RISK_KEYS } from '../../src/cli/risk-config.js';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import { createEngine, createInspector } from '../../src/engine/index.js';
import { createScene } from '../../src/explain/index.js';
import { formatPolicyText } from '../../src/syntax/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { runMain } from './captured-io.js';

const GOLDEN = 'test/golden/import/risk_config.policy';
const CONFIG = 'test/golden/import/risk_config.json';
const AT = Date.UTC(2026, 10, 23, 12);

async function importText(json: string, ...args: readonly string[]) {
  return runMain(['import', '-', ...args], { readStdin: () => Promise.resolve(json) });
}

function compile(text: string): CompiledPolicy {
  const file = 'my.policy';
  const { policy, diagnostics } = compilePolicyText(file, text, openPresetLibrary(file), AT);
  expect(diagnostics).toEqual([]);
  if (policy === null) throw new Error('it does not compile');
  return policy;
}

describe('mm-policy import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-import-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes a policy with the key of every value, clean and in the layout', async () => {
    const run = await runMain(['import', CONFIG]);
    expect(run.exitCode).toBe(1);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, run.out);
    expect(run.out).toBe(readFileSync(GOLDEN, 'utf8'));
    expect(formatPolicyText('my.policy', run.out).text).toBe(run.out);
    compile(run.out);
    for (const key of Object.keys(RISK_KEYS)) expect(run.out).toContain(`${key} `);
    expect(run.err).toContain('warning: `telegram_chat` is not understood, and so not enforced');
    expect(run.out).toContain('#   telegram_chat: "desk"');
  });

  it('takes camelCase, text for numbers, and one object around the keys', async () => {
    const snake = await importText('{"max_positions": 7, "max_leverage": 2}');
    const camel = await importText('{"riskManager": {"maxPositions": "7", "maxLeverage": 2}}');
    expect(snake.exitCode).toBe(0);
    expect(camel.out).toBe(snake.out);
    expect(camel.out).toMatch(/^limit +open-positions +open_positions <= 7$/mu);
    expect(camel.out).toMatch(/^ {2}leverage +2x$/mu);
    expect(camel.err).toContain('2 values imported');
    expect(camel.err).toContain('note: defaults stand for max_position_size_usd,');
  });

  it('knows no limit where a value is null, and says so', async () => {
    const nothing = Object.keys(RISK_KEYS).map((key) => [key, null]);
    const { out, exitCode } = await importText(JSON.stringify(Object.fromEntries(nothing)));
    expect(exitCode).toBe(0);
    expect(out).not.toMatch(/^(?:limit|pause|reduce-only)/mu);
    expect(out).toContain('# max_open_orders null, so no limit');
    expect(out).toContain('# Note: no daily loss ends trading');
    const one = await importText('{"max_position_size_percent": null, "max_daily_loss_usd": null}');
    expect(one.out).toMatch(/position_value <= \$1_000$/mu);
    expect(one.out).toMatch(/equity < day_start_equity - 5% of day_start_equity$/mu);
  });

  it('takes markets and a balance, which such a configuration has not', async () => {
    const run = await importText(
      '{"max_positions": 2}',
      '--market',
      'BTC',
      '--market',
      'xyz:TSLA',
      '--initial-balance',
      '25000',
    );
    expect(run.out).toContain('market BTC, "xyz:TSLA" {');
    expect(run.out).toMatch(/initial-balance +\$25_000$/mu);
    compile(run.out);
  });

  it.each([
    ['{"max_positions": "many"}', '`max_positions` cannot be "many": write a number above 0'],
    ['{"max_positions": 1.5}', 'write a whole number from 1 to 10000'],
    ['{"max_positions": 0}', 'write a number above 0, or null for no limit'],
    ['{"max_daily_loss_percent": -5}', '`max_daily_loss_percent` cannot be -5'],
    ['{"max_positions": [1]}', 'write a number, or null for no limit'],
    ['{"max_positions": 1, "maxPositions": 2}', '`max_positions` stands there twice'],
    ['{"a": 1}', 'it has none of the keys that are known'],
    ['[]', 'it is no object'],
    ['{', 'it is not JSON'],
  ])('imports nothing of %s', async (json, message) => {
    const run = await importText(json);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toContain(message);
    expect(run.err).toContain('help: ');
  });

  it('never takes the place of a file unless it is told to', async () => {
    const output = join(folder, 'desk.policy');
    const first = await importText('{"max_positions": 2}', '--output', output);
    expect(first).toMatchObject({ exitCode: 0, out: '' });
    expect(readFileSync(output, 'utf8')).toContain('policy desk\n');
    const second = await importText('{"max_positions": 3}', '--output', output);
    expect(second.exitCode).toBe(2);
    expect(second.err).toContain('it is there already');
    expect(readFileSync(output, 'utf8')).toContain('open_positions <= 2');
    const forced = await importText('{"max_positions": 3}', '--output', output, '--force');
    expect(forced.exitCode).toBe(0);
    expect(readFileSync(output, 'utf8')).toContain('open_positions <= 3');
  });

  it('tells a way out where there is no such file', async () => {
    const run = await runMain(['import', join(folder, 'none.json')]);
    expect(run).toMatchObject({ exitCode: 2, out: '' });
    expect(run.err).toContain('there is no such file');
  });

  it('makes a clean policy of whatever numbers a configuration has', async () => {
    const forms = {
      usd: fc.integer({ min: 1, max: 1e9 }).map((cents) => cents / 100),
      percent: fc.integer({ min: 1, max: 9_999 }).map((part) => part / 100),
      whole: fc.integer({ min: 1, max: 40 }),
      minutes: fc.integer({ min: 1, max: 600 }),
    };
    const record = Object.entries(RISK_KEYS).map(
      ([key, { form }]) => [key, fc.option(forms[form])] as const,
    );
    await fc.assert(
      fc.asyncProperty(fc.record(Object.fromEntries(record)), async (config) => {
        const { out, exitCode, err } = await importText(JSON.stringify(config));
        expect(err).not.toMatch(/^error/mu);
        expect(exitCode).toBe(0);
        expect(compilePolicyText('my.policy', out).policy).not.toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});

describe('the default configuration, imported', () => {
  it('gives the verdicts of the preset of the same defaults', async () => {
    const defaults = Object.entries(RISK_KEYS).map(([key, { usual }]) => [key, Number(usual)]);
    const { out } = await importText(JSON.stringify(Object.fromEntries(defaults)));
    const imported = compile(out);
    const preset = compile(
      out
        .replace(/^(?:limit|pause|kill +daily-loss)\b.*\n(?: {4}.*\n)*/gmu, '')
        .replace('venue embedded', 'use risk-manager-defaults\n\nvenue embedded'),
    );
    expect(
      preset.rules.filter(({ path }) => path.startsWith('risk-manager-defaults.')),
    ).toHaveLength(imported.rules.length - 1);
    const account = fc.record({
      equity: fc.integer({ min: 100, max: 40_000 }),
      dayStart: fc.integer({ min: 100, max: 40_000 }),
      mark: fc.integer({ min: 100, max: 9_000 }).map((cents) => decimal(cents).div(100)),
      position: fc.integer({ min: -200, max: 200 }),
      losses: fc.integer({ min: 0, max: 6 }),
      errors: fc.integer({ min: 0, max: 8 }),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      size: fc.integer({ min: 1, max: 60_000 }).map((lots) => decimal(lots).div(100)),
      off: fc.integer({ min: -8, max: 8 }),
    });
    fc.assert(
      fc.property(account, (facts) => {
        expect(verdictOf(imported, facts)).toEqual(verdictOf(preset, facts));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

interface Facts {
  readonly equity: number;
  readonly dayStart: number;
  readonly mark: ReturnType<typeof decimal>;
  readonly position: number;
  readonly losses: number;
  readonly errors: number;
  readonly side: 'buy' | 'sell';
  readonly size: ReturnType<typeof decimal>;
  readonly off: number;
}

/** What an order meets and which rules trip, by the last part of their names. */
function verdictOf(policy: CompiledPolicy, facts: Facts): Record<string, unknown> {
  const instruments = referenceInstruments.filter(({ coin }) => coin === 'HYPE');
  const { mark, position, equity, dayStart, side, size, off } = facts;
  const held = { coin: 'HYPE', size: decimal(position), entryPrice: null, liquidationPrice: null };
  const state = createScene(policy, instruments).situate({
    at: AT,
    equity: decimal(equity),
    markets: new Map([['HYPE', { mark, oracle: null, bid: null, ask: null, fundingRate: ZERO }]]),
    positions: position === 0 ? [] : [held],
    orders: [],
    anchors: { dayStartEquity: decimal(dayStart) },
    consecutiveLosses: facts.losses,
    consecutiveErrors: facts.errors,
  });
  const judged = createEngine(policy).step(state, { kind: 'clockTicked', at: AT }).state;
  const inspector = createInspector(policy);
  const price = mark.times(100 + off).div(100);
  const reading = inspector.judgeOrder(judged, { coin: 'HYPE', side, price, size });
  const tripped = inspector.readTriggers(judged).filter(({ hold }) => hold !== null);
  return {
    denials: reading.denials.map(({ rule, value, threshold }) => [
      rule.split('.').at(-1),
      value?.toString(),
      threshold?.toString(),
    ]),
    fits: reading.sizeThatFits.toString(),
    tripped: tripped.map(({ rule }) => rule.name),
  };
}
