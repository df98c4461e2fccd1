/**
 * Laws of the engine under random sessions: it changes nothing it is given, the same events give
 * the same decisions, nothing it sends breaks what is built in, and losing data allows nothing.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { Draft } from '../../src/engine/draft.js';
import {
  createEngine,
  type Decision,
  type Engine,
  type EngineEvent,
  type EngineState,
} from '../../src/engine/index.js';
import { checkOrder } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import type { OpenOrder, OrderRequest, Side } from '../../src/market/index.js';
import { compile, type EngineRig, liveRig, policyText, report } from './engine-kit.js';

const POLICY = compile(
  policyText(
    `limit        order-notional           order.notional <= min($1_000, 150% of equity)
limit        price-sanity             order.price within 5% of mark
limit        near-mid                 order.price within 5% of mid
limit        exposure                 exposure <= 400% of equity
limit        open-orders              open_orders <= 12
limit        stress                   equity - 5% of exposure >= day_start_equity - 60% of day_start_equity
reduce-only  near-liquidation         when liquidation_buffer < 0.5 until >= 0.6 for 10s
reduce-only  over-margin-utilization  when margin_utilization > 80% until < 70%
reduce-only  wide                     when spread > 60bps for 2s until < 20bps for 3s
pause        stale-quotes             when age(mark) > 7s until <= 3s
pause        errors                   when consecutive_errors >= 3 until 30s later
kill         position-runaway         when |position| > 2 * margin_capacity
kill         daily-loss               when equity < day_start_equity - 40% of day_start_equity`,
  ),
);
const CONTEXT = { rules: createRuleBook(POLICY), solutions: new Map() };

type Move =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'top' | 'mark' | 'account'; readonly cents: number }
  | { readonly kind: 'fill'; readonly pick: number; readonly percent: number }
  | { readonly kind: 'settle' | 'reconcile' | 'lose' | 'reject' | 'restart' }
  | { readonly kind: 'operate'; readonly command: 'pause' | 'resume' | 'kill' | 're-arm' };

/** Mostly an ordinary day: trouble is rare enough that quoting goes on between its kinds. */
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant<'wait'>('wait'),
      ms: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 900 }) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 9_000 }) },
      ),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constantFrom<'top' | 'mark' | 'account'>('top', 'mark', 'account'),
      cents: fc.integer({ min: -40, max: 40 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant<'fill'>('fill'),
      pick: fc.nat(),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 9, arbitrary: fc.constantFrom<Move>({ kind: 'settle' }, { kind: 'reconcile' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>({ kind: 'lose' }, { kind: 'reject' }, { kind: 'restart' }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant<'operate'>('operate'),
      command: fc.constantFrom<'pause' | 'resume' | 'kill' | 're-arm'>(
        ...(['pause', 'resume', 'resume', 'kill', 're-arm', 're-arm'] as const),
      ),
    }),
  },
);

/** What the venue would list: all that it has accepted. */
function openOrdersOf(state: EngineState): readonly OpenOrder[] {
  return state.orders.orders.flatMap((order) => {
    const { orderId, heardAt } = order;
    return orderId === null ? [] : [{ ...order, orderId, placedAt: heardAt }];
  });
}

/** Plays moves on a rig; the venue's account is the rig's own, so that reports are consistent. */
function play(rig: EngineRig, move: Move): void {
  const { state } = rig;
  const ours = state.positions['HYPE'];
  const positions =
    ours === undefined || ours.size.isZero()
      ? []
      : [{ size: ours.size, entryPrice: ours.entryPrice ?? decimal(27) }];
  switch (move.kind) {
    case 'wait':
      rig.wait(move.ms);
      // The venue answers in most pauses, not in all.
      if (move.ms % 4 !== 0) rig.settle();
      return;
    case 'top':
      rig.top(
        decimal(27.1).plus(move.cents / 100),
        decimal(27.12).plus(move.cents / 100 + 0.001 * Math.abs(move.cents)),
      );
      return;
    case 'mark':
      rig.mark(decimal(27.11).plus(move.cents / 100));
      return;
    case 'account':
      rig.account(397 + move.cents, positions);
      return;
    case 'fill': {
      const live = state.orders.orders.filter(({ status }) => status === 'resting');
      const order = live[move.pick % Math.max(1, live.length)];
      if (order === undefined) return;
      const size = order.size.times(move.percent).div(100).toDecimalPlaces(2);
      if (size.isZero()) return;
      const { orderId } = order;
      rig.fill(order.side, size.toString(), order.price.toString(), { orderId: orderId ?? 0 });
      return;
    }
    case 'settle':
      rig.settle();
      return;
    case 'reconcile':
      rig.reconcile(report(rig.at, 397, positions), openOrdersOf(state));
      return;
    case 'lose':
      rig.hear({ kind: 'connectionLost', at: rig.at, reason: 'gone' });
      return;
    case 'reject': {
      const order = state.orders.orders.find(({ status }) => status === 'inFlight');
      const clientOrderId = order?.clientOrderId ?? '0x0';
      rig.hear({ kind: 'orderRejected', at: rig.at, clientOrderId, reason: 'no margin' });
      return;
    }
    case 'restart':
      rig.start();
      return;
    case 'operate':
      rig.operator(move.command);
      return;
  }
}

function playedRig(moves: readonly Move[]): EngineRig {
  const rig = liveRig(POLICY);
  rig.top('27.10', '27.12');
  rig.settle();
  for (const move of moves) play(rig, move);
  return rig;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const each of Object.values(value)) freeze(each);
}

