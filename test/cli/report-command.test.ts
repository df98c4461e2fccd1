/** `UPDATE_GOLDEN=1` writes the goldens anew; read what changed before they are committed. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal, type TimeMs, ZERO } from '../../src/base/index.js';
import { main } from '../../src/cli/main.js';
import type { Decision, EngineEvent } from '../../src/engine/index.js';
import { type JournalBody, openJournal } from '../../src/journal/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { createCapturedIo, runMain } from './captured-io.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-report-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const GOLDEN = 'test/golden/report';
/** 12:00 in New York, five hours before its day ends. */
const NOON = Date.UTC(2026, 10, 19, 17);
const HOUR = 3_600_000;

/** The demo with its day ending at five in New York. */
const SOURCE = readFileSync('policies/demo.policy', 'utf8').replace(
  '00:00 UTC',
  '17:00 America/New_York',
);

const event = (body: EngineEvent): JournalBody => ({ kind: 'event', event: body });
const decided = (decision: Decision): JournalBody => ({ kind: 'decision', decision });

function begun(runId: string, at: TimeMs): JournalBody[] {
  const policy = { file: 'desk.policy', source: SOURCE };
  const run = { runId, toolVersion: '0.1.0', nodeVersion: '24', policy, venue: 'embedded venue' };
  const instruments = referenceInstruments.filter(({ coin }) => coin === 'HYPE');
  const feeRates = { maker: ZERO, taker: ZERO };
  return [
    { kind: 'run', at, run },
    event({ kind: 'sessionStarted', at, runId, instruments, feeRates }),
  ];
}

function account(at: TimeMs, equity: string, unrealized: string) {
  const position = {
    coin: 'HYPE',
    size: decimal(1),
    entryPrice: decimal(27),
    leverage: 10,
    marginMode: 'cross',
    liquidationPrice: null,
    marginUsed: ZERO,
    unrealizedPnl: decimal(unrealized),
  } as const;
  return {
    time: at,
    equity: decimal(equity),
    marginUsed: ZERO,
    maintenanceMargin: ZERO,
    positions: [position],
  };
}

const equityAt = (at: TimeMs, equity: string, unrealized: string): JournalBody =>
  event({ kind: 'accountReported', at, account: account(at, equity, unrealized) });
const looked = (at: TimeMs, equity: string, unrealized: string): JournalBody => {
  const picture = { account: account(at, equity, unrealized), openOrders: [], fills: [] };
  return event({ kind: 'reconciled', at, ...picture });
};

function traded(at: TimeMs, tradeId: number, side: 'buy' | 'sell', size: string, realized: string) {
  const fill = {
    tradeId,
    orderId: tradeId,
    clientOrderId: null,
    coin: 'HYPE',
    side,
    price: decimal('27.1'),
    size: decimal(size),
    fee: decimal('0.02'),
    closedPnl: ZERO,
    liquidity: tradeId === 3 ? 'taker' : 'maker',
    startPosition: ZERO,
    isLiquidation: false,
    time: at,
  } as const;
  const position = { kind: 'positionChanged', at, coin: 'HYPE', tradeId } as const;
  return [
    event({ kind: 'orderFilled', at, fill }),
    decided({
      ...position,
      size: decimal(side === 'buy' ? size : '0'),
      entryPrice: side === 'buy' ? decimal('27.1') : null,
      realizedPnl: decimal(realized),
    }),
  ];
}

const closed = (at: TimeMs, number: number, net: string): JournalBody =>
  decided({
    kind: 'positionClosed',
    at,
    coin: 'HYPE',
    number,
    side: 'long',
    size: decimal(4),
    entryPrice: decimal('27.1'),
    exitPrice: decimal('27.4'),
    realizedPnl: decimal(net).plus('0.04'),
    fees: decimal('0.04'),
    funding: ZERO,
    netPnl: decimal(net),
    maxAdverse: decimal('-0.8'),
    maxFavorable: decimal('1.5'),
    openedAt: at - 1_000,
    closedAt: at,
    isAdopted: false,
  });

