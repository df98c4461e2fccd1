/** A journal in the words of an auditor: each kind of record, from the events and decisions behind. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { Decision, EngineEvent } from '../../src/engine/index.js';
import {
  AUDIT_KINDS,
  type AuditQuery,
  type AuditRecord,
  AuditView,
  checkChain,
  isAskedFor,
  type JournalBody,
} from '../../src/journal/index.js';
import type { Fill } from '../../src/market/index.js';
import { linesOf, run, START_MS, textsOf } from './sample-journal.js';

const ORDER = `0x${'1'.repeat(32)}`;

async function audited(
  bodies: readonly JournalBody[],
  spoil: (texts: string[]) => readonly string[] = (texts) => texts,
): Promise<{ readonly records: readonly AuditRecord[]; readonly view: AuditView }> {
  const view = new AuditView();
  const records: AuditRecord[] = [];
  const lines = checkChain(linesOf(spoil(textsOf(bodies))), true);
  for await (const record of view.read(lines)) records.push(record);
  return { records, view };
}

const START: JournalBody = { kind: 'run', at: START_MS, run: run() };

const ofEvent = (event: EngineEvent): JournalBody => ({ kind: 'event', event });
const ofDecision = (decision: Decision): JournalBody => ({ kind: 'decision', decision });

/** What the records of one run say, without what every record has. */
async function told(...bodies: readonly JournalBody[]): Promise<readonly object[]> {
  const { records } = await audited([START, ...bodies]);
  return records.slice(1).map((record) =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([key]) => !['seq', 'at', 'runId'].includes(key))
        .filter(([, value]) => value !== null && value !== '' && String(value) !== ''),
    ),
  );
}

const at = START_MS;
const noPositions = {
  equity: decimal(1_000),
  marginUsed: decimal(0),
  maintenanceMargin: decimal(0),
  positions: [],
};

const submitted = ofDecision({
  kind: 'submitOrder',
  at,
  order: {
    coin: 'HYPE',
    side: 'buy',
    price: decimal('27.1'),
    size: decimal(4),
    timeInForce: 'post-only',
    reduceOnly: true,
    clientOrderId: ORDER,
  },
});

const accepted = ofEvent({ kind: 'orderAccepted', at, clientOrderId: ORDER, orderId: 77 });

function fillOf(overrides: Partial<Fill> = {}): Fill {
  return {
    tradeId: 5,
    orderId: 77,
    clientOrderId: null,
    coin: 'HYPE',
    side: 'buy',
    price: decimal('27.1'),
    size: decimal(4),
    fee: decimal('0.016'),
    closedPnl: decimal(0),
    liquidity: 'maker',
    startPosition: decimal(0),
    isLiquidation: false,
    time: at,
    ...overrides,
  };
}

const filled = ofEvent({ kind: 'orderFilled', at, fill: fillOf() });

function reconciled(fills: readonly Fill[], time = at): JournalBody {
  const position = {
    coin: 'HYPE',
    size: decimal(-3),
    entryPrice: decimal('26.9'),
    leverage: 10,
    marginMode: 'cross',
    liquidationPrice: null,
    marginUsed: decimal(8),
    unrealizedPnl: decimal(0),
  } as const;
  const account = {
    time,
    equity: decimal(1_000),
    marginUsed: decimal(8),
    maintenanceMargin: decimal(1),
    positions: [position],
  };
  return ofEvent({ kind: 'reconciled', at, account, openOrders: [], fills });
}

const placed = {
  coin: 'HYPE',
  order: ORDER,
  side: 'buy',
  price: decimal('27.1'),
  size: decimal(4),
};

