/** The `scheduleCancel` action: the venue's dead man's switch. */
import { z } from 'zod';
import type { TimeMs } from '../base/index.js';
import { whole } from './wire-field.js';

export const scheduleCancelActionSchema = z.object({
  type: z.literal('scheduleCancel'),
  time: whole.optional(),
});

export type ScheduleCancelAction = z.output<typeof scheduleCancelActionSchema>;

/** Null takes the switch back: the key is absent then, as the hash demands. */
export function encodeScheduleCancelAction(atMs: TimeMs | null): ScheduleCancelAction {
  return atMs === null ? { type: 'scheduleCancel' } : { type: 'scheduleCancel', time: atMs };
}
