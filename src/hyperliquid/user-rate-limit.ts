/** `userRateLimit`: how many actions the address may still send. */
import { z } from 'zod';
import type { ActionBudget } from '../venue/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { unsignedDecimal, whole } from './wire-field.js';

const rateLimitSchema = z.object({
  cumVlm: unsignedDecimal,
  nRequestsUsed: whole,
  nRequestsCap: whole,
});

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