describe('an order in the audit', () => {
  it('is submitted, accepted and filled, each time with all that is known of it', async () => {
    expect(await told(submitted, accepted, filled)).toEqual([
      { kind: 'order-submitted', ...placed, text: 'post-only, reduce-only' },
      { kind: 'order-accepted', ...placed, orderId: 77 },
      {
        kind: 'order-filled',
        ...placed,
        orderId: 77,
        tradeId: 5,
        fee: decimal('0.016'),
        text: 'maker',
      },
    ]);
  });

  it('is cancelled by its cancel, by the venue, or not at all where it is filled', async () => {
    const closed = (status: string): JournalBody =>
      ofEvent({ kind: 'orderClosed', at, coin: 'HYPE', orderId: 77, clientOrderId: null, status });
    const cancel = ofDecision({
      kind: 'cancelOrder',
      at,
      coin: 'HYPE',
      orderId: 77,
      clientOrderId: ORDER,
      reason: 'requote',
    });
    const kinds = await told(submitted, accepted, cancel, closed('canceled'), closed('filled'));
    expect(kinds.slice(2)).toEqual([
      { kind: 'cancel-submitted', ...placed, orderId: 77, text: 'requote' },
      { kind: 'order-cancelled', ...placed, orderId: 77, text: 'canceled' },
    ]);
    const taken = ofEvent({
      kind: 'orderClosed',
      at,
      coin: 'HYPE',
      orderId: 77,
      clientOrderId: ORDER,
      status: 'canceled',
      unfilled: null,
    });
    const twice = await told(submitted, accepted, cancel, taken, closed('canceled'));
    expect(twice).toEqual(kinds);
    expect(await told(submitted, accepted, closed('marginCanceled'))).toContainEqual({
      kind: 'order-cancelled',
      ...placed,
      orderId: 77,
      text: 'marginCanceled',
    });
    expect(await told(submitted, accepted, closed('perpMarginRejected'))).toContainEqual({
      kind: 'order-rejected',
      ...placed,
      orderId: 77,
      text: 'perpMarginRejected',
    });
  });

  it('that the venue refuses is rejected, one that we deny a risk rejection', async () => {
    const rejected = ofEvent({
      kind: 'orderRejected',
      at,
      clientOrderId: ORDER,
      reason: 'post only would have matched',
    });
    const denied = ofDecision({
      kind: 'orderDenied',
      at,
      coin: 'HYPE',
      side: 'sell',
      price: decimal('27.11'),
      size: decimal('65.19'),
      denials: [
        {
          rule: 'HYPE.order-notional',
          kind: 'limit',
          place: null,
          text: 'order.notional <= $1_000',
          value: decimal('1767.3009'),
          threshold: decimal(1_000),
          unit: 'money',
        },
        {
          rule: 'exposure',
          kind: 'unknown',
          place: null,
          text: 'exposure <= 400% of equity',
          value: null,
          threshold: null,
          unit: 'money',
        },
      ],
      sizeThatFits: decimal('36.88'),
    });
    expect(await told(submitted, rejected, denied)).toEqual([
      expect.objectContaining({ kind: 'order-submitted' }),
      { kind: 'order-rejected', ...placed, text: 'post only would have matched' },
      {
        kind: 'risk-rejected',
        coin: 'HYPE',
        side: 'sell',
        price: decimal('27.11'),
        size: decimal('65.19'),
        rules: ['HYPE.order-notional', 'exposure'],
        text:
          'order.notional <= $1_000 (1767.3009 against 1000); exposure <= 400% of equity; ' +
          'at most 36.88',
      },
    ]);
  });
});

describe('a trade in the audit', () => {
  it('is told once, whether it came by the stream or with a look at the venue', async () => {
    const again = reconciled([fillOf(), fillOf({ tradeId: 6 })]);
    const first = reconciled([], at - 1);
    const records = await told(first, filled, again, filled);
    expect(records.map((record) => ('tradeId' in record ? record.tradeId : null))).toEqual([
      null,
      5,
      6,
    ]);
  });

  it('of before the first look is in the position that was found', async () => {
    const early = fillOf({ tradeId: 3, time: at - 10 });
    const late = fillOf({ tradeId: 4, time: at + 1, isLiquidation: true });
    const late4 = ofEvent({ kind: 'orderFilled', at, fill: early });
    expect(await told(reconciled([early, late]), late4)).toEqual([
      {
        kind: 'position-updated',
        coin: 'HYPE',
        position: decimal(-3),
        entryPrice: decimal('26.9'),
        text: 'found at the venue',
      },
      expect.objectContaining({ kind: 'order-filled', tradeId: 4, text: 'maker, a liquidation' }),
    ]);
  });

  it('moves the position, and a round trip closes it', async () => {
    const changed = ofDecision({
      kind: 'positionChanged',
      at,
      coin: 'HYPE',
      tradeId: 5,
      size: decimal(0),
      entryPrice: null,
      realizedPnl: decimal('0.4'),
    });
    const closed = ofDecision({
      kind: 'positionClosed',
      at,
      coin: 'HYPE',
      number: 3,
      side: 'long',
      size: decimal(4),
      entryPrice: decimal('27.1'),
      exitPrice: decimal('27.2'),
      realizedPnl: decimal('0.4'),
      fees: decimal('0.03'),
      funding: decimal('0.01'),
      netPnl: decimal('0.36'),
      maxAdverse: decimal('-0.2'),
      maxFavorable: decimal('0.5'),
      openedAt: at - 60_000,
      closedAt: at,
      isAdopted: false,
    });
    const differed = ofDecision({
      kind: 'positionDiffered',
      at,
      coin: 'HYPE',
      ours: decimal(0),
      venues: decimal(-2),
    });
    expect(await told(changed, closed, differed)).toEqual([
      {
        kind: 'position-updated',
        coin: 'HYPE',
        tradeId: 5,
        position: decimal(0),
        pnl: decimal('0.4'),
      },
      {
        kind: 'position-closed',
        coin: 'HYPE',
        size: decimal(4),
        entryPrice: decimal('27.1'),
        pnl: decimal('0.36'),
        fee: decimal('0.03'),
        openedAt: at - 60_000,
        text: 'number 3, long, exit 27.2, funding 0.01, worst -0.2, best 0.5',
      },
      {
        kind: 'position-updated',
        coin: 'HYPE',
        position: decimal(-2),
        text: '0 by our fills, -2 by the venue',
      },
    ]);
  });
});

