/** `activeAssetData`: the leverage that is set for a coin, whether a position is open or not. */
import { z } from 'zod';
import type { LeverageSetting } from '../venue/index.js';
import { decodeWire } from './decode-wire.js';

const assetSchema = z.object({
  leverage: z.object({ type: z.enum(['cross', 'isolated']), value: z.number().int().positive() }),
});

export function decodeLeverageSetting(payload: unknown): LeverageSetting {
  const { leverage } = decodeWire(assetSchema, payload, 'activeAssetData');
  return { leverage: leverage.value, marginMode: leverage.type };
}
