/** The context of an asset: mark, oracle and funding, asked for or broadcast. */
import { z } from 'zod';
import type { TimeMs } from '../base/index.js';
import type { ContextChanged, Instrument, MarketEvent } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { encodeMeta, type WireMeta } from './meta.js';
import { wireDecimal } from './wire-decimal.js';
import { positiveDecimal, signedDecimal } from './wire-field.js';

const contextSchema = z.object({
  markPx: positiveDecimal,
  oraclePx: positiveDecimal,
  funding: signedDecimal,
});

const activeAssetCtxSchema = z.object({ coin: z.string().min(1), ctx: contextSchema });

/** All that the venue says of an asset; what a market does not know is zero or null. */
export interface WireAssetContext {
  readonly funding: string;
  readonly openInterest: string;
  readonly prevDayPx: string;
  readonly dayNtlVlm: string;
  readonly dayBaseVlm: string;
  readonly premium: string | null;
  readonly oraclePx: string;
  readonly markPx: string;
  readonly midPx: string | null;
  readonly impactPxs: readonly [string, string] | null;
}

/** The frame carries no time: `at` is the caller's. */
export function decodeActiveAssetCtx(data: unknown, at: TimeMs): MarketEvent {
  const { coin, ctx } = decodeWire(activeAssetCtxSchema, data, 'activeAssetCtx');
  return {
    kind: 'contextChanged',
    at,
    coin,
    mark: ctx.markPx,
    oracle: ctx.oraclePx,
    fundingRate: ctx.funding,
  };
}

/** `mid` and `impact` (bid, ask) are null where a side of the book is empty. */
export function encodeAssetContext(
  context: Pick<ContextChanged, 'fundingRate' | 'mark' | 'oracle'>,
  book: {
    readonly mid: ContextChanged['mark'] | null;
    readonly impact: readonly [ContextChanged['mark'], ContextChanged['mark']] | null;
  },
): WireAssetContext {
  const { impact, mid } = book;
  return {
    funding: wireDecimal(context.fundingRate),
    openInterest: '0.0',
    prevDayPx: wireDecimal(context.mark),
    dayNtlVlm: '0.0',
    dayBaseVlm: '0.0',
    premium: impact === null ? null : '0.0',
    oraclePx: wireDecimal(context.oracle),
    markPx: wireDecimal(context.mark),
    midPx: mid === null ? null : wireDecimal(mid),
    impactPxs: impact === null ? null : [wireDecimal(impact[0]), wireDecimal(impact[1])],
  };
}

/** `metaAndAssetCtxs`; one context for each entry of the universe, in its order. */
export function encodeMetaAndAssetCtxs(
  instruments: readonly Instrument[],
  contexts: readonly WireAssetContext[],
): readonly [WireMeta, readonly WireAssetContext[]] {
  return [encodeMeta(instruments), contexts];
}