const released = (rule: string): JournalBody =>
  ofDecision({ kind: 'ruleReleased', at, rule, coin: null, reason: 're-armed by the operator' });

describe('a breaker in the audit', () => {
  it('tells an objective that is met as an alert', async () => {
    const met = ofDecision({
      kind: 'objectiveChanged',
      at,
      rule: 'trading-days',
      place: { file: 'a.policy', line: 3, column: 1 },
      coin: null,
      outcome: 'met',
      text: 'trading_days >= 4',
      value: decimal(4),
      threshold: decimal(4),
      unit: 'count',
    });
    expect(await told(met)).toEqual([
      expect.objectContaining({
        kind: 'alert',
        rules: ['trading-days'],
        text: expect.stringContaining('objective met: trading_days >= 4'),
      }),
    ]);
  });

  it('is told by twelve digits of its figures: the journal has them all', async () => {
    const tripped = ofDecision({
      kind: 'ruleTripped',
      at,
      rule: 'daily-loss',
      ruleKind: 'kill',
      place: null,
      coin: null,
      text: 'equity < $950',
      value: decimal('939.8033130000000000000000000000000000008'),
      threshold: decimal(950),
      unit: 'money',
    });
    expect(await told(tripped)).toEqual([
      expect.objectContaining({ text: 'kill: equity < $950 (939.803313 against 950)' }),
    ]);
  });

  it('trips, is told apart from an alert, and is reset', async () => {
    const tripped = (ruleKind: 'kill' | 'alert'): JournalBody =>
      ofDecision({
        kind: 'ruleTripped',
        at,
        rule: 'daily-loss',
        ruleKind,
        place: null,
        coin: null,
        text: 'equity < $950',
        value: decimal('949.5'),
        threshold: decimal(950),
        unit: 'money',
      });
    const changed = ofDecision({
      kind: 'tradingStateChanged',
      at,
      coin: 'HYPE',
      from: 'active',
      to: 'halted',
      rule: 'daily-loss',
      endsBy: "the operator's re-arm",
    });
    expect(await told(tripped('kill'), changed, released('daily-loss'), tripped('alert'))).toEqual([
      {
        kind: 'breaker-tripped',
        rules: ['daily-loss'],
        text: 'kill: equity < $950 (949.5 against 950)',
      },
      {
        kind: 'state-changed',
        coin: 'HYPE',
        from: 'active',
        to: 'halted',
        rules: ['daily-loss'],
        text: "ends: the operator's re-arm",
      },
      { kind: 'breaker-reset', rules: ['daily-loss'], text: 're-armed by the operator' },
      expect.objectContaining({ kind: 'alert', rules: ['daily-loss'] }),
    ]);
  });

  it('trips by the operator’s word, once until it is reset', async () => {
    const kill = ofEvent({ kind: 'operatorCommanded', at, command: 'kill', reason: 'smoke' });
    const records = await told(kill, kill, released('operator.kill'), kill);
    expect(records.map((record) => ('kind' in record ? record.kind : ''))).toEqual([
      'operator-commanded',
      'breaker-tripped',
      'operator-commanded',
      'breaker-reset',
      'operator-commanded',
      'breaker-tripped',
    ]);
    expect(records[1]).toMatchObject({ rules: ['operator.kill'], text: 'operator: smoke' });
  });
});

