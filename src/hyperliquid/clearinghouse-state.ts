/** `clearinghouseState`: an account's equity, margin and positions. */
import { z } from 'zod';
import type { AccountReport, PositionReport } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { positiveDecimal, signedDecimal, unsignedDecimal, whole } from './wire-field.js';

const positionSchema = z.object({
  coin: z.string().min(1),
  szi: signedDecimal,
  entryPx: positiveDecimal,
  leverage: z.object({ type: z.enum(['cross', 'isolated']), value: z.int().positive() }),
  liquidationPx: signedDecimal.nullable(),
  marginUsed: signedDecimal,
  maxLeverage: z.int().positive(),
  positionValue: unsignedDecimal,
  unrealizedPnl: signedDecimal,
});

const stateSchema = z.object({
  assetPositions: z.array(z.object({ position: positionSchema })),
  crossMaintenanceMarginUsed: unsignedDecimal,
  marginSummary: z.object({ accountValue: signedDecimal, totalMarginUsed: signedDecimal }),
  time: whole,
});

const frameSchema = z.object({ user: z.string(), clearinghouseState: z.unknown() });

/**
 * The account as the venue reckons it. The venue names maintenance margin for cross positions
 * only; an isolated one adds that of its first tier, 1 / (2 · maximum leverage).
 */
export function decodeClearinghouseState(payload: unknown): AccountReport {
  const state = decodeWire(stateSchema, payload, 'clearinghouseState');
  const positions = state.assetPositions.map(({ position }) => position);
  const isolated = positions.filter((position) => position.leverage.type === 'isolated');
  return {
    time: state.time,
    equity: state.marginSummary.accountValue,
    marginUsed: state.marginSummary.totalMarginUsed,
    maintenanceMargin: isolated.reduce(
      (sum, position) => sum.plus(position.positionValue.div(2 * position.maxLeverage)),
      state.crossMaintenanceMarginUsed,
    ),
    positions: positions.flatMap((position) => decodePosition(position)),
  };
}

/** The same, as the WebSocket broadcasts it. */
export function decodeClearinghouseFrame(data: unknown): AccountReport {
  const frame = decodeWire(frameSchema, data, 'clearinghouseState');
  return decodeClearinghouseState(frame.clearinghouseState);
}

function decodePosition(position: z.output<typeof positionSchema>): readonly PositionReport[] {
  if (position.szi.isZero()) return [];
  return [
    {
      coin: position.coin,
      size: position.szi,
      entryPrice: position.entryPx,
      leverage: position.leverage.value,
      marginMode: position.leverage.type,
      // A price that cannot be reached is none: the venue writes null for it.
      liquidationPrice: position.liquidationPx?.gt(0) === true ? position.liquidationPx : null,
      marginUsed: position.marginUsed,
      unrealizedPnl: position.unrealizedPnl,
    },
  ];
}
