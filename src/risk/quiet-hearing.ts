/**
 * Fills and reports, heard by the engine's own books and judged by none of its rules: whether these
 * stand as they did is told apart.
 */
import { assertInvariant, type TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision, EngineState } from '../engine/index.js';
import type { AccountReport, Fill } from '../market/index.js';
import type { ExactDesk } from './exact-desk.js';
import { venueLeverageOf } from './load-facts.js';
import { figureOf } from './figure.js';
import { MONEY_DECIMALS, type MarketSlots } from './market-slots.js';
import type { TapedFill } from './quiet-tape.js';
import { readAccount, readFill, readPrice } from './read-input.js';
import type { AccountUpdate, PriceUpdate } from './risk-verbs.js';

/** What an event came to. */
export interface HeardNews {
  readonly state: EngineState;
  /** How the position stands and what round trips ended; nothing of rules. */
  readonly decisions: readonly Decision[];
}

/** `state`: its orders may be old. Null where the trade was told before. */
export function hearQuietFill(
  { unjudgedStep }: ExactDesk,
  state: EngineState,
  fill: Fill,
  isOrderKnown: boolean,
  at: TimeMs,
): HeardNews | null {
  const { orders } = state;
  const withoutOrders = { ...state, orders: { ...orders, orders: [] } };
  const heard = unjudgedStep(withoutOrders, { kind: 'orderFilled', at, fill });
  if (heard.state.fills === state.fills) return null;
  const ledger = isOrderKnown ? orders : { ...heard.state.orders, orders: orders.orders };
  return { state: { ...heard.state, orders: ledger }, decisions: heard.decisions };
}

/** Null where it is not the newest, or tells of more than the cash of our own positions. */
export function hearQuietReport(
  { unjudgedStep }: ExactDesk,
  policy: CompiledPolicy,
  state: EngineState,
  update: AccountUpdate | AccountReport,
  at: TimeMs,
): HeardNews | null {
  const { report } = state.account;
  // A report with a time of its own may be older than what we know.
  if ('time' in update || report === null || at < report.time) return null;
  const account = readAccount(update, policy, state, at);
  const isDeclared = (coin: string): boolean => policy.markets.some((each) => each.coin === coin);
  if (!account.positions.every(({ coin }) => isDeclared(coin))) return null;
  const heard = unjudgedStep(state, { kind: 'accountReported', at, account });
  const [before, after] = [state, heard.state].map((each) => venueLeverageOf(policy, each).join());
  return before === after && heard.state.account.gapSince === null ? heard : null;
}

export function hearQuietPrice(
  { unjudgedStep }: ExactDesk,
  state: EngineState,
  coin: string,
  update: PriceUpdate,
  at: TimeMs,
): EngineState {
  return readPrice(coin, update, at).reduce(
    (before, event) => unjudgedStep(before, event).state,
    state,
  );
}

/** Hears what was told before, on its lattices, at the state that it came to. */
export interface LateHearing {
  fill(state: EngineState, told: TapedFill, at: TimeMs): EngineState;
  /** `equity` in money units. */
  report(state: EngineState, equity: number, at: TimeMs): EngineState;
}

/** Nothing that was told to change no rule may turn out to be more, or less. */
export function lateHearing(
  desk: ExactDesk,
  policy: CompiledPolicy,
  slots: readonly MarketSlots[],
): LateHearing {
  return {
    fill: (state, { market, side, price, size, fee, tradeId, orderId, isOrderKnown }, at) => {
      const { coin = '', priceScale = 0, sizeScale = 0 } = slots[market] ?? {};
      const report = {
        tradeId,
        coin,
        side,
        price: figureOf(price, priceScale),
        size: figureOf(size, sizeScale),
        fee: figureOf(fee, MONEY_DECIMALS),
        ...(orderId === null ? {} : { orderId }),
      };
      const heard = hearQuietFill(desk, state, readFill(report, at), isOrderKnown, at);
      assertInvariant(heard !== null, 'a trade that was taken for new is new');
      return withoutNewHighs(state, heard.state);
    },
    report: (state, equity, at) => {
      const update = { equity: figureOf(equity, MONEY_DECIMALS) };
      const heard = hearQuietReport(desk, policy, state, update, at);
      assertInvariant(heard !== null, 'a report that was taken for ours is ours');
      return withoutNewHighs(state, heard.state);
    },
  };
}

/** Rules were told to stand by equity at no peak: a peak that moved would mean they were not. */
function withoutNewHighs(before: EngineState, after: EngineState): EngineState {
  for (const [key, { anchors }] of Object.entries(after.books)) {
    const { peakEquity = null, dayPeakEquity = null } = before.books[key]?.anchors ?? {};
    assertInvariant(
      anchors.peakEquity === peakEquity && anchors.dayPeakEquity === dayPeakEquity,
      'what waits to be heard sets no new high',
    );
  }
  return after;
}
