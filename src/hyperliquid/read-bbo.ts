/**
 * A `bbo` frame's data as it mostly is, without a walk through its schema: it is the frame that
 * comes fifty times a second a market.
 */
import { decimal } from '../base/index.js';
import type { BookLevel, TopChanged } from '../market/index.js';
import { hasFields } from './decode-wire.js';
import { isPositiveText } from './wire-field.js';

/** What the schema would make of it; null where only the schema can tell what is wrong. */
export function readBbo(data: unknown): TopChanged | null {
  if (!hasFields(data)) return null;
  const { coin, time, bbo } = data;
  if (typeof coin !== 'string' || coin === '') return null;
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0) return null;
  if (!Array.isArray(bbo) || bbo.length !== 2) return null;
  const [bid, ask] = [readLevel(bbo[0]), readLevel(bbo[1])];
  if (bid === undefined || ask === undefined) return null;
  return { kind: 'topChanged', at: time, coin, bid, ask };
}

/** Undefined where it is no level. */
function readLevel(level: unknown): BookLevel | null | undefined {
  if (level === null) return null;
  if (!hasFields(level)) return undefined;
  const { px, sz } = level;
  if (typeof px !== 'string' || typeof sz !== 'string') return undefined;
  if (!isPositiveText(px) || !isPositiveText(sz)) return undefined;
  return { price: decimal(px), size: decimal(sz) };
}