const stateAt = (
  at: TimeMs,
  from: 'active' | 'paused',
  to: 'active' | 'paused' | 'halted',
  rule: string | null,
) => decided({ kind: 'tradingStateChanged', at, coin: 'HYPE', from, to, rule, endsBy: '' });

const denial = (rule: string) => ({
  rule,
  kind: 'limit' as const,
  place: null,
  text: 'order.notional <= $250',
  value: decimal(251),
  threshold: decimal(250),
  unit: 'money' as const,
});

const deniedAt = (at: TimeMs, rule: string): JournalBody =>
  decided({
    kind: 'orderDenied',
    at,
    coin: 'HYPE',
    side: 'buy',
    price: decimal(27),
    size: decimal(10),
    denials: [denial(rule), denial('exposure')],
    sizeThatFits: decimal(9),
  });

/** Two days by New York: a quiet one, and one with a pause, a lost connection and a kill. */
function twoDays(): JournalBody[] {
  const next = NOON + 6 * HOUR;
  return [
    ...begun('0000000000000001', NOON),
    looked(NOON + 1_000, '1000', '0'),
    ...traded(NOON + HOUR, 1, 'buy', '4', '0'),
    equityAt(NOON + HOUR, '1000.48', '0.5'),
    ...traded(NOON + 2 * HOUR, 2, 'sell', '4', '1.2'),
    closed(NOON + 2 * HOUR, 1, '1.16'),
    equityAt(NOON + 2 * HOUR, '1001.16', '0'),
    event({ kind: 'actionBudgetReported', at: NOON + 3 * HOUR, actionsLeft: 9_800 }),
    ...traded(next, 3, 'buy', '4', '0'),
    deniedAt(next, 'order-notional'),
    deniedAt(next, 'order-notional'),
    deniedAt(next, 'position'),
    equityAt(next, '1001.14', '0'),
    event({ kind: 'connectionLost', at: next + HOUR, reason: 'socket closed' }),
    stateAt(next + HOUR, 'active', 'paused', 'stale-quotes'),
    looked(next + HOUR + 30_000, '990.14', '-11'),
    stateAt(next + HOUR + 30_000, 'paused', 'active', null),
    event({ kind: 'actionBudgetReported', at: next + 2 * HOUR, actionsLeft: 480 }),
    ...traded(next + 2 * HOUR, 4, 'sell', '4', '-50.4'),
    closed(next + 2 * HOUR, 2, '-50.44'),
    equityAt(next + 2 * HOUR, '950.72', '0'),
    decided({
      kind: 'ruleTripped',
      at: next + 2 * HOUR,
      rule: 'daily-loss',
      ruleKind: 'kill',
      place: null,
      coin: null,
      text: 'equity < $951.08',
      value: decimal('950.72'),
      threshold: decimal('951.08'),
      unit: 'money',
    }),
    stateAt(next + 2 * HOUR, 'active', 'halted', 'daily-loss'),
    {
      kind: 'end',
      at: next + 2 * HOUR + 1_000,
      end: { runId: '0000000000000001', reason: 'halted' },
    },
  ];
}

async function journalOf(name: string, bodies: readonly JournalBody[]): Promise<string> {
  const directory = join(scratch, name);
  const journal = openJournal({ directory });
  journal.append(bodies);
  await journal.close();
  return directory;
}

/** The text of a report, and of its golden. */
async function withGolden(name: string, args: readonly string[]): Promise<readonly string[]> {
  const run = await runMain(['report', ...args]);
  expect(run).toMatchObject({ exitCode: 0, err: '' });
  expect(run.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const file = `${GOLDEN}/${name}.txt`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, run.out);
  return [run.out, readFileSync(file, 'utf8')];
}

