/** `userRole`: what an address is to the venue. */
import { z } from 'zod';
import { decodeWire } from './decode-wire.js';
import { address } from './wire-field.js';

const roleSchema = z.object({
  /** `user`, `agent`, `vault`, `subAccount`, `missing`; new words pass as they are. */
  role: z.string().min(1),
  data: z.object({ user: address.optional(), master: address.optional() }).nullish(),
});

export interface UserRole {
  readonly role: string;
  /** The account that an agent signs for, or that a sub-account belongs to. */
  readonly master: string | null;
}

export function decodeUserRole(payload: unknown): UserRole {
  const { role, data } = decodeWire(roleSchema, payload, 'userRole');
  return { role, master: data?.user ?? data?.master ?? null };
}