/** A number of every kind of lost data, applied to a state that is otherwise as it was. */
const LOSSES: Readonly<Record<string, (state: EngineState) => EngineState>> = {
  'the mark goes missing': (state) => changeMarket(state, { mark: null }),
  'the mark goes stale': (state) => changeMarket(state, { markAt: state.at - 60_000 }),
  'the book goes missing': (state) => changeMarket(state, { bid: null, ask: null }),
  'the book goes stale': (state) => changeMarket(state, { bookAt: state.at - 60_000 }),
  'the account goes missing': (state) => ({
    ...state,
    account: { ...state.account, heardAt: null },
  }),
  'the account goes stale': (state) => ({
    ...state,
    account: { ...state.account, heardAt: state.at - 60_000 },
  }),
  'the stream goes stale': (state) => ({ ...state, streamAt: state.at - 60_000 }),
  'the position is lost': (state) => ({ ...state, isPositionKnown: false }),
  'the day has no start': (state) => ({
    ...state,
    books: Object.fromEntries(
      Object.entries(state.books).map(([key, { anchors, ...book }]) => [
        key,
        { ...book, anchors: { ...anchors, dayStartEquity: null, dayStartBalance: null } },
      ]),
    ),
  }),
  'the venue lists nothing': (state) => ({ ...state, instruments: {} }),
};

function changeMarket(
  state: EngineState,
  change: Partial<EngineState['markets'][string]>,
): EngineState {
  const data = state.markets['HYPE'];
  return data === undefined
    ? state
    : { ...state, markets: { ...state.markets, HYPE: { ...data, ...change } } };
}

function decisionsOf(
  events: readonly EngineEvent[],
  engine: Engine<EngineState>,
): readonly Decision[] {
  let state = engine.initialState;
  return events.flatMap((event) => {
    const step = engine.step(state, event);
    ({ state } = step);
    return step.decisions;
  });
}

