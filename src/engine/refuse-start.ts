/** What the account holds at a start that the policy would not start with. */
import type { CompiledPolicy } from '../compile/index.js';
import type { AccountReport, OpenOrder } from '../market/index.js';
import type { Decision } from './decision.js';
import type { EngineEvent } from './engine-event.js';
import type { EngineState } from './engine-state.js';
import { isOrderOfRuns } from './known-runs.js';

type PositionDiffered = Extract<Decision, { kind: 'positionDiffered' }>;

const ADOPT_POSITIONS = 'close it there, or write `existing-positions adopt`';

/**
 * In words, with the way out; empty where the policy takes the account as it is. A position is ours
 * where the journal's fills come to it: `differing` are those where they do not, and one that is
 * gone is no position. The margin is one, so all markets count, declared or not.
 */
export function refusalsOf(
  { account }: CompiledPolicy,
  state: Pick<EngineState, 'wasReconciled' | 'runIds'>,
  venues: Pick<Extract<EngineEvent, { kind: 'reconciled' }>, 'account' | 'openOrders'>,
  differing: readonly PositionDiffered[],
): readonly string[] {
  const positions = state.wasReconciled
    ? differing.filter((each) => !each.venues.isZero()).map(differenceText)
    : venues.account.positions.map(positionText);
  const foreign = venues.openOrders.filter(
    ({ clientOrderId }) => !isOrderOfRuns(clientOrderId, state.runIds),
  );
  return [
    ...(account.existingPositions === 'refuse' ? positions : []),
    ...(account.foreignOrders === 'refuse' ? foreign.map(orderText) : []),
  ];
}

function differenceText({ coin, ours, venues }: PositionDiffered): string {
  const held = `${venues.toString()} ${coin}`;
  return `the account holds ${held} where our fills come to ${ours.toString()}; ${ADOPT_POSITIONS}`;
}

function positionText({ coin, size, entryPrice }: AccountReport['positions'][number]): string {
  const held = `${size.toString()} ${coin} from ${entryPrice.toString()}`;
  return `the account holds ${held}; ${ADOPT_POSITIONS}`;
}

function orderText({ coin, side, price, size, orderId }: OpenOrder): string {
  return (
    `order ${orderId} of another hand rests: ` +
    `${side} ${size.toString()} ${coin} at ${price.toString()}; ` +
    'cancel it there, or write `foreign-orders leave`'
  );
}
