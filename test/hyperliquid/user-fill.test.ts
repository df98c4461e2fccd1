import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { encodeFill } from '../../src/hyperliquid/index.js';
import { decodeFills, decodeFillsFrame } from '../../src/hyperliquid/user-fill.js';
import rows from './fixtures/user-fills.json' with { type: 'json' };

const USER = '0x14791697260e4c9a71f18484c9f997b308e59325';
const LIQUIDATED = '0x3608000000000000000000000000000000000001';

const at = (tid: number, time: number): object => ({ ...rows[1], tid, time });

const ids = (list: object[]): number[] => decodeFills(list, USER).map((fill) => fill.tradeId);

const isLiquidation = (user: string): boolean[] =>
  decodeFills(rows, user).map((fill) => fill.isLiquidation);

describe('userFills', () => {
  it('puts the oldest first, reads a missing client id as null and keeps the sign of fees', () => {
    const [older, newer] = decodeFills(rows, USER);
    expect(older).toEqual({
      tradeId: 1,
      orderId: 55030848100,
      clientOrderId: null,
      coin: 'BTC',
      side: 'sell',
      price: decimal(66640),
      size: decimal('0.001'),
      fee: decimal('-0.0013'),
      closedPnl: decimal('-1.25'),
      liquidity: 'taker',
      startPosition: decimal('0.001'),
      isLiquidation: false,
      time: 1781528060000,
    });
    expect(newer).toMatchObject({ liquidity: 'maker', tradeId: 745210434703679 });
    expect(newer?.clientOrderId).toBe('0xe8d5fd7ebbb4c3cff4d1803472a11463');
  });

  it('keeps the order of one millisecond, whichever way round the rows come', () => {
    expect(ids([at(1, 5), at(2, 7), at(3, 7)])).toEqual([1, 2, 3]);
    expect(ids([at(3, 7), at(2, 7), at(1, 5)])).toEqual([1, 2, 3]);
  });

  it('calls a fill a liquidation only where we were liquidated', () => {
    expect(isLiquidation(USER)).toEqual([false, false]);
    expect(isLiquidation(LIQUIDATED.toUpperCase().replace('0X', '0x'))).toEqual([false, true]);
  });

  it('takes the direction for it where the venue left the field out', () => {
    const row = { ...rows[1], dir: 'Liquidated Cross Long', liquidation: undefined };
    expect(decodeFills([row], USER)[0]?.isLiquidation).toBe(true);
    // The counterparty's field is about somebody else, whatever the direction.
    const other = { ...row, liquidation: { liquidatedUser: LIQUIDATED } };
    expect(decodeFills([other], USER)[0]?.isLiquidation).toBe(false);
  });

  it('flags the snapshot', () => {
    const frame = { user: USER, fills: rows };
    expect(decodeFillsFrame({ ...frame, isSnapshot: true }, USER).isSnapshot).toBe(true);
    expect(decodeFillsFrame(frame, USER).isSnapshot).toBe(false);
  });

  it.each([USER, LIQUIDATED])('brings back the fills of %s that were encoded', (user) => {
    const fills = decodeFills(rows, user);
    const wire: unknown = JSON.parse(JSON.stringify(fills.map((fill) => encodeFill(fill, user))));
    expect(decodeFills(wire, user)).toEqual(fills);
  });

  it.each([
    ['0', 'sell', 'Open Short'],
    ['0', 'buy', 'Open Long'],
    ['2', 'buy', 'Open Long'],
    ['2', 'sell', 'Close Long'],
    ['1', 'sell', 'Close Long'],
    ['-1', 'buy', 'Close Short'],
    ['-2', 'sell', 'Open Short'],
    ['0.5', 'sell', 'Long > Short'],
    ['-0.5', 'buy', 'Short > Long'],
  ] as const)('writes from %s a %s of 1 as %s', (startPosition, side, dir) => {
    const [fill] = decodeFills(rows, USER);
    if (fill === undefined) throw new Error('the fixture holds a fill');
    const change = { startPosition: decimal(startPosition), side, size: decimal(1) };
    expect(encodeFill({ ...fill, ...change }, USER)).toMatchObject({ dir });
  });
});
