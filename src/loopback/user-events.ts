/** What the stream `userEvents` tells beside fills: what the venue itself did to an account. */
import { wireDecimal } from '../hyperliquid/index.js';
import type { Liquidation, OrderRecord } from '../simulator/index.js';

/** Who carries a step out is not told apart here. */
const LIQUIDATOR = `0x${'0'.repeat(40)}`;

/** `canceled` is the user's own doing. */
const CANCELED_BY_VENUE = /^scheduledCancel$|Canceled$/u;

/** Undefined where none of these orders was cancelled by the venue. */
export function nonUserCancelOf(records: readonly OrderRecord[]): object | undefined {
  const cancels = records
    .filter(({ status }) => CANCELED_BY_VENUE.test(status))
    .map(({ order }) => ({ coin: order.coin, oid: order.orderId }));
  return cancels.length === 0 ? undefined : { nonUserCancel: cancels };
}

export function liquidationEventOf(user: string, liquidation: Liquidation): object {
  return {
    liquidation: {
      lid: liquidation.id,
      liquidator: LIQUIDATOR,
      liquidated_user: user,
      liquidated_ntl_pos: wireDecimal(liquidation.notional),
      liquidated_account_value: wireDecimal(liquidation.accountValue),
    },
  };
}
