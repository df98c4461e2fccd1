/**
 * The text of the commonest event by far, a new top of book, with no walk through its schema:
 * fifty of them a second a market cost more there than all that the engine does with them.
 */
import { Decimal } from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';
import { countKeys } from './count-keys.js';

type TopChanged = Extract<EngineEvent, { readonly kind: 'topChanged' }>;
type Level = TopChanged['bid'];

const EVENT_KEYS = 6;
const LEVEL_KEYS = 2;

/** What the schema would write, byte for byte; null where the schema has to tell what is wrong. */
export function encodeTop(event: TopChanged): string | null {
  const { at, coin, bid, ask, venueTime } = event;
  if (countKeys(event) !== EVENT_KEYS || typeof coin !== 'string') return null;
  if (!Number.isFinite(at) || !Number.isFinite(venueTime)) return null;
  const [bidText, askText] = [encodeLevel(bid), encodeLevel(ask)];
  if (bidText === null || askText === null) return null;
  return (
    `{"kind":"topChanged","at":${JSON.stringify(at)},"coin":${JSON.stringify(coin)},` +
    `"bid":${bidText},"ask":${askText},"venueTime":${JSON.stringify(venueTime)}}`
  );
}

function encodeLevel(level: Level): string | null {
  if (level === null) return 'null';
  if (typeof level !== 'object' || countKeys(level) !== LEVEL_KEYS) return null;
  const { price, size } = level;
  if (!(price instanceof Decimal) || !(size instanceof Decimal)) return null;
  return `{"price":"${price.valueOf()}","size":"${size.valueOf()}"}`;
}
