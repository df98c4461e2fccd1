/** The action `updateLeverage`. */
import { encodeDefaultResponse, encodeErrorResponse } from '../hyperliquid/index.js';
import type { LoopbackScope } from './loopback-scope.js';

export function updateLeverage(
  scope: LoopbackScope,
  user: string,
  terms: { readonly asset: number; readonly isCross: boolean; readonly leverage: number },
): object {
  const instrument = scope.instrumentAt(terms.asset);
  if (instrument === null) return encodeErrorResponse(`Invalid asset ${terms.asset}`);
  const mode = terms.isCross ? 'cross' : 'isolated';
  const refusal = scope.venue.setLeverage(user, instrument.coin, terms.leverage, mode);
  return refusal === null ? encodeDefaultResponse() : encodeErrorResponse(refusal);
}
