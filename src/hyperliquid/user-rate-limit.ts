/** `userRateLimit`: how many actions the address may still send. */
import { z } from 'zod';
import { type Notional } from '../base/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { unsignedDecimal, whole } from './wire-field.js';

const rateLimitSchema = z.object({
  cumVlm: unsignedDecimal,
  nRequestsUsed: whole,
  nRequestsCap: whole,
});

/** Actions count one each in a batch; past `cap` the venue takes one in ten seconds. */
export interface ActionBudget {
  /** USD traded so far; each dollar buys an action. */
  readonly volume: Notional;
  readonly used: number;
  readonly cap: number;
}

export function decodeUserRateLimit(payload: unknown): ActionBudget {
  const limit = decodeWire(rateLimitSchema, payload, 'userRateLimit');
  return { volume: limit.cumVlm, used: limit.nRequestsUsed, cap: limit.nRequestsCap };
}

export function encodeUserRateLimit(budget: ActionBudget): z.input<typeof rateLimitSchema> {
  return {
    cumVlm: wireDecimal(budget.volume),
    nRequestsUsed: budget.used,
    nRequestsCap: budget.cap,
  };
}
