import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { clipVisible, visibleWidth } from '../../src/cli/clip-visible.js';
import { createPaint } from '../../src/cli/paint.js';
import { RunJson } from '../../src/cli/run-json.js';
import { RunLog } from '../../src/cli/run-log.js';
import type { RunScene } from '../../src/cli/run-reporter.js';
import { statusLines } from '../../src/cli/run-status.js';
import { summaryLines } from '../../src/cli/run-summary.js';
import { RunTally } from '../../src/cli/run-tally.js';
import { wrapVisible } from '../../src/cli/wrap-visible.js';
import type { Decision, EngineEvent, MarketView, StatusView } from '../../src/engine/index.js';
import type { Fill } from '../../src/market/index.js';

const AT = Date.UTC(2026, 10, 2, 12, 4, 31, 207);
const plain = createPaint(false);
const place = { file: 'policies/prod.policy', line: 18, column: 1 };

function marketView(overrides: Partial<MarketView> = {}): MarketView {
  return {
    coin: 'HYPE',
    state: 'active',
    heldBy: null,
    endsBy: null,
    position: decimal('-3.2'),
    entryPrice: decimal('27.108'),
    mark: decimal('27.112'),
    realizedPnl: decimal('14.23'),
    unrealizedPnl: decimal('-0.0128'),
    marginCapacity: decimal('1846.91'),
    calibration: null,
    bids: ['27.104', '27.098', '27.081'].map(decimal),
    asks: ['27.117', '27.125', '27.14'].map(decimal),
    ...overrides,
  };
}

function statusView(overrides: Partial<StatusView> = {}): StatusView {
  return {
    at: AT,
    state: 'active',
    equity: decimal('10014.22'),
    dayPnl: decimal('14.22'),
    exposure: decimal('86.76'),
    unrealizedPnl: decimal('-0.01'),
    openOrders: 6,
    unansweredOrders: 0,
    fills: 12,
    denied: 0,
    rejected: 0,
    markets: [marketView()],
    objectives: [],
    headroom: [
      {
        rule: 'near-liquidation',
        kind: 'reduce-only',
        coin: 'HYPE',
        text: 'liquidation_buffer < 0.5',
        value: decimal(1),
        threshold: decimal('0.5'),
        unit: 'number',
        fractionLeft: 0.9,
        isTripped: false,
      },
      {
        rule: 'over-margin-utilization',
        kind: 'reduce-only',
        coin: null,
        text: 'margin_utilization > 80%',
        value: decimal('0.011'),
        threshold: decimal('0.8'),
        unit: 'ratio',
        fractionLeft: 0.98,
        isTripped: false,
      },
      {
        rule: 'drawdown',
        kind: 'kill',
        coin: null,
        text: 'equity < peak_equity - $800',
        value: null,
        threshold: null,
        unit: 'money',
        fractionLeft: null,
        isTripped: false,
      },
    ],
    ...overrides,
  };
}

function statusOf(view: StatusView, useColor = false): string {
  const status = {
    policyName: 'hype-maker',
    venueName: 'embedded venue',
    elapsedMs: 252_000,
    view,
    lastFill: 'sell 1.6 @ 27.117',
    journalRecords: 1_204,
  };
  return `${statusLines(status, createPaint(useColor)).join('\n')}\n`;
}

function goals(...objectives: StatusView['objectives']): string | undefined {
  const lines = statusOf(statusView({ objectives })).split('\n');
  return lines.find((line) => line.startsWith('Goals'));
}