/** Reckoned apart from the engine: each side's worst case, and what a 10x venue would reserve. */
function expectWithinMargin(rig: EngineRig, sent: readonly OrderRequest[]): void {
  const { equity, markets } = rig.view();
  const market = markets[0];
  const live = rig.state.orders.orders;
  const capacity = market?.marginCapacity?.toNumber() ?? 0;
  const position = market?.position?.toNumber() ?? 0;
  const mark = market?.mark?.toNumber() ?? 0;
  let reserved = (Math.abs(position) * mark) / 10;
  for (const side of ['buy', 'sell'] as const) {
    const resting = live.filter((order) => order.side === side);
    const sum = resting.reduce((total, { size }) => total + size.toNumber(), 0);
    const after = side === 'buy' ? position + sum : sum - position;
    const grows = sent.some((order) => order.side === side && !order.reduceOnly);
    expect(!grows || after <= capacity + 1e-9).toBe(true);
    const lowest = Math.min(...resting.map(({ price }) => price.toNumber()), mark);
    reserved += (Math.max(0, Math.min(after, sum)) * lowest) / 10;
  }
  expect(reserved).toBeLessThanOrEqual((equity?.toNumber() ?? 0) + 1e-9);
  const prices = (side: Side) =>
    live.filter((order) => order.side === side).map(({ price }) => price.toNumber());
  expect(Math.max(0, ...prices('buy'))).toBeLessThan(Math.min(Infinity, ...prices('sell')));
}

describe('the engine', () => {
  it('never changes the state it is given', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 25, size: 'max' }), (moves) => {
        const { events } = playedRig(moves);
        const engine = createEngine(POLICY);
        let state = engine.initialState;
        for (const event of events) {
          freeze(state);
          const step = engine.step(state, event);
          expect(() => engine.view(step.state)).not.toThrow();
          ({ state } = step);
        }
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  it('decides the same from the same events, whatever it solved before', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40, size: 'max' }), (moves) => {
        const { events, decisions } = playedRig(moves);
        const used = createEngine(POLICY);
        decisionsOf(playedRig([]).events, used);
        expect(JSON.stringify(decisionsOf(events, used))).toBe(JSON.stringify(decisions));
      }),
      { seed: 2, numRuns: 25 },
    );
  });

  it('decides the same where all that it keeps between steps is forgotten', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40, size: 'max' }), (moves) => {
        const { events, decisions } = playedRig(moves);
        const forgetful: Engine<EngineState> = {
          ...createEngine(POLICY),
          step: (state, event) => createEngine(POLICY).step(state, event),
        };
        expect(decisionsOf(events, forgetful)).toEqual(decisions);
      }),
      { seed: 5, numRuns: 25 },
    );
  });

  it('never lets what may fill exceed capacity and margin, nor its sides cross', () => {
    let judged = 0;
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 60, size: 'max' }), (moves) => {
        const rig = liveRig(POLICY);
        rig.top('27.10', '27.12');
        for (const move of moves) {
          const sentBefore = rig.submitted().length;
          play(rig, move);
          const sent = rig.submitted().slice(sentBefore);
          const { state } = rig.view();
          expect(sent.length === 0 || state === 'active' || state === 'reducing').toBe(true);
          expect(state === 'active' || sent.every(({ reduceOnly }) => reduceOnly)).toBe(true);
          // What rests may exceed a capacity that shrank since; nothing that grows is sent then.
          if (sent.every(({ reduceOnly }) => reduceOnly)) continue;
          judged += 1;
          expectWithinMargin(rig, sent);
        }
      }),
      { seed: 3, numRuns: 60 },
    );
    expect(judged).toBeGreaterThan(50);
  });

  it.each(Object.entries(LOSSES))('allows no more growth once %s', (_, lose) => {
    fc.assert(
      fc.property(
        fc.array(anyMove, { maxLength: 20, size: 'max' }),
        fc.constantFrom<Side>('buy', 'sell'),
        fc.integer({ min: 1, max: 12_000 }),
        (moves, side, lots) => {
          const { state } = playedRig(moves);
          const order = {
            coin: 'HYPE',
            side,
            price: decimal('27.1'),
            size: decimal(lots).div(100),
          };
          const allowedIn = (each: EngineState) => {
            const others = each.orders.orders;
            const { denials, reducingSize } = checkOrder(new Draft(CONTEXT, each), order, others);
            return denials.length === 0 ? order.size : reducingSize;
          };
          expect(allowedIn(lose(state)).lte(allowedIn(state))).toBe(true);
        },
      ),
      { seed: 4, numRuns: 25 },
    );
  });
});
