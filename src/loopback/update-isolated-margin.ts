/** The action `updateIsolatedMargin`: money into an isolated position, or out of it. */
import { decimal } from '../base/index.js';
import { encodeDefaultResponse, encodeErrorResponse } from '../hyperliquid/index.js';
import type { LoopbackScope } from './loopback-scope.js';

const PARTS_PER_USD = 1_000_000;

export function updateIsolatedMargin(
  scope: LoopbackScope,
  user: string,
  { asset, ntli }: { readonly asset: number; readonly ntli: number },
): object {
  const instrument = scope.instrumentAt(asset);
  if (instrument === null) return encodeErrorResponse(`Invalid asset ${asset}`);
  const amount = decimal(ntli).div(PARTS_PER_USD);
  const refusal = scope.venue.moveMargin(user, instrument.coin, amount);
  return refusal === null ? encodeDefaultResponse() : encodeErrorResponse(refusal);
}
