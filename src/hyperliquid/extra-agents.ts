/** `extraAgents`: the named API wallets of an account and until when they may sign. */
import { z } from 'zod';
import type { TimeMs } from '../base/index.js';
import { decodeWire } from './decode-wire.js';
import { address, whole } from './wire-field.js';

const agentsSchema = z.array(z.object({ name: z.string(), address, validUntil: whole.nullish() }));

export interface NamedAgent {
  readonly name: string;
  readonly address: string;
  /** Null: the venue names no end. */
  readonly validUntil: TimeMs | null;
}

export function decodeExtraAgents(payload: unknown): readonly NamedAgent[] {
  return decodeWire(agentsSchema, payload, 'extraAgents').map((agent) => ({
    name: agent.name,
    address: agent.address,
    validUntil: agent.validUntil ?? null,
  }));
}
