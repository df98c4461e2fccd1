/** What `/control` understands. */
import { z } from 'zod';
import { DAY_MS } from '../base/index.js';
import { FAULT_NAMES, type FaultName } from './fault.js';
import { addressField } from './wire-field.js';

const coin = z.string().min(1);
const user = addressField;
const positive = z.string().regex(/^(?=.*[1-9])\d+(?:\.\d+)?$/, 'not a decimal above 0, as text');
const signed = z.string().regex(/^-?\d+(?:\.\d+)?$/, 'not a decimal, as text');
const wholeMs = z.int().positive();
const levels = z.array(z.tuple([positive, positive]));

export const controlRequest = z.discriminatedUnion('type', [
  /** Time, accounts, faults so far. */
  z.strictObject({ type: z.literal('state') }),
  z.strictObject({ type: z.literal('deposit'), user, usd: positive }),
  z.strictObject({ type: z.literal('withdraw'), user, usd: positive }),
  /** A new account. */
  z.strictObject({ type: z.literal('account'), user, usd: positive }),
  /** An agent that may sign for an account from now on. */
  z.strictObject({
    type: z.literal('agent'),
    user,
    agent: addressField,
    name: z.string().default(''),
    validUntil: z.int().default(Number.MAX_SAFE_INTEGER),
  }),
  /** The whole book: levels as [price, size], best first. */
  z.strictObject({ type: z.literal('book'), coin, bids: levels, asks: levels }),
  /** Somebody takes: what rests at that price or better is filled. */
  z.strictObject({
    type: z.literal('trade'),
    coin,
    side: z.enum(['buy', 'sell']),
    px: positive,
    sz: positive,
  }),
  /** Mark and, where not said otherwise, oracle; funding is the hourly rate. */
  z.strictObject({
    type: z.literal('mark'),
    coin,
    px: positive,
    oracle: positive.optional(),
    funding: signed.optional(),
  }),
  z.strictObject({ type: z.literal('advance'), ms: wholeMs.max(DAY_MS) }),
  /** Now, or to the next message that it can strike; `ms` of what takes time. */
  z.strictObject({
    type: z.literal('fault'),
    name: z.enum(FAULT_NAMES as [FaultName, ...FaultName[]]),
    ms: wholeMs.optional(),
  }),
]);

export type ControlRequest = z.output<typeof controlRequest>;
