/**
 * Keeps one reduce-only stop per market that closes the whole position, as far from entry as the
 * policy declares. A new one is confirmed before the old one goes, so that none is ever missing.
 */
import { decimal, type Decimal, type DurationMs, type Price, type Size } from '../base/index.js';
import type { CompiledMarket } from '../compile/index.js';
import { roundPriceDown, roundPriceUp } from '../market/index.js';
import type { Draft } from './draft.js';
import { EMPTY_QUOTE } from './engine-state.js';
import { valueOf } from './facts.js';
import { markOf, positionOf } from './market-facts.js';
import { cancelStops, submitStop } from './send-commands.js';
import { isSized } from './kelly-facts.js';
import { declaredDistanceOf } from './stop-distance.js';
import { stopsFor, triggerOf } from './stop-ledger.js';

/** A stop is set again at most so often in one market. */
const STOP_GAP_MS: DurationMs = 1_000;
/** A stop that is off by less than this part of the distance is left where it is. */
const OFFSET_TOLERATED = decimal('0.25');
/** How far beyond its trigger a stop may trade where the policy does not say. */
const DEFAULT_WITHIN = decimal('0.05');

export function keepStop(draft: Draft, market: CompiledMarket): void {
  const { coin } = market;
  const { state } = draft;
  // What a refused start has found is not touched.
  if (!state.isStartChecked) return;
  const own = state.stops.orders.filter((stop) => stop.coin === coin && stop.purpose === 'stop');
  // What we do not quote is somebody else's to look after.
  if (own.length === 0 && (market.quote === null || !isSized(market))) return;
  const position = valueOf(positionOf(draft.facts, coin));
  if (position === null) return;
  if (position.isZero()) return cancelStops(draft, own, 'there is no position to stop');
  const desired = desiredTrigger(draft, coin, position);
  const sent = stopsFor(state, coin, position, 'sent');
  const closing = new Set(sent);
  const useless = own.filter((stop) => stop.status === 'resting' && !closing.has(stop));
  cancelStops(draft, useless, 'it stops the other side');
  const newest = own.findLast((stop) => closing.has(stop));
  const isWhole = newest !== undefined && newest.size.gte(position.abs());
  if (desired !== null && (!isWhole || isOff(newest && triggerOf(newest), desired))) {
    return setStop(draft, coin, position, desired.trigger);
  }
  if (!isWhole || newest.status !== 'resting') return;
  const older = own.filter((stop) => stop !== newest && closing.has(stop));
  cancelStops(draft, older, 'a newer stop is in its place');
}

interface DesiredStop {
  readonly trigger: Price;
  readonly distance: Decimal;
}

/** From entry; where mark is past that already, from mark: a stop there would go off at once. */
function desiredTrigger(draft: Draft, coin: string, position: Size): DesiredStop | null {
  const { positions, instruments } = draft.state;
  const entry = positions[coin]?.entryPrice ?? null;
  const mark = valueOf(markOf(draft.facts, coin));
  const distance = valueOf(declaredDistanceOf(draft.facts, coin));
  const decimals = instruments[coin]?.sizeDecimals;
  if (entry === null || mark === null || distance === null || decimals === undefined) return null;
  const isLong = position.gt(0);
  const away = isLong ? distance.neg() : distance;
  const fromEntry = entry.plus(away);
  const isPast = isLong ? fromEntry.gte(mark) : fromEntry.lte(mark);
  const wanted = isPast ? mark.plus(away) : fromEntry;
  const trigger = isLong ? roundPriceUp(wanted, decimals) : roundPriceDown(wanted, decimals);
  return trigger.gt(0) ? { trigger, distance } : null;
}

function isOff(trigger: Price | undefined, { trigger: wanted, distance }: DesiredStop): boolean {
  if (trigger === undefined) return true;
  return trigger.minus(wanted).abs().gt(distance.times(OFFSET_TOLERATED));
}

function setStop(draft: Draft, coin: string, position: Size, triggerPrice: Price): void {
  const { at, quotes, instruments } = draft.state;
  const progress = quotes[coin] ?? EMPTY_QUOTE;
  const { stopSentAt } = progress;
  if (stopSentAt !== null && at - stopSentAt < STOP_GAP_MS) return;
  const decimals = instruments[coin]?.sizeDecimals ?? 0;
  const within = draft.context.rules.policy.account.flattenWithin ?? DEFAULT_WITHIN;
  const isLong = position.gt(0);
  const price = isLong
    ? roundPriceDown(triggerPrice.minus(triggerPrice.times(within)), decimals)
    : roundPriceUp(triggerPrice.plus(triggerPrice.times(within)), decimals);
  draft.note({ quotes: { ...quotes, [coin]: { ...progress, stopSentAt: at } } });
  const side = isLong ? 'sell' : 'buy';
  submitStop(draft, { coin, side, price, size: position.abs(), triggerPrice });
}
