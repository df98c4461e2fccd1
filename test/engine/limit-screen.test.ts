/**
 * The screen of doubles before the decimals: with it and without it an order is denied for the same
 * reasons, on either side of every bound and at it.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { Draft, type EngineContext } from '../../src/engine/draft.js';
import { LimitScreen } from '../../src/engine/limit-screen.js';
import type { LiveOrder } from '../../src/engine/live-orders.js';
import { checkOrder } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import { growingFrom } from '../../src/engine/running-totals.js';
import type { Side } from '../../src/market/index.js';
import { compile, liveRig, policyText } from './engine-kit.js';

const EQUITY = 10_000;

interface OrderAt {
  readonly coin: 'HYPE' | 'BTC';
  readonly side: Side;
  /** Lots: 0.01 HYPE, 0.00001 BTC. */
  readonly lots: number;
  /** HYPE in cents, BTC in dollars. */
  readonly price: number;
}

interface Situation {
  readonly order: OrderAt;
  readonly others: readonly OrderAt[];
  /** Lots. */
  readonly positions: readonly [hype: number, btc: number];
  readonly isIsolated: boolean;
  readonly marks: readonly [hype: number, btc: number];
}

const side = fc.constantFrom<Side>('buy', 'sell');
const orders: fc.Arbitrary<OrderAt> = fc.oneof(
  fc.record({
    coin: fc.constant<'HYPE'>('HYPE'),
    side,
    lots: fc.integer({ min: 1, max: 60_000 }),
    price: fc.integer({ min: 2_600, max: 2_820 }),
  }),
  fc.record({
    coin: fc.constant<'BTC'>('BTC'),
    side,
    lots: fc.integer({ min: 1, max: 40_000 }),
    price: fc.integer({ min: 98_000, max: 102_000 }),
  }),
);

const situations: fc.Arbitrary<Situation> = fc.record({
  order: orders,
  others: fc.array(orders, { maxLength: 5 }),
  positions: fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: -90_000, max: 90_000 })),
    fc.oneof(fc.constant(0), fc.integer({ min: -40_000, max: 40_000 })),
  ),
  isIsolated: fc.boolean(),
  marks: fc.tuple(
    fc.integer({ min: 2_700, max: 2_722 }),
    fc.integer({ min: 99_900, max: 100_100 }),
  ),
});

/** Bounds that some situation meets exactly, and measures that the screen has no term for. */
const limits = fc.oneof(
  fc
    .integer({ min: 1, max: 60_000 })
    .map((lots) => `order.size <= ${(lots / 100).toFixed(2)} HYPE`),
  fc
    .tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 2_600, max: 2_820 }))
    .map(([lots, price]) => `order.notional <= ${(lots / 100).toFixed(2)} HYPE * $${price / 100}`),
  fc.integer({ min: 1, max: 900 }).map((lots) => `|position| < ${lots} HYPE`),
  fc
    .integer({ min: 1, max: 50 })
    .map((percent) => `|position| <= ${percent * 2}% of margin_capacity`),
  fc.integer({ min: 1, max: 1_000 }).map((percent) => `exposure <= ${percent}% of equity`),
  fc.integer({ min: 1, max: 1_000 }).map((percent) => `net_exposure <= ${percent}% of equity`),
  fc.integer({ min: 1, max: 100 }).map((percent) => `margin_utilization <= ${percent}%`),
  fc.integer({ min: 1, max: 9_000 }).map((usd) => `margin_used <= $${usd}`),
  fc.integer({ min: 1, max: 9_000 }).map((usd) => `position_value <= $${usd} or open_orders <= 2`),
  fc.integer({ min: 1, max: 6 }).map((count) => `open_orders <= ${count}`),
  fc.integer({ min: 0, max: 5 }).map((count) => `account.open_orders <= ${count}`),
  fc.integer({ min: 0, max: 3 }).map((count) => `orders <= ${count} per 1m`),
  fc.constantFrom(
    'order.price within 2% of mark',
    'order.price within $0.50 of mark',
    'order.price within 1% of mid',
    'equity - 5% of exposure >= day_start_equity - 60% of day_start_equity',
    'margin_used <= max($100, free_margin)',
    'exposure <= 300% of equity when open_orders > 1',
    'order.size <= 10 HYPE when spread > 20bps',
  ),
);

