import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  decodeClearinghouseFrame,
  decodeClearinghouseState,
} from '../../src/hyperliquid/clearinghouse-state.js';
import { encodeClearinghouseState } from '../../src/hyperliquid/index.js';
import state from './fixtures/clearinghouse-state-isolated.json' with { type: 'json' };

const maxLeverageOf = (): number => 50;

describe('clearinghouseState', () => {
  it('reads equity, margins and the position of the documented account', () => {
    const account = decodeClearinghouseState(state);
    expect(account.equity).toEqual(decimal('13109.482328'));
    expect(account.marginUsed).toEqual(decimal('4.967826'));
    expect(account.maintenanceMargin).toEqual(decimal('1.0002765'));
    expect(account.time).toBe(1708622398623);
    expect(account.positions).toEqual([
      {
        coin: 'ETH',
        size: decimal('0.0335'),
        entryPrice: decimal('2986.3'),
        leverage: 20,
        marginMode: 'isolated',
        liquidationPrice: decimal('2866.26936529'),
        marginUsed: decimal('4.967826'),
        unrealizedPnl: decimal('-0.0134'),
      },
    ]);
  });

  it.each([null, '0.0', '-12.5'])('reads %j as no liquidation price', (liquidationPx) => {
    const [entry] = state.assetPositions;
    const position = { ...entry?.position, liquidationPx };
    const held = decodeClearinghouseState({ ...state, assetPositions: [{ position }] });
    expect(held.positions[0]?.liquidationPrice).toBeNull();
  });

  it('reads a flat account as one without positions', () => {
    expect(decodeClearinghouseState({ ...state, assetPositions: [] }).positions).toEqual([]);
  });

  it('reads the broadcast form', () => {
    const frame = { dex: '', user: '0x01', clearinghouseState: state };
    expect(decodeClearinghouseFrame(frame)).toEqual(decodeClearinghouseState(state));
  });

  it.each(['', 'NaN', '1e5', ' 1', 'Infinity', null, 1])(
    'refuses %j as the equity of an account',
    (accountValue) => {
      const wrong = { ...state, marginSummary: { ...state.marginSummary, accountValue } };
      expect(() => decodeClearinghouseState(wrong)).toThrow(
        /^clearinghouseState\.marginSummary\.accountValue: /,
      );
    },
  );

  it('writes the documented account back as it was', () => {
    const wire = encodeClearinghouseState(decodeClearinghouseState(state), {
      withdrawable: decimal('13104.514502'),
      maxLeverageOf,
    });
    const { position } = state.assetPositions[0] ?? {};
    expect(wire).toMatchObject({
      marginSummary: state.marginSummary,
      crossMarginSummary: { ...state.crossMarginSummary, totalMarginUsed: '0', totalNtlPos: '0' },
      crossMaintenanceMarginUsed: '0',
      assetPositions: [
        { position: { leverage: position?.leverage, positionValue: position?.positionValue } },
      ],
    });
  });

  it('brings back every account that was encoded', () => {
    const amount = fc.integer({ min: -1e9, max: 1e9 }).map((cents) => decimal(cents).div(100));
    const above0 = fc.integer({ min: 1, max: 1e9 }).map((cents) => decimal(cents).div(100));
    const position = fc.record(
      {
        coin: fc.constantFrom('BTC', 'ETH', 'HYPE'),
        size: amount.filter((size) => !size.isZero()),
        entryPrice: above0,
        leverage: fc.integer({ min: 1, max: 50 }),
        marginMode: fc.constantFrom('cross' as const, 'isolated' as const),
        liquidationPrice: fc.option(above0),
        marginUsed: above0,
        unrealizedPnl: fc.constant(decimal('0.01')),
      },
      { noNullPrototype: true },
    );
    const report = fc.record(
      {
        time: fc.maxSafeNat(),
        equity: amount,
        marginUsed: above0,
        maintenanceMargin: fc.constant(decimal(10).pow(20)),
        positions: fc.array(position, { maxLength: 3 }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(report, (account) => {
        const venue = { withdrawable: decimal(0), maxLeverageOf };
        const wire: unknown = JSON.parse(JSON.stringify(encodeClearinghouseState(account, venue)));
        const { maintenanceMargin, ...rest } = decodeClearinghouseState(wire);
        const { maintenanceMargin: maintenanceBefore, ...before } = account;
        expect(rest).toEqual(before);
        expect(maintenanceMargin.minus(maintenanceBefore).abs().lt('1e-8')).toBe(true);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
