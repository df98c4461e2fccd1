/** What each measure means: the one place that the checker, the engine and the docs look it up. */
import { ACCOUNT_MEASURES } from './account-measures.js';
import { MARKET_MEASURES } from './market-measures.js';
import type { MeasureMeaning } from './measure-meaning.js';
import { ORDER_MEASURES } from './order-measures.js';

const ROWS = { ...ORDER_MEASURES, ...MARKET_MEASURES, ...ACCOUNT_MEASURES };

export type MeasureName = keyof typeof ROWS;
export type MarketMeasure = keyof typeof MARKET_MEASURES;
export type AccountMeasure = keyof typeof ACCOUNT_MEASURES;

export const MEASURE_TABLE: Readonly<Record<MeasureName, MeasureMeaning>> = ROWS;

export const MEASURE_NAMES: readonly MeasureName[] = Object.keys(ROWS).filter(isMeasureName);

export function isMeasureName(name: string): name is MeasureName {
  return Object.hasOwn(ROWS, name);
}

export function isAccountMeasure(name: MeasureName): name is AccountMeasure {
  return Object.hasOwn(ACCOUNT_MEASURES, name);
}
