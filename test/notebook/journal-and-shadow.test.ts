/** A trial listened to, its journal read back, and another policy beside it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import { openJournal } from '../../src/journal/index.js';
import {
  frames,
  loadJournal,
  loadMarket,
  ruleShifts,
  runTrial,
  shadowTrial,
  StepLog,
  sweepSettings,
  type Trial,
} from '../../src/notebook/index.js';

const FILE = fileURLToPath(new URL('../../policies/demo.policy', import.meta.url));
const SOURCE = readFileSync(FILE, 'utf8');
const MARKET = await loadMarket({
  recording: null,
  coin: 'HYPE',
  minutes: 0.25,
  seed: 3,
  synthetic: { volatility: 0.003, intensity: 0.4, decay: 300 },
});

function compiled(source: string): CompiledPolicy {
  const { policy } = compilePolicyText('demo.policy', source);
  if (policy === null) throw new Error('the policy does not compile');
  return policy;
}

const log = new StepLog();
const folder = mkdtempSync(join(tmpdir(), 'mm-policy-load-journal-'));
let trial: Trial;

beforeAll(async () => {
  const journal = openJournal({ directory: folder });
  const run = {
    runId: '00000000000057d1',
    toolVersion: '0.1.0',
    nodeVersion: process.version,
    policy: { file: 'demo.policy', source: SOURCE },
    venue: 'embedded venue',
  };
  journal.append([{ kind: 'run', at: MARKET.startMs, run }]);
  trial = await runTrial({
    label: 'demo.policy',
    policy: compiled(SOURCE),
    market: MARKET,
    onStep: (event, decisions) => {
      log.onStep(event, decisions);
      journal.append([
        { kind: 'event', event },
        ...decisions.map((decision) => ({ kind: 'decision' as const, decision })),
      ]);
    },
  });
  journal.append([
    { kind: 'end', at: trial.endMs, end: { runId: run.runId, reason: 'the market ended' } },
  ]);
  await journal.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function kindsOf(records: readonly { kind: string }[]): readonly string[] {
  return records.map(({ kind }) => kind).filter((kind) => !kind.startsWith('run-'));
}

function beside(source: string): Trial {
  const policy = compiled(source);
  return shadowTrial({ label: 'after', policy, beside: trial, events: log.events });
}

function labelOf(source: string, rule: string): string | undefined {
  return ruleShifts(trial, beside(source)).find((shift) => shift.rule === rule)?.label;
}

describe('a journal in a notebook', () => {
  it('is proven, derived again, and told as the trial that wrote it', async () => {
    const loaded = await loadJournal(folder);
    expect(loaded.chain.problemCount).toBe(0);
    expect(loaded.replay.differences).toBe(0);
    expect(loaded.runs.map(({ policy }) => policy.file)).toEqual(['demo.policy']);
    const { figures, times, equity, headroom, moments, fills } = loaded.trial;
    const { figures: f, times: t, equity: e, headroom: h, moments: m, fills: l } = trial;
    expect(figures.fills).toBeGreaterThan(0);
    expect({ figures, times, equity, headroom, moments, fills }).toEqual({
      figures: f,
      times: t,
      equity: e,
      headroom: h,
      moments: m,
      fills: l,
    });
    expect(loaded.trial.outcome.reason).toBe('the market ended');
    expect(loaded.ladders).toEqual(log.ladders);
  });

  it('holds the records that the log of the trial has, and a frame has a row for each', async () => {
    const [loaded, heard] = [await loadJournal(folder), await log.records()];
    expect(kindsOf(loaded.records)).toEqual(kindsOf(heard));
    const columns = frames.records(loaded.records);
    expect(columns['what']).toHaveLength(loaded.records.length);
    expect(columns['what']?.[0]).toBe('run-started');
  });

  it('says so where there is none', async () => {
    await expect(loadJournal(join(folder, 'nowhere'))).rejects.toThrow('no such file');
  });
});

describe('resting orders over time', () => {
  it('are on both sides of mid, and none is left of an order that was filled or cancelled', () => {
    const sample = log.ladders.find(({ orders }) => orders.length > 2);
    const prices = (side: string): readonly number[] =>
      (sample?.orders ?? []).filter((order) => order.side === side).map(({ price }) => price);
    expect(Math.max(...prices('buy'))).toBeLessThan(Math.min(...prices('sell')));
    expect(Math.max(...log.ladders.map(({ orders }) => orders.length))).toBeLessThanOrEqual(8);
  });
});

describe('rules held against each other on one account', () => {
  it('are the same for the same policy', () => {
    expect(new Set(ruleShifts(trial, beside(SOURCE)).map(({ label }) => label))).toEqual(
      new Set(['SAME']),
    );
  });

  it('are TIGHTER where less is allowed, LOOSER where more is, and only there', () => {
    const tighter = SOURCE.replace('position_value > $4_000', 'position_value > $3_600');
    const looser = SOURCE.replace('position_value > $4_000', 'position_value > $9_000');
    expect(labelOf(tighter, 'over-value-limit')).toBe('TIGHTER');
    expect(labelOf(looser, 'over-value-limit')).toBe('LOOSER');
    expect(labelOf(looser, 'daily-loss')).toBe('SAME');
  });

  it('are LOOSER where a rule is gone, TIGHTER where one is new', () => {
    const rule = /^kill +over-all-margin .*$/mu;
    expect(SOURCE).toMatch(rule);
    const without = beside(SOURCE.replace(rule, ''));
    const removed = ruleShifts(trial, without).find(({ change }) => change === 'removed');
    expect(removed).toMatchObject({ rule: 'over-all-margin', label: 'LOOSER' });
    const added = ruleShifts(without, trial).find(({ change }) => change === 'added');
    expect(added).toMatchObject({ rule: 'over-all-margin', label: 'TIGHTER' });
  });
});

describe('a sweep of settings', () => {
  it('plays every combination on every market, and tells how far it is', async () => {
    const told: number[] = [];
    const points = await sweepSettings({
      file: 'demo.policy',
      source: SOURCE,
      vary: { 'quote.risk-aversion': ['0.05', '1'], 'quote.levels': ['4'] },
      markets: [() => MARKET],
      onProgress: (done, all) => told.push(done / all),
    });
    expect(points.map(({ settings }) => settings)).toEqual([
      { 'quote.risk-aversion': '0.05', 'quote.levels': '4' },
      { 'quote.risk-aversion': '1', 'quote.levels': '4' },
    ]);
    expect(points[0]?.figures).toEqual([trial.figures]);
    expect(told).toEqual([0.5, 1]);
  });

  it('says what is wrong with a combination that does not compile', async () => {
    const sweep = sweepSettings({
      file: 'demo.policy',
      source: SOURCE,
      vary: { 'quote.levels': ['many'] },
      markets: [() => MARKET],
    });
    await expect(sweep).rejects.toThrow('demo.policy quote.levels=many: ');
  });
});
