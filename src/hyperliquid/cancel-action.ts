/** The `cancel` and `cancelByCloid` actions: by the venue's number, or by ours. */
import { z } from 'zod';
import { clientOrderIdField, whole } from './wire-field.js';

export const cancelActionSchema = z.object({
  type: z.literal('cancel'),
  cancels: z.array(z.object({ a: whole, o: whole })),
  /** A fast one; absent where it is not. */
  f: z.literal(true).optional(),
});

export const cancelByCloidActionSchema = z.object({
  type: z.literal('cancelByCloid'),
  cancels: z.array(z.object({ asset: whole, cloid: clientOrderIdField })),
});

export type CancelAction = z.output<typeof cancelActionSchema>;

export type CancelByCloidAction = z.output<typeof cancelByCloidActionSchema>;

export function encodeCancelAction(
  cancels: readonly { readonly assetId: number; readonly orderId: number }[],
): CancelAction {
  return {
    type: 'cancel',
    cancels: cancels.map(({ assetId, orderId }) => ({ a: assetId, o: orderId })),
  };
}

export function encodeCancelByCloidAction(
  cancels: readonly { readonly assetId: number; readonly clientOrderId: string }[],
): CancelByCloidAction {
  return {
    type: 'cancelByCloid',
    cancels: cancels.map(({ assetId, clientOrderId }) => ({
      asset: assetId,
      cloid: clientOrderId,
    })),
  };
}
