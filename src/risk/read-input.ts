/** What the manager is told, in the engine's words. */
import { decimal, ONE, type Price, type TimeMs, ZERO } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { EngineEvent, EngineState } from '../engine/index.js';
import type { AccountReport, BookLevel, Fill, PositionReport } from '../market/index.js';
import { readFigure, readPositive } from './figure.js';
import type { AccountUpdate, FillReport, OrderDraft, PriceUpdate } from './risk-verbs.js';
import type { ReadOrder } from './verdict.js';

/** Where a policy names no distance that a flatten may trade within. */
const DEFAULT_WITHIN = decimal('0.01');
const BEYOND_ANY_PRICE = decimal('1e30');
/** No venue order has this number: fills that name none belong to nobody's. */
const NO_ORDER = 0;

/**
 * A market order that no mark can value is worth more than any limit allows: what of it only
 * shrinks the position passes all the same.
 */
export function readOrder(
  draft: OrderDraft,
  policy: CompiledPolicy,
  mark: Price | null,
): ReadOrder {
  const { coin, side } = draft;
  const size = readPositive(draft.size, 'the size of an order');
  if (draft.price !== undefined) {
    return { coin, side, size, price: readPositive(draft.price, 'the price of an order') };
  }
  if (mark === null) return { coin, side, size, price: BEYOND_ANY_PRICE };
  const within = policy.account.flattenWithin ?? DEFAULT_WITHIN;
  const price = mark.times(side === 'buy' ? ONE.plus(within) : ONE.minus(within));
  return { coin, side, size, price };
}

export function readFill(report: FillReport, at: TimeMs): Fill {
  const { tradeId, coin, side, fee = 0, orderId = NO_ORDER } = report;
  return {
    tradeId,
    orderId,
    clientOrderId: null,
    coin,
    side,
    price: readPositive(report.price, 'the price of a fill'),
    size: readPositive(report.size, 'the size of a fill'),
    fee: readFigure(fee, 'the fee of a fill'),
    closedPnl: ZERO,
    liquidity: 'taker',
    startPosition: ZERO,
    isLiquidation: false,
    time: at,
  };
}

/** Marks and funding first, then the top of the book. */
export function readPrice(coin: string, update: PriceUpdate, at: TimeMs): readonly EngineEvent[] {
  const { mark, oracle = mark, bid, ask } = update;
  const events: EngineEvent[] = [];
  if (mark !== undefined && oracle !== undefined) {
    events.push({
      kind: 'contextChanged',
      at,
      coin,
      mark: readFigure(mark, 'a mark'),
      oracle: readFigure(oracle, 'an oracle price'),
      fundingRate: decimal(Number.NaN),
    });
  }
  if (bid !== undefined || ask !== undefined) {
    events.push({
      kind: 'topChanged',
      at,
      coin,
      bid: level(bid, 'a bid'),
      ask: level(ask, 'an ask'),
      venueTime: at,
    });
  }
  return events;
}

export function readAccount(
  update: AccountUpdate | AccountReport,
  policy: CompiledPolicy,
  state: EngineState,
  at: TimeMs,
): AccountReport {
  if ('time' in update) return update;
  const equity = readFigure(update.equity, 'equity');
  const leverageOf = (coin: string): number =>
    policy.markets.find((market) => market.coin === coin)?.leverage ?? 1;
  const stated = update.positions?.map((position) => ({
    coin: position.coin,
    size: readFigure(position.size, 'the size of a position'),
    entryPrice: readPositive(position.entryPrice, 'the entry price of a position'),
    liquidationPrice:
      position.liquidationPrice === undefined || position.liquidationPrice === null
        ? null
        : readFigure(position.liquidationPrice, 'a liquidation price'),
  }));
  const ours = Object.values(state.positions).map(({ coin, size, entryPrice }) => ({
    coin,
    size,
    entryPrice: entryPrice ?? ZERO,
    liquidationPrice: null,
  }));
  const positions = (stated ?? ours)
    .filter(({ size }) => !size.isZero())
    .map((position): PositionReport => {
      const mark = state.markets[position.coin]?.mark ?? position.entryPrice;
      const leverage = leverageOf(position.coin);
      return {
        ...position,
        leverage,
        marginMode: 'cross',
        marginUsed: position.size.abs().times(mark).div(leverage),
        unrealizedPnl: position.size.times(mark.minus(position.entryPrice)),
      };
    });
  const marginUsed = positions.reduce((sum, each) => sum.plus(each.marginUsed), ZERO);
  return { time: at, equity, marginUsed, maintenanceMargin: ZERO, positions };
}

/** How much stands there is not told: no order is known to find enough. */
function level(price: PriceUpdate['bid'], what: string): BookLevel | null {
  return price === undefined ? null : { price: readFigure(price, what), size: ZERO };
}
