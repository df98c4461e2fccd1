/** `userAbstraction`: the account's mode, a bare JSON string. */
import { z } from 'zod';
import { decodeWire } from './decode-wire.js';

/** `disabled` and `default` keep margin in the perpetuals account; new words pass as they are. */
export function decodeUserAbstraction(payload: unknown): string {
  return decodeWire(z.string().min(1), payload, 'userAbstraction');
}