interface DayJson {
  readonly day: string;
  readonly runningMs: number;
  readonly result: string;
  readonly realized: string;
  readonly fees: string;
  readonly funding: string;
  readonly unrealizedChange: string;
  readonly rest: string;
  readonly transfers: string;
  readonly fills: number;
  readonly equityStart: string;
  readonly worstDrawdown: string;
  readonly counts: Record<string, number>;
  readonly deniedBy: Record<string, number>;
  readonly trips: { readonly count: number; readonly winRate: number | null };
  readonly markets: Record<string, { readonly inState: Record<string, number> }>;
}

async function daysOf(journal: string, ...more: readonly string[]): Promise<readonly DayJson[]> {
  const { out } = await runMain(['report', journal, '--json', ...more]);
  return (JSON.parse(out) as { days: readonly DayJson[] }).days;
}

describe('mm-policy report', () => {
  let journal = '';
  beforeAll(async () => {
    journal = await journalOf('two', twoDays());
  });

  it.each([
    ['several days in a line each', 'two-days', []],
    ['one day in full', 'one-day', ['--day', '2026-11-19']],
  ])('tells %s', async (_, name, more) => {
    const [out, golden] = await withGolden(name, [journal, ...more]);
    expect(out).toBe(golden);
  });

  it('ends a day where the policy does, or at midnight where that is asked for', async () => {
    const days = await daysOf(journal);
    expect(days.map(({ day, fills }) => [day, fills])).toEqual([
      ['2026-11-18', 2],
      ['2026-11-19', 2],
    ]);
    const utc = await daysOf(journal, '--utc');
    expect(utc.map(({ day, fills }) => [day, fills])).toEqual([
      ['2026-11-19', 3],
      ['2026-11-20', 1],
    ]);
  });

  it('goes on with the equity that the day before ended with', async () => {
    const [first, second] = await daysOf(journal);
    expect(first).toMatchObject({ equityStart: '1000', result: '1.16', rest: '0' });
    expect(second).toMatchObject({ equityStart: '1001.16', result: '-50.44', rest: '0' });
    expect(second).toMatchObject({ worstDrawdown: '50.44', trips: { count: 1, winRate: 0 } });
    expect(second?.deniedBy).toEqual({ 'order-notional': 2, position: 1 });
    expect(second?.counts).toMatchObject({ kills: 1, connectionsLost: 1, errors: 0, denied: 3 });
  });

  it('counts time in a state only while a run goes on', async () => {
    const days = await daysOf(journal);
    expect(days.map(({ runningMs }) => runningMs)).toEqual([5 * HOUR, 3 * HOUR + 1_000]);
    for (const { runningMs, markets } of days) {
      const { inState = {} } = markets['HYPE'] ?? {};
      expect(Object.values(inState).reduce((sum, each) => sum + each, 0)).toBe(runningMs);
    }
    expect(days[1]?.markets['HYPE']?.inState).toMatchObject({ paused: 30_000, halted: 1_000 });
  });

  it('leaves out days on which nothing ran, and takes money moved for neither loss nor gain', async () => {
    const later = NOON + 96 * HOUR;
    const entry = {
      id: 'w1',
      time: later,
      kind: 'transfer',
      amount: decimal(-500),
      name: 'withdraw',
    } as const;
    const path = await journalOf('gap', [
      ...twoDays(),
      ...begun('0000000000000002', later),
      looked(later, '950.72', '0'),
      event({ kind: 'ledgerUpdated', at: later + 1, entry }),
      equityAt(later + 2, '450.72', '0'),
    ]);
    const days = await daysOf(path);
    expect(days.map(({ day }) => day)).toEqual(['2026-11-18', '2026-11-19', '2026-11-22']);
    expect(days[2]).toMatchObject({ transfers: '-500', result: '0', worstDrawdown: '0' });
    expect(days[2]?.runningMs).toBe(2);
  });

  it('takes back round trips that a late fill has voided', async () => {
    const at = NOON + 9 * HOUR;
    const restated = { kind: 'positionRestated', at, coin: 'HYPE', tradeId: 9 } as const;
    const path = await journalOf('late', [
      ...twoDays(),
      ...begun('0000000000000002', at),
      decided({ ...restated, tripsKept: 0, isExact: true }),
      closed(at, 1, '3'),
    ]);
    expect((await daysOf(path)).map(({ trips }) => trips.count)).toEqual([0, 1]);
  });

  it('says which journals there are where one is not, and which days', async () => {
    const missing = await runMain(['report', join(scratch, 'nowhere')]);
    expect(missing).toMatchObject({ exitCode: 2, out: '' });
    expect(missing.err).toMatch(/^error: cannot read journal `.*nowhere`: no such file.*\nhelp: /u);
    mkdirSync(join(scratch, 'empty'));
    expect((await runMain(['report', join(scratch, 'empty')])).err).toContain('no journal in');
    const day = await runMain(['report', journal, '--day', '2026-11-25']);
    expect(day).toMatchObject({ exitCode: 2, out: '' });
    expect(day.err).toContain('it has 2026-11-18 to 2026-11-19');
    const wrong = await runMain(['report', journal, '--day', '2026-02-30']);
    expect(wrong).toMatchObject({ exitCode: 2, out: '' });
  });

  it('tells what stands before a break of the chain, and a last line that is still being written', async () => {
    const path = await journalOf('broken', twoDays());
    const [file = ''] = readdirSync(path).map((name) => join(path, name));
    appendFileSync(join(path, readdirSync(path).at(-1) ?? ''), '{"seq":99,"at":17');
    expect(await runMain(['report', path])).toMatchObject({ exitCode: 0, err: '' });
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.with(5, (lines[5] ?? '').replace('"at":1', '"at":2')).join('\n'));
    const broken = await runMain(['report', path]);
    expect(broken.exitCode).toBe(1);
    expect(broken.out).toContain('HYPE');
    expect(broken.err).toContain('told up to there, 5 records');
  });

  it('tells of a run that goes on, and adds up to what the run says at its end', async () => {
    const path = join(scratch, 'live');
    const args = ['run', 'policies/demo.policy', '--journal', path, '--speed', '20'];
    const io = createCapturedIo();
    const ended = main(args, io);
    while (!/filled/u.test(io.captured().out))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const live = await runMain(['report', path]);
    expect(live).toMatchObject({ exitCode: 0, err: '' });
    expect(live.out.replaceAll(/\s+/gu, ' ')).toContain(', still running');
    process.emit('SIGTERM');
    await ended;
    const [day] = await daysOf(path);
    const { out } = io.captured();
    expect(out).toMatch(new RegExp(`fills +${day?.fills} for`, 'u'));
    expect(out).toMatch(
      new RegExp(`orders +${day?.counts['orders']} sent, ${day?.counts['cancels']} cancels`, 'u'),
    );
    expect(Math.abs(Number(day?.rest))).toBeLessThan(1e-6);
  }, 60_000);

  it('tells how near each trigger came and when, the nearest first, where that is asked for', async () => {
    const near = ['--day', '2026-11-19', '--near'];
    const [out, golden] = await withGolden('one-day-near', [journal, ...near]);
    expect(out).toBe(golden);
    const run = join(scratch, 'near');
    const args = ['run', 'policies/demo.policy', '--speed', 'max', '--for', '20s'];
    expect((await runMain([...args, '--journal', run])).exitCode).toBe(0);
    const { out: json } = await runMain(['report', run, '--json', '--near']);
    const [day] = (JSON.parse(json) as { days: { nearest: Record<string, unknown>[] }[] }).days;
    const left = day?.nearest.map(({ fractionLeft }) => Number(fractionLeft)) ?? [];
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    const rules = day?.nearest.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['daily-loss', 'stale-quotes']));
    expect(day?.nearest.find(({ rule }) => rule === 'daily-loss')).toMatchObject({
      unit: 'money',
      isTripped: false,
    });
  });

  it('has colour only where it is wanted', async () => {
    const args = ['report', journal];
    expect((await runMain(args)).out).not.toContain('\u001B');
    expect((await runMain(args, { useColor: true })).out).toContain('\u001B[');
  });
});
