/**
 * The text of what goes to the venue, with no walk through its schema: an order waits for its line
 * in the journal, and that walk takes longer than all the rest of the line.
 */
import { Decimal } from '../base/index.js';
import type { Decision } from '../engine/index.js';
import { countKeys } from './count-keys.js';

type Submit = Extract<Decision, { readonly kind: 'submitOrder' }>;
type Cancel = Extract<Decision, { readonly kind: 'cancelOrder' }>;

const SUBMIT_KEYS = 3;
/** Of an order that is no stop and brings none. */
const ORDER_KEYS = 7;
const CANCEL_KEYS = 6;
const SIDES: ReadonlySet<unknown> = new Set(['buy', 'sell']);
const TIMES_IN_FORCE: ReadonlySet<unknown> = new Set(['post-only', 'ioc', 'gtc']);

/** What the schema would write, byte for byte; null where the schema has to tell what is wrong. */
export function encodeCommand(command: Submit | Cancel): string | null {
  if (!Number.isFinite(command.at)) return null;
  return command.kind === 'submitOrder' ? encodeSubmit(command) : encodeCancel(command);
}

function encodeSubmit(command: Submit): string | null {
  const { at, order } = command;
  if (countKeys(command) !== SUBMIT_KEYS || typeof order !== 'object' || order === null) {
    return null;
  }
  const { coin, side, price, size, timeInForce, reduceOnly, clientOrderId } = order;
  if (countKeys(order) !== ORDER_KEYS || typeof reduceOnly !== 'boolean') return null;
  if (!SIDES.has(side) || !TIMES_IN_FORCE.has(timeInForce)) return null;
  if (typeof coin !== 'string' || typeof clientOrderId !== 'string') return null;
  if (!(price instanceof Decimal) || !(size instanceof Decimal)) return null;
  return (
    `{"kind":"submitOrder","at":${JSON.stringify(at)},"order":{"coin":${JSON.stringify(coin)},` +
    `"side":"${side}","price":"${price.valueOf()}","size":"${size.valueOf()}",` +
    `"timeInForce":"${timeInForce}","reduceOnly":${reduceOnly},` +
    `"clientOrderId":${JSON.stringify(clientOrderId)}}}`
  );
}

function encodeCancel(command: Cancel): string | null {
  const { at, coin, orderId, clientOrderId, reason } = command;
  if (countKeys(command) !== CANCEL_KEYS) return null;
  if (orderId !== null && !Number.isFinite(orderId)) return null;
  if (clientOrderId !== null && typeof clientOrderId !== 'string') return null;
  if (typeof coin !== 'string' || typeof reason !== 'string') return null;
  return (
    `{"kind":"cancelOrder","at":${JSON.stringify(at)},"coin":${JSON.stringify(coin)},` +
    `"orderId":${JSON.stringify(orderId)},"clientOrderId":${JSON.stringify(clientOrderId)},` +
    `"reason":${JSON.stringify(reason)}}`
  );
}