describe('the live status', () => {
  it('shows an active market within 80 columns', async () => {
    const text = statusOf(statusView());
    await expect(text).toMatchFileSnapshot('../golden/run/status-active.txt');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows which rule halted a market and what ends it, and unknown figures as unknown', async () => {
    const halted = marketView({
      state: 'halted',
      heldBy: 'position-runaway',
      endsBy: "the operator's re-arm",
      position: null,
      entryPrice: null,
      mark: null,
      unrealizedPnl: null,
      marginCapacity: null,
      bids: [],
      asks: [],
    });
    const view = statusView({ state: 'halted', equity: null, dayPnl: null, markets: [halted] });
    await expect(statusOf(view)).toMatchFileSnapshot('../golden/run/status-halted.txt');
  });

  it('shows what a calibrated market was found to be like, or how much is still to be seen', async () => {
    const seen = { sample: 214, leastSample: 100 };
    const found = { volatility: 0.021_588_1, intensity: 0.100_051, decay: 453.31 };
    const quoting = marketView({ calibration: { ...seen, found } });
    const waiting = marketView({
      coin: 'BTC',
      calibration: { sample: 43, leastSample: 100, found: null },
      bids: [],
      asks: [],
    });
    const text = statusOf(statusView({ markets: [quoting, waiting] }));
    await expect(text).toMatchFileSnapshot('../golden/run/status-calibrated.txt');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows how many objectives are met, and how far the others are', () => {
    const open = {
      rule: 'trading-days',
      coin: null,
      text: 'trading_days >= 4',
      value: decimal(3),
      threshold: decimal(4),
      unit: 'count',
      isMet: false,
    } as const;
    expect(goals()).toBeUndefined();
    expect(goals(open, { ...open, rule: 'profit-target', isMet: true })).toBe(
      'Goals  1 of 2 met; open: trading-days 3 (trading_days >= 4)',
    );
    expect(goals({ ...open, isMet: true })).toBe('Goals  1 of 1 met');
    expect(goals({ ...open, rule: 'flat', coin: 'HYPE', value: null })).toBe(
      'Goals  0 of 1 met; open: HYPE flat unknown (trading_days >= 4)',
    );
  });

  it('says the same with colours as without', () => {
    const colored = statusOf(statusView(), true);
    expect(colored).not.toBe(statusOf(statusView()));
    // oxlint-disable-next-line no-control-regex
    expect(colored.replaceAll(/\u001B\[\d+m/gu, '')).toBe(statusOf(statusView()));
  });
});

const denied: Decision = {
  kind: 'orderDenied',
  at: AT,
  coin: 'HYPE',
  side: 'buy',
  price: decimal('27.11'),
  size: decimal('65.19'),
  denials: [
    {
      rule: 'order-notional',
      kind: 'limit',
      place,
      text: 'order.notional <= min($1_000, 10% of equity)',
      value: decimal('1767.3009'),
      threshold: decimal(1_000),
      unit: 'money',
    },
  ],
  sizeThatFits: decimal('36.88'),
};

const fill: Fill = {
  tradeId: 1,
  orderId: 7,
  clientOrderId: null,
  coin: 'HYPE',
  side: 'sell',
  price: decimal('27.117'),
  size: decimal('1.6'),
  fee: decimal('0.0065'),
  closedPnl: decimal(0),
  liquidity: 'maker',
  startPosition: decimal('-1.6'),
  isLiquidation: false,
  time: AT,
};

function sceneOf(tally: RunTally, out: (text: string) => void): RunScene {
  return {
    policyName: 'hype-maker',
    venueName: 'embedded venue',
    startMs: AT,
    tally,
    paint: plain,
    journalRecords: () => 1_204,
    out,
  };
}

function logOf(
  steps: readonly (readonly [EngineEvent, readonly Decision[]])[],
  isQuiet = false,
): string {
  let text = '';
  const tally = new RunTally();
  const scene = sceneOf(tally, (part) => (text += part));
  const log = new RunLog(scene, { isQuiet, isTerse: false });
  for (const [event, decisions] of steps) {
    tally.take(event, decisions);
    log.stepped(event, decisions, () => statusView());
  }
  return text;
}

const tick = (at: number): EngineEvent => ({ kind: 'clockTicked', at });

describe('the log on a pipe', () => {
  it('tells denial, order, fill, rejection, trip and state, one event a line', async () => {
    const order = {
      coin: 'HYPE',
      side: 'buy',
      price: decimal('27.104'),
      size: decimal('1.6'),
      timeInForce: 'post-only',
      reduceOnly: false,
      clientOrderId: '0x01',
    } as const;
    const text = logOf([
      [tick(AT), [denied]],
      [tick(AT + 10), [{ kind: 'submitOrder', at: AT + 10, order }]],
      [{ kind: 'orderRejected', at: AT + 20, clientOrderId: '0x01', reason: 'Bad price.' }, []],
      [{ kind: 'orderFilled', at: AT + 30, fill }, []],
      [
        tick(AT + 40),
        [
          {
            kind: 'ruleTripped',
            at: AT + 40,
            rule: 'over-margin-utilization',
            ruleKind: 'reduce-only',
            place: { ...place, line: 31 },
            coin: 'HYPE',
            text: 'margin_utilization > 80%',
            value: decimal('0.8123'),
            threshold: decimal('0.8'),
            unit: 'ratio',
          },
          {
            kind: 'tradingStateChanged',
            at: AT + 40,
            coin: 'HYPE',
            from: 'active',
            to: 'reducing',
            rule: 'over-margin-utilization',
            endsBy: 'margin_utilization < 70%',
          },
        ],
      ],
      [
        tick(AT + 50),
        [
          {
            kind: 'objectiveChanged',
            at: AT + 50,
            rule: 'trading-days',
            place: { ...place, line: 44 },
            coin: null,
            outcome: 'met',
            text: 'trading_days >= 4',
            value: decimal(4),
            threshold: decimal(4),
            unit: 'count',
          },
        ],
      ],
      [tick(AT + 10_050), []],
    ]);
    await expect(text).toMatchFileSnapshot('../golden/run/log.txt');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('goes on below where a note takes more than 80 columns', () => {
    let text = '';
    const log = new RunLog(
      sceneOf(new RunTally(), (part) => (text += part)),
      {
        isQuiet: false,
        isTerse: false,
      },
    );
    const note =
      'demo on the embedded venue at http://127.0.0.1:41233, synthetic market, seed 1 and so on';
    log.noticed({ at: AT, level: 'info', text: note });
    expect(text).toBe(
      '12:04:31.207        note      demo on the embedded venue at\n' +
        '             http://127.0.0.1:41233, synthetic market, seed 1 and so on\n',
    );
  });

  it('counts a denial that repeats instead of repeating it', () => {
    const again = (inMs: number) => ({ ...denied, at: AT + inMs });
    const text = logOf([
      [tick(AT), [denied]],
      [tick(AT + 250), [again(250)]],
      [tick(AT + 500), [again(500)]],
      [tick(AT + 10_000), [again(10_000)]],
    ]);
    expect(text.match(/denied {4}buy/gu)).toHaveLength(2);
    expect(text).toContain('(and 2 like it)');
  });

  it('says nothing of denials and fills when it is told to be quiet', () => {
    const steps = [
      [tick(AT), [denied]],
      [{ kind: 'orderFilled', at: AT, fill }, []],
    ] as const;
    expect(logOf(steps, true)).toBe('');
  });
});

describe('the run for a program', () => {
  it('writes one object a line, with decimals as strings', () => {
    let text = '';
    const json = new RunJson((part) => {
      text += part;
    });
    json.stepped({ kind: 'orderFilled', at: AT, fill }, [denied], () => statusView());
    const lines = text.trimEnd().split('\n');
    const parsed = lines.map((line): unknown => JSON.parse(line));
    expect(parsed).toMatchObject([
      { type: 'fill', fill: { price: '27.117' } },
      { type: 'decision', decision: { kind: 'orderDenied', sizeThatFits: '36.88' } },
      { type: 'status', status: { equity: '10014.22' } },
    ]);
  });
});

describe('the summary', () => {
  const base = {
    elapsedMs: 20_000,
    venueName: 'embedded venue',
    marketName: 'synthetic market, seed 7',
    view: statusView(),
    journalDirectory: '.mm-policy/hype-maker/2026-11-02T12-04-31Z',
    journalRecords: 1_204,
    policyFile: 'policies/prod.policy',
  };

  it('tells what came of a run that stopped', async () => {
    const tally = new RunTally();
    tally.take({ kind: 'orderFilled', at: AT, fill }, [denied]);
    const outcome = { kind: 'stopped', reason: 'ran for 20s', ordersLeft: 0 } as const;
    const text = `${summaryLines({ ...base, tally, outcome }, plain).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot('../golden/run/summary-stopped.txt');
  });

  it('tells how to re-arm after a halt, and that orders may still rest', async () => {
    const tally = new RunTally();
    const reason = 'halted by position-runaway';
    const rule = 'position-runaway';
    const outcome = { kind: 'halted', rule, reason, ordersLeft: 2 } as const;
    const text = `${summaryLines({ ...base, tally, outcome }, plain).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot('../golden/run/summary-halted.txt');
  });
});

describe('wrapping a line', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/u), { minLength: 1, maxLength: 30 });

  it('breaks between words only, keeps every line within the columns, and loses nothing', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 34, max: 90 }), (text, columns) => {
        const paint = createPaint(true);
        const line = `${paint('good', 'head')} ${text.join('  ')}`;
        const lines = wrapVisible(line, columns, '    ');
        for (const each of lines) expect(visibleWidth(each)).toBeLessThanOrEqual(columns);
        expect(
          lines
            .map((each) => each.trim())
            .join(' ')
            .replaceAll(/ +/gu, ' '),
        ).toBe(line.replaceAll(/ +/gu, ' '));
        expect(lines.slice(1).every((each) => /^ {4}\S/u.test(each))).toBe(true);
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  it('leaves a word whole that is too long for any line', () => {
    const path = `/${'a'.repeat(90)}`;
    expect(wrapVisible(`note journal ${path} end`, 80, '  ')).toEqual([
      'note journal',
      `  ${path}`,
      '  end',
    ]);
    expect(wrapVisible(`  ${path}`, 80, '  ')).toEqual([`  ${path}`]);
  });
});

describe('clipping a line', () => {
  it('leaves colour codes whole and counts only what is seen', () => {
    const paint = createPaint(true);
    const line = `${paint('good', 'abcdef')} tail`;
    expect(clipVisible(line, 4)).toBe(paint('good', 'abcd'));
    expect(clipVisible(line, 80)).toBe(line);
    expect(clipVisible('abcdef', 3)).toBe('abc');
  });
});
