/** A recorded message as a line of JSON. */
import { z } from 'zod';
import type { RecordedMessage } from './recorded-message.js';
import type { BadRow } from './recording-row.js';

const level = z.tuple([z.string(), z.string()]);
const stamp = {
  n: z.int().min(1),
  receivedUs: z.int().min(0),
  exchangeMs: z.int().min(0),
};
const message = z.discriminatedUnion('kind', [
  z.strictObject({ ...stamp, kind: z.literal('book'), bids: z.array(level), asks: z.array(level) }),
  z.strictObject({
    ...stamp,
    kind: z.literal('top'),
    bid: level.nullable(),
    ask: level.nullable(),
  }),
  z.strictObject({
    ...stamp,
    kind: z.literal('trade'),
    side: z.enum(['buy', 'sell']),
    price: z.string(),
    size: z.string(),
    tradeId: z.int().min(0),
  }),
  z.strictObject({
    ...stamp,
    kind: z.literal('context'),
    mark: z.string(),
    oracle: z.string(),
    fundingRate: z.string(),
  }),
]);

/** Without its end. */
export function messageLine(recorded: RecordedMessage): string {
  return JSON.stringify(recorded);
}

export function parseMessageLine(text: string): RecordedMessage | BadRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'bad', reason: 'it is no JSON' };
  }
  const { data, error } = message.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  return { kind: 'bad', reason: `${where === '' ? 'it' : `\`${where}\``} is not of this format` };
}
