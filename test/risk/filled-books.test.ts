/** Goal: cash, entries and losses by doubles are as near to the engine's as they are said to be. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { EngineState } from '../../src/engine/index.js';
import { DeskCore } from '../../src/risk/desk-core.js';
import { createExactDesk } from '../../src/risk/exact-desk.js';
import { BOOK_SHARE, MONEY_DECIMALS } from '../../src/risk/market-slots.js';
import { readAccount, readFill } from '../../src/risk/read-input.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { AT, riskPolicy } from './risk-kit.js';

const POLICY = riskPolicy('pause losing when consecutive_losses >= 500 until 1s later');
const INSTRUMENTS = referenceInstruments.filter(({ coin }) => coin === 'BTC' || coin === 'HYPE');
/** Of the lattices of Bitcoin: a price unit and a size unit. */
const [PRICE, SIZE] = [1, 5] as const;

const fills = fc.array(
  fc.oneof(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      price: fc.integer({ min: 400_000, max: 600_000 }),
      size: fc.integer({ min: 1, max: 9 }).map((lots) => lots * 1_000),
      fee: fc.integer({ min: -900_000, max: 900_000 }),
    }),
    fc.record({ equity: fc.integer({ min: 900_000, max: 1_100_000 }).map((usd) => usd * 1e6) }),
  ),
  { minLength: 1, maxLength: 120, size: 'max' },
);

function offBy(told: number, exact: string, scale: number): number {
  const whole = decimal(exact).times(10 ** scale);
  if (whole.isZero()) return Math.abs(told);
  return decimal(told).minus(whole).div(whole).abs().toNumber();
}

it('after any fills, flips, rebates and reports', () => {
  let [checked, reloaded] = [0, 0];
  fc.assert(
    fc.property(fills, (events) => {
      const desk = createExactDesk(POLICY, INSTRUMENTS, AT);
      const step = (state: EngineState, event: Parameters<typeof desk.engine.step>[1]) =>
        desk.engine.step(state, event).state;
      const context = { kind: 'contextChanged', at: AT, fundingRate: decimal(0) } as const;
      const account = readAccount({ equity: 10_000 }, POLICY, desk.initialState, AT);
      let state = step(desk.initialState, {
        kind: 'reconciled',
        at: AT,
        account,
        openOrders: [],
        fills: [],
      });
      for (const [coin, mark] of [['BTC', 50_000] as const, ['HYPE', 25] as const]) {
        const price = decimal(mark);
        state = step(state, { ...context, coin, mark: price, oracle: price });
      }
      const core = new DeskCore(POLICY, desk, state, true);
      core.load(state);
      const { store, balance, markets, quiet } = core.programs;
      const { position, entry } = markets[0]?.slots ?? {};
      let at = AT;
      for (const [index, told] of events.entries()) {
        at += 1;
        if (core.books?.isReady(at) !== true || position === undefined)
          throw new Error('not ready');
        let isHeard: boolean;
        if ('equity' in told) {
          const update = { equity: decimal(told.equity).div(10 ** MONEY_DECIMALS) };
          isHeard = core.books.hearReport(told.equity);
          const report = readAccount(update, POLICY, state, at);
          state = step(state, { kind: 'accountReported', at, account: report });
        } else {
          const { side, price, size, fee } = told;
          isHeard = core.books.hearFill(0, side, price, size, fee);
          const fill = {
            tradeId: index + 1,
            coin: 'BTC',
            side,
            price: decimal(price).div(10 ** PRICE),
            size: decimal(size).div(10 ** SIZE),
            fee: decimal(fee).div(10 ** MONEY_DECIMALS),
          };
          state = step(state, { kind: 'orderFilled', at, fill: readFill(fill, at) });
        }
        if (!isHeard || !core.books.write()) {
          core.load(state);
          reloaded += 1;
          continue;
        }
        checked += 1;
        const held = state.positions['BTC'];
        const size = held?.size ?? decimal(0);
        expect(store.values[position.slot]).toBe(size.times(10 ** SIZE).toNumber());
        const cash = state.account.balance?.toString() ?? '';
        const share = BOOK_SHARE / 4;
        const told8 = store.values[balance.slot] ?? Number.NaN;
        expect(offBy(told8, cash, MONEY_DECIMALS)).toBeLessThanOrEqual(share);
        if (typeof held?.entryPrice === 'object' && held.entryPrice !== null) {
          const price = store.values[entry?.slot ?? -1] ?? Number.NaN;
          expect(offBy(price, held.entryPrice.toString(), PRICE)).toBeLessThanOrEqual(share);
        }
        const losses = desk.inspector.readerOf(state, null).read('consecutive_losses', null);
        const slot = quiet.find(({ leaf }) => 'name' in leaf && leaf.name === 'consecutive_losses');
        const counted = losses.status === 'known' ? losses.value.toNumber() : Number.NaN;
        expect(store.values[slot?.slot.slot ?? -1]).toBe(counted);
      }
    }),
    { numRuns: 80, seed: 12 },
  );
  expect(checked).toBeGreaterThan(3_000);
  expect(reloaded).toBeLessThan(checked / 10);
}, 60_000);
