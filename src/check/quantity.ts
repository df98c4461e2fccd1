/** What a figure is a figure of: the types of the language's arithmetic. */
import { type DurationMs, unreachable } from '../base/index.js';

/** What an amount of money measures. `$` and a percentage of anything have none: they fit all. */
export type Basis = 'notional' | 'margin' | 'pnl' | 'risk' | null;

export type Quantity =
  /** A literal 0 without a unit, which fits everything. */
  | { readonly dimension: 'zero' }
  | { readonly dimension: 'number' }
  /** `isPercent`: written as `5%` or `25bps`, so the reader must know of what. */
  | { readonly dimension: 'ratio'; readonly isPercent: boolean }
  | { readonly dimension: 'count' }
  | { readonly dimension: 'duration' }
  /** How often something happened: it compares with rates only. */
  | { readonly dimension: 'events' }
  /** `60 per 1m`: so many in any window of that length. */
  | { readonly dimension: 'rate'; readonly windowMs: DurationMs }
  /** Written with `$`: money, or a price where a price is wanted. */
  | { readonly dimension: 'dollars' }
  | { readonly dimension: 'price' }
  /** `coin` null: of the market at hand. */
  | { readonly dimension: 'size'; readonly coin: string | null }
  /** A level says where the account stands, an amount how much money. */
  | { readonly dimension: 'money'; readonly isLevel: boolean; readonly basis: Basis };

export const NUMBER: Quantity = { dimension: 'number' };
export const RATIO: Quantity = { dimension: 'ratio', isPercent: false };
export const PERCENT: Quantity = { dimension: 'ratio', isPercent: true };
export const COUNT: Quantity = { dimension: 'count' };
export const DURATION: Quantity = { dimension: 'duration' };
export const EVENTS: Quantity = { dimension: 'events' };
export const DOLLARS: Quantity = { dimension: 'dollars' };
export const PRICE: Quantity = { dimension: 'price' };
export const LEVEL: Quantity = { dimension: 'money', isLevel: true, basis: null };

/** Contracts of `coin`, or of the market at hand. */
export function sizeOf(coin: string | null): Quantity {
  return { dimension: 'size', coin };
}

/** How much money, and of which kind. */
export function amountOf(basis: Basis): Quantity {
  return { dimension: 'money', isLevel: false, basis };
}

/** A quantity in words, with its article. */
export function describeQuantity(quantity: Quantity): string {
  switch (quantity.dimension) {
    case 'zero':
    case 'number':
      return 'a plain number';
    case 'ratio':
      return quantity.isPercent ? 'a percentage' : 'a ratio';
    case 'count':
      return 'a count';
    case 'duration':
      return 'a duration';
    case 'events':
      return 'a count of events';
    case 'rate':
      return 'a rate';
    case 'dollars':
      return 'money';
    case 'price':
      return 'a price';
    case 'size':
      return quantity.coin === null ? 'a size' : `a size of ${quantity.coin}`;
    case 'money':
      return describeMoney(quantity.isLevel, quantity.basis);
    default:
      return unreachable(quantity);
  }
}

function describeMoney(isLevel: boolean, basis: Basis): string {
  if (isLevel) return 'a level of the account';
  if (basis === null) return 'an amount of money';
  return basis === 'pnl' ? 'an amount of profit or loss' : `an amount of ${basis}`;
}
