/** The `updateLeverage` action: leverage and margin mode of one asset. */
import { z } from 'zod';
import { whole } from './wire-field.js';

export const updateLeverageActionSchema = z.object({
  type: z.literal('updateLeverage'),
  asset: whole,
  isCross: z.boolean(),
  leverage: whole,
});

export type UpdateLeverageAction = z.output<typeof updateLeverageActionSchema>;

export function encodeUpdateLeverageAction(
  assetId: number,
  leverage: number,
  marginMode: 'cross' | 'isolated',
): UpdateLeverageAction {
  return { type: 'updateLeverage', asset: assetId, isCross: marginMode === 'cross', leverage };
}
