/** `userFillsByTime` and the `userFills` frames: our trades. */
import { z } from 'zod';
import type { Price } from '../base/index.js';
import { signOf, type Fill } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import {
  clientOrderIdField,
  positiveDecimal,
  sideFromWire,
  sideToWire,
  signedDecimal,
  whole,
  wireSide,
} from './wire-field.js';

const fillSchema = z.object({
  coin: z.string().min(1),
  px: positiveDecimal,
  sz: positiveDecimal,
  side: wireSide,
  time: whole,
  startPosition: signedDecimal,
  closedPnl: signedDecimal,
  oid: whole,
  tid: whole,
  crossed: z.boolean(),
  fee: signedDecimal,
  dir: z.string().nullish(),
  cloid: clientOrderIdField.nullish(),
  liquidation: z.object({ liquidatedUser: z.string() }).nullish(),
});

const frameSchema = z.object({
  isSnapshot: z.boolean().default(false),
  user: z.string(),
  fills: z.array(z.unknown()),
});

/** Oldest first, whichever way round they came. */
export function decodeFills(payload: unknown, user: string): readonly Fill[] {
  const rows = decodeWire(z.array(fillSchema), payload, 'userFills');
  const fills = rows.map((row) => decodeFill(row, user));
  const [first, last] = [fills[0], fills.at(-1)];
  if (first !== undefined && last !== undefined && first.time > last.time) fills.reverse();
  return fills.sort((left, right) => left.time - right.time);
}

/** The first frame after subscribing is a snapshot of what went before. */
export function decodeFillsFrame(
  data: unknown,
  user: string,
): { readonly isSnapshot: boolean; readonly fills: readonly Fill[] } {
  const frame = decodeWire(frameSchema, data, 'userFills');
  return { isSnapshot: frame.isSnapshot, fills: decodeFills(frame.fills, user) };
}

/** How the direction begins where the venue's vault took the position over. */
const TAKEN_OVER = 'Liquidated ';

// A maker against somebody else's liquidation gets the same field: only the user tells them apart.
function decodeFill(row: z.output<typeof fillSchema>, user: string): Fill {
  return {
    tradeId: row.tid,
    orderId: row.oid,
    clientOrderId: row.cloid ?? null,
    coin: row.coin,
    side: sideFromWire(row.side),
    price: row.px,
    size: row.sz,
    fee: row.fee,
    closedPnl: row.closedPnl,
    liquidity: row.crossed ? 'taker' : 'maker',
    startPosition: row.startPosition,
    isLiquidation: isLiquidationOf(row, user),
    time: row.time,
  };
}

function isLiquidationOf(
  { liquidation, dir }: Pick<z.output<typeof fillSchema>, 'liquidation' | 'dir'>,
  user: string,
): boolean {
  // Seen without the field on the side that was liquidated: the direction says it too.
  if (liquidation === null || liquidation === undefined)
    return dir?.startsWith(TAKEN_OVER) ?? false;
  return liquidation.liquidatedUser.toLowerCase() === user.toLowerCase();
}

/** Why a trade was a liquidation; `user` is who was liquidated. */
export interface WireLiquidation {
  readonly user: string;
  readonly mark: Price;
  readonly method: 'market' | 'backstop';
}

/** A liquidation is named on the fills of both sides; where it is ours and bare, by our price. */
export function encodeFill(fill: Fill, user: string, told?: WireLiquidation): object {
  const ours = { user, mark: fill.price, method: 'market' } as const;
  const liquidation = told ?? (fill.isLiquidation ? ours : null);
  return {
    coin: fill.coin,
    px: wireDecimal(fill.price),
    sz: wireDecimal(fill.size),
    side: sideToWire(fill.side),
    time: fill.time,
    startPosition: wireDecimal(fill.startPosition),
    dir: directionOf(fill, fill.isLiquidation && liquidation?.method === 'backstop'),
    closedPnl: wireDecimal(fill.closedPnl),
    hash: `0x${fill.tradeId.toString(16).padStart(64, '0')}`,
    oid: fill.orderId,
    crossed: fill.liquidity === 'taker',
    fee: wireDecimal(fill.fee),
    tid: fill.tradeId,
    feeToken: 'USDC',
    twapId: null,
    ...(fill.clientOrderId === null ? {} : { cloid: fill.clientOrderId }),
    ...(liquidation === null
      ? {}
      : {
          liquidation: {
            liquidatedUser: liquidation.user,
            markPx: wireDecimal(liquidation.mark),
            method: liquidation.method,
          },
        }),
  };
}

function directionOf(fill: Fill, isTakenOver: boolean): string {
  const before = fill.startPosition;
  const after = before.plus(fill.size.times(signOf(fill.side)));
  const held = before.isPositive() ? 'Long' : 'Short';
  if (isTakenOver) return `${TAKEN_OVER}Cross ${held}`;
  if (before.isZero()) return fill.side === 'buy' ? 'Open Long' : 'Open Short';
  if (after.isZero() || after.isPositive() === before.isPositive()) {
    return `${after.abs().gt(before.abs()) ? 'Open' : 'Close'} ${held}`;
  }
  return before.isPositive() ? 'Long > Short' : 'Short > Long';
}