describe('trouble in the audit', () => {
  it('is an error with its order, where there is one', async () => {
    const reason = 'timed out';
    const records = await told(
      submitted,
      ofEvent({ kind: 'orderOutcomeUnknown', at, clientOrderId: ORDER, reason }),
      ofEvent({ kind: 'cancelOutcomeUnknown', at, clientOrderId: ORDER, orderId: 77, reason }),
      ofEvent({ kind: 'cancelRejected', at, clientOrderId: null, orderId: 99, reason }),
      ofEvent({ kind: 'connectionLost', at, reason }),
      ofDecision({ kind: 'operatorRefused', at, command: 'resume', reason: 'halted' }),
    );
    expect(records.slice(1)).toEqual([
      { kind: 'error', ...placed, text: 'the outcome of an order is not known: timed out' },
      {
        kind: 'error',
        ...placed,
        orderId: 77,
        text: 'the outcome of a cancel is not known: timed out',
      },
      { kind: 'error', orderId: 99, text: 'the venue refused a cancel: timed out' },
      { kind: 'error', text: 'the connection was lost: timed out' },
      { kind: 'operator-refused', text: 'resume: halted' },
    ]);
  });

  it('ends the view where the chain breaks', async () => {
    const bodies = [START, submitted, accepted, filled];
    const { records, view } = await audited(bodies, (texts) =>
      texts.map((text, index) => (index === 2 ? text.replace('77', '78') : text)),
    );
    expect(records.map(({ kind }) => kind)).toEqual(['run-started', 'order-submitted']);
    expect(view.problem).toMatchObject({ line: 3, kind: 'altered' });
    expect(view.records).toBe(2);
  });
});

describe('a query', () => {
  const ANY: AuditQuery = {
    kinds: [],
    coins: [],
    rules: [],
    orders: [],
    since: null,
    until: null,
  };

  it('asks for kind, market, rule, order and time, and wants all of them met', async () => {
    const { records } = await audited([START, submitted, accepted, filled]);
    const found = (query: Partial<AuditQuery>): readonly string[] =>
      records.filter((record) => isAskedFor(record, { ...ANY, ...query })).map(({ kind }) => kind);
    expect(found({}).length).toBe(4);
    expect(found({ kinds: ['order-filled', 'run-started'] })).toEqual([
      'run-started',
      'order-filled',
    ]);
    expect(found({ coins: ['BTC'] })).toEqual([]);
    expect(found({ orders: ['77'] })).toEqual(['order-accepted', 'order-filled']);
    expect(found({ orders: [ORDER], coins: ['HYPE'] })).toHaveLength(3);
    expect(found({ since: at, until: at })).toEqual([]);
    expect(found({ since: at, until: at + 1 })).toHaveLength(4);
  });

  it('finds a rule by its path and by its last name, never by a part of one', () => {
    const [record] = [{ rules: ['firm.HYPE.daily-loss'] } as unknown as AuditRecord];
    if (record === undefined) throw new Error('a record was made');
    const isFound = (rule: string): boolean => isAskedFor(record, { ...ANY, rules: [rule] });
    expect(['daily-loss', 'HYPE.daily-loss', 'firm.HYPE.daily-loss'].map(isFound)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['loss', 'firm', 'HYPE'].map(isFound)).toEqual([false, false, false]);
  });

  it('knows every kind that is told here', () => {
    expect(new Set(AUDIT_KINDS).size).toBe(19);
  });
});

describe('cash that moved without a trade', () => {
  it('is told once, whether live or by a reconciliation', async () => {
    const account = { time: at, ...noPositions };
    const [amount, cost] = [decimal(250), decimal(-3)];
    const entry = { kind: 'transfer', id: 'a', time: at + 5, amount, name: 'deposit' } as const;
    const funding = { kind: 'funding', id: 'b', time: at + 6, coin: 'HYPE', amount: cost } as const;
    const strange = { kind: 'unclassified', id: 'c', time: at + 7, name: 'borrowLend' } as const;
    const old = { ...entry, id: 'd', time: at - 5 };
    const picture = { kind: 'reconciled', at, account, openOrders: [], fills: [] } as const;
    const records = await told(
      ofEvent({ ...picture, ledger: [old] }),
      ofEvent({ kind: 'ledgerUpdated', at, entry }),
      ofEvent({ ...picture, ledger: [old, entry, funding, strange] }),
    );
    expect(records).toEqual([
      { kind: 'cash-moved', pnl: amount, text: 'deposit' },
      { kind: 'cash-moved', coin: 'HYPE', pnl: cost, text: 'funding' },
      { kind: 'cash-moved', text: 'borrowLend: its effect on the cash is not known' },
    ]);
  });
});
