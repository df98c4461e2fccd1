/** Cash that moves without a trade: deposits, withdrawals and hourly funding. */
import type { Money, TimeMs } from '../base/index.js';
import type { CashMovement } from './account-ledger.js';
import { freeMarginOf } from './clearinghouse.js';
import type { SimulatedAccount } from './simulated-account.js';
import { accountOf, type SimulatedMarket, type VenueState } from './simulated-market.js';

const HOUR_MS = 3_600_000;
const HASH_DIGITS = 64;
/** Transfers of one millisecond are told apart by their count. */
const COUNT_BITS = 20n;

/** Null where it was done, else the venue's words: nobody withdraws margin that is in use. */
export function transferCash(
  state: VenueState,
  user: string,
  amount: Money,
  now: TimeMs,
): string | null {
  const account = accountOf(state, user);
  if (!amount.isFinite() || amount.isZero()) return 'Invalid amount.';
  if (amount.isNeg() && freeMarginOf(state, account).plus(amount).isNeg()) {
    return 'Insufficient balance for withdrawal.';
  }
  const count = BigInt(state.nextTransferId++);
  const hash = ((BigInt(now) << COUNT_BITS) | count).toString(16).padStart(HASH_DIGITS, '0');
  tell(state, account, { kind: 'transfer', id: `0x${hash}`, time: now, amount });
  return null;
}

/**
 * At each full hour that has passed since the market was last heard of, once: longs pay shorts
 * size × oracle × rate where the rate is positive. Source: facts of the venue, §7.
 */
export function payFunding(state: VenueState, market: SimulatedMarket, now: TimeMs): void {
  const { instrument, oracle, fundingRate, time } = market;
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  if (time === 0 || hour <= time || oracle === null || fundingRate.isZero()) return;
  const { coin } = instrument;
  for (const account of state.accounts.values()) {
    const { size } = account.position(coin);
    if (size.isZero()) continue;
    const amount = size.times(oracle).times(fundingRate).neg();
    tell(state, account, { kind: 'funding', time: hour, amount, coin, size, fundingRate });
  }
}

function tell(state: VenueState, account: SimulatedAccount, movement: CashMovement): void {
  account.moveCash(movement);
  state.emit({ kind: 'cashMoved', user: account.user, movement });
}
