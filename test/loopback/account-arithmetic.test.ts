import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '../../src/base/index.js';
import {
  act,
  askInfo,
  bookOf,
  contextOf,
  MASTER,
  openTestVenue,
  orderAction,
  START_MS,
} from './loopback-fixture.js';

const SEED = 20_250_904;

interface WireState {
  readonly marginSummary: Record<
    'accountValue' | 'totalNtlPos' | 'totalRawUsd' | 'totalMarginUsed',
    string
  >;
  readonly crossMaintenanceMarginUsed: string;
  readonly withdrawable: string;
  readonly assetPositions: readonly {
    readonly position: Record<
      'szi' | 'entryPx' | 'positionValue' | 'unrealizedPnl' | 'marginUsed',
      string
    > & { readonly leverage: { readonly value: number } };
  }[];
}

const step = fc.record({
  isBuy: fc.boolean(),
  cents: fc.integer({ min: 2_600, max: 2_800 }),
  lots: fc.integer({ min: 40, max: 3_000 }),
});

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total.plus(value), ZERO);
}

describe('the state of an account', () => {
  it('adds up to the last decimal after any trades at any marks', async () => {
    const trades = fc.array(step, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(trades, async (steps) => {
        const test = await openTestVenue();
        let mark = decimal(27);
        for (const { isBuy, cents, lots } of steps) {
          mark = decimal(cents).div(100);
          const [bid, ask] = [mark.minus('0.01').toFixed(), mark.plus('0.01').toFixed()];
          await test.play(contextOf(START_MS, mark.toFixed()), bookOf(START_MS, bid, ask));
          const price = mark
            .times(isBuy ? '1.01' : '0.99')
            .toDecimalPlaces(2)
            .toFixed();
          const size = decimal(lots).div(100).toFixed();
          await act(test, orderAction({ isBuy, price, size, tif: 'Ioc' }));
        }
        const state = await askInfo(test.venue, { type: 'clearinghouseState', user: MASTER });
        expectToAddUp(state as WireState, mark);
        const fills = (await askInfo(test.venue, { type: 'userFills', user: MASTER })) as {
          readonly closedPnl: string;
          readonly fee: string;
        }[];
        const { accountValue } = (state as WireState).marginSummary;
        const unrealized = sum(
          (state as WireState).assetPositions.map(({ position }) =>
            decimal(position.unrealizedPnl),
          ),
        );
        const booked = sum(fills.map(({ closedPnl, fee }) => decimal(closedPnl).minus(fee)));
        const books = decimal('397.49').plus(booked).plus(unrealized);
        // Realised PnL is rounded to six decimals a fill, equity is not.
        const apart = books.minus(accountValue).abs();
        expect(apart.lte(decimal('0.000001').times(fills.length + 1))).toBe(true);
        await test.close();
      }),
      { seed: SEED, numRuns: 25 },
    );
  });
});

function expectToAddUp(state: WireState, mark: Decimal): void {
  const { accountValue, totalMarginUsed, totalNtlPos, totalRawUsd } = state.marginSummary;
  const positions = state.assetPositions.map(({ position }) => position);
  const signedValue = sum(positions.map(({ szi }) => mark.times(szi)));
  expect(decimal(totalRawUsd).plus(signedValue).toFixed()).toBe(accountValue);
  expect(sum(positions.map(({ positionValue }) => decimal(positionValue))).toFixed()).toBe(
    totalNtlPos,
  );
  expect(signedValue.abs().toFixed()).toBe(totalNtlPos);
  expect(sum(positions.map(({ marginUsed }) => decimal(marginUsed))).toFixed()).toBe(
    totalMarginUsed,
  );
  expect(decimal(totalNtlPos).div(20).toFixed()).toBe(state.crossMaintenanceMarginUsed);
  const free = decimal(accountValue).minus(totalMarginUsed);
  expect(state.withdrawable).toBe(free.lt(0) ? '0' : free.toFixed());
}