function liveOrder({ coin, side: ofSide, lots, price }: OrderAt): LiveOrder {
  const isHype = coin === 'HYPE';
  return {
    coin,
    side: ofSide,
    size: decimal(lots).div(isHype ? 100 : 100_000),
    price: isHype ? decimal(price).div(100) : decimal(price),
  };
}

/** A size has the unit of one market, and its rule stands there. */
function policyOf(texts: readonly string[]): string {
  const rules = texts.map((text, number) => ({ text, line: `limit l${number} ${text}\n` }));
  const linesOf = (isHypes: boolean): string =>
    rules
      .filter(({ text }) => text.includes(' HYPE') === isHypes)
      .map(({ line }) => line)
      .join('');
  return policyText(`market BTC {\n  leverage 20x\n}\n\n${linesOf(false)}`, { quote: '' }).replace(
    'leverage          10x\n',
    `leverage 10x\n${linesOf(true)}`,
  );
}

function isSure(
  { screen, rules }: EngineContext,
  { facts }: Draft,
  order: LiveOrder,
  others: readonly LiveOrder[],
): boolean {
  const screening = screen?.screen(facts, { ...order, addingSize: order.size, others }) ?? null;
  if (screening === null || !screening.isWithinMargin) return false;
  return (rules.limits.get(order.coin) ?? []).every((_, place) => screening.passes(place));
}

describe('an order that is screened by doubles first', () => {
  it('is denied for the same reasons as by decimals alone', () => {
    const seen = { denied: 0, sure: 0, unsure: 0 };
    fc.assert(
      fc.property(fc.array(limits, { minLength: 1, maxLength: 5 }), situations, (texts, at) => {
        const policy = compile(policyOf(texts));
        const [hype, btc] = at.positions;
        const marginMode = at.isIsolated ? ('isolated' as const) : ('cross' as const);
        const positions = [
          { coin: 'HYPE', size: decimal(hype).div(100), marginMode, marginUsed: decimal(123) },
          { coin: 'BTC', size: decimal(btc).div(100_000), entryPrice: decimal(100_003) },
        ].filter(({ size }) => !size.isZero());
        const mark = decimal(at.marks[0]).div(100).toString();
        const rig = liveRig(policy, { equity: EQUITY, positions, mark });
        rig.mark(at.marks[1], 'BTC');
        rig.top('27.10', '27.12');
        const book = createRuleBook(policy);
        const bare: EngineContext = { rules: book, solutions: new Map() };
        const screened: EngineContext = { ...bare, screen: new LimitScreen(book) };
        const others = growingFrom([]);
        const draft = new Draft(screened, rig.state);
        const proposal = liveOrder(at.order);
        for (const other of [null, ...at.others]) {
          if (other !== null) others.push(liveOrder(other));
          const byDecimals = checkOrder(new Draft(bare, rig.state), proposal, others);
          const verdict = checkOrder(draft, proposal, others);
          expect(JSON.stringify(verdict)).toBe(JSON.stringify(byDecimals));
          if (verdict.denials.length > 0) seen.denied += 1;
          else if (isSure(screened, draft, proposal, others)) seen.sure += 1;
          else seen.unsure += 1;
        }
      }),
      { seed: 61, numRuns: 400 },
    );
    expect(seen.denied).toBeGreaterThan(500);
    // What only closes is never screened, and what is tight is left to the decimals.
    expect(seen.sure).toBeGreaterThan(3 * seen.unsure);
  });
});
