/** Orders that somebody else than the quoter asks for, sent the one way that orders are sent. */
import type { Size } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Denial } from './decision.js';
import { contextAt } from './context-at.js';
import { Draft } from './draft.js';
import type { EngineStep } from './engine.js';
import type { EngineState } from './engine-state.js';
import { checkOrder, type ProposedOrder, sizeThatFits } from './pre-trade-check.js';
import { submitOrders } from './send-commands.js';

export interface EnteredOrder extends EngineStep<EngineState> {
  /** Why it was not sent whole; empty where it was. */
  readonly denials: readonly Denial[];
}

export interface OrderEntry {
  /** Judges the order beside all that may fill; what of it passes is sent, to rest. */
  enter(state: EngineState, order: ProposedOrder): EnteredOrder;
  /** Sends an order that only reduces, which nothing judges. */
  send(state: EngineState, order: ProposedOrder): EngineStep<EngineState>;
}

export function createOrderEntry(policy: CompiledPolicy): OrderEntry {
  const holdsAt = contextAt(policy);
  return {
    enter: (state, order) => {
      const draft = new Draft(holdsAt(state.at), state);
      const others = state.orders.orders;
      const { reducingSize, denials } = checkOrder(draft, order, others);
      const size = denials.length === 0 ? order.size : sizeThatFits(draft, order, others);
      if (size.gt(0)) send(draft, order, size, size.lte(reducingSize));
      return { state: draft.state, decisions: draft.decisions, denials };
    },
    send: (state, order) => {
      const draft = new Draft(holdsAt(state.at), state);
      send(draft, order, order.size, true);
      return { state: draft.state, decisions: draft.decisions };
    },
  };
}

function send(draft: Draft, order: ProposedOrder, size: Size, reduceOnly: boolean): void {
  const { coin, side, price, stop } = order;
  const brought = stop === undefined ? {} : { stop };
  const checked = { coin, side, price, size, reduceOnly, ...brought };
  submitOrders(draft, [{ ...checked, timeInForce: 'post-only' }], 'quote');
}
