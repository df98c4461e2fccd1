import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  decodeClearinghouseFrame,
  decodeClearinghouseState,
} from '../../src/hyperliquid/clearinghouse-state.js';
import state from './fixtures/clearinghouse-state-isolated.json' with { type: 'json' };

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
});
