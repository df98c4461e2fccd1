/** The facts of one market that change with every event, as slots of the kernel's store. */
import type { FactStore, SlotTerm } from '../kernel/index.js';
import type { Instrument } from '../market/index.js';
import { LIQUIDATION_SHARE } from './own-liquidation.js';

/** Prices of a perpetual have at most six decimals less those of its sizes. */
const PRICE_AND_SIZE_DECIMALS = 6;
export const MONEY_DECIMALS = 8;
/** How far cash and entries may be off that fills have made, as a share of what they are. */
export const BOOK_SHARE = 2 ** -40;

export interface MarketSlots {
  readonly coin: string;
  readonly priceScale: number;
  readonly sizeScale: number;
  readonly mark: SlotTerm;
  readonly oracle: SlotTerm;
  /** 0 when flat. */
  readonly entry: SlotTerm;
  readonly position: SlotTerm;
  readonly openOrders: SlotTerm;
  /** Contracts that rest or are in flight. */
  readonly buys: SlotTerm;
  readonly sells: SlotTerm;
  /** USD: bounds of what its live orders reserve, before leverage. */
  readonly reservedMost: SlotTerm;
  readonly reservedLeast: SlotTerm;
  /** Of the venue's liquidation price: +1 long, −1 short, 0 flat; not known while it is ours. */
  readonly liquidationSide: SlotTerm;
  readonly liquidationPrice: SlotTerm;
  /** Some distance, above 0, where nothing liquidates it, else 0. */
  readonly isFlat: SlotTerm;
  /** Of the tier at the liquidation price; 0 when flat. */
  readonly maintenanceRate: SlotTerm;
}

/** The order under check. */
export interface OrderSlots {
  readonly price: SlotTerm;
  /** The whole order. */
  readonly size: SlotTerm;
  /** The part that does not merely shrink the position. */
  readonly adding: SlotTerm;
  /** As of its market, the order among them. */
  readonly reservedMost: SlotTerm;
  readonly reservedLeast: SlotTerm;
  /** How many orders like it were sent, by window. */
  readonly duplicates: { readonly windowMs: number; readonly slot: SlotTerm }[];
}

/** `share`: of an inexact value, how far it may be off; left out, as decimals become doubles. */
export function addSlot(store: FactStore, scale: number, share?: number): SlotTerm {
  return { kind: 'slot', slot: store.add(scale, share), scale };
}

export function createMarketSlots(store: FactStore, instrument: Instrument): MarketSlots {
  const { coin, sizeDecimals: sizeScale } = instrument;
  const priceScale = Math.max(0, PRICE_AND_SIZE_DECIMALS - sizeScale);
  const add = (scale: number): SlotTerm => addSlot(store, scale);
  return {
    coin,
    priceScale,
    sizeScale,
    mark: add(priceScale),
    oracle: add(priceScale),
    entry: addSlot(store, priceScale, BOOK_SHARE),
    position: add(sizeScale),
    openOrders: add(0),
    buys: add(sizeScale),
    sells: add(sizeScale),
    reservedMost: add(priceScale + sizeScale),
    reservedLeast: add(priceScale + sizeScale),
    liquidationSide: add(0),
    liquidationPrice: addSlot(store, priceScale, LIQUIDATION_SHARE),
    isFlat: add(0),
    maintenanceRate: add(MONEY_DECIMALS),
  };
}

export function createOrderSlots(store: FactStore, market: MarketSlots): OrderSlots {
  return {
    price: addSlot(store, market.priceScale),
    size: addSlot(store, market.sizeScale),
    adding: addSlot(store, market.sizeScale),
    reservedMost: addSlot(store, market.priceScale + market.sizeScale),
    reservedLeast: addSlot(store, market.priceScale + market.sizeScale),
    duplicates: [],
  };
}
