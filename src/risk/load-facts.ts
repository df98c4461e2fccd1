/** Takes the engine's state into the programs' facts. */
import { Decimal, isOnLattice, ZERO } from '../base/index.js';
import { type CompiledPolicy, evaluateExpression } from '../compile/index.js';
import type { EngineState, Inspector } from '../engine/index.js';
import type { FactStore } from '../kernel/index.js';
import { maintenanceRateAt } from '../margin/index.js';
import type { MeasureName } from '../check/index.js';
import type { FastPrograms, QuietFact } from './fast-programs.js';
import type { MarketTerms } from './measure-terms.js';
import { ownLiquidation } from './own-liquidation.js';
import { writeLiquidation } from './write-liquidation.js';

/** By market: the venue's setting where it has told it, else the policy's. */
export function venueLeverageOf(policy: CompiledPolicy, state: EngineState): readonly number[] {
  const reported = state.account.report?.positions ?? [];
  return policy.markets.map(
    ({ coin, leverage }) => reported.find((each) => each.coin === coin)?.leverage ?? leverage,
  );
}

/** What no fill and no report ever moves. */
const LASTING: ReadonlySet<MeasureName> = new Set([
  'initial_balance',
  'day_start_balance',
  'day_start_equity',
  'consecutive_errors',
  'unresolved_orders',
]);

/** False where a position is not on its lattice: sizes have to be exact. */
export function loadFacts(
  programs: FastPrograms,
  state: EngineState,
  inspector: Inspector,
): boolean {
  const { store, markets, quiet } = programs;
  for (const { slots } of markets) {
    const data = state.markets[slots.coin];
    store.writeDecimal(slots.mark.slot, data?.mark ?? null);
    store.writeDecimal(slots.oracle.slot, data?.oracle ?? null);
  }
  loadQuiet(programs, quiet.filter(isLasting), state, inspector);
  return loadMoved(programs, state, inspector);
}

/** As `loadFacts`, of what a fill or a report moves. */
export function loadMoved(
  programs: FastPrograms,
  state: EngineState,
  inspector: Inspector,
): boolean {
  const { store, markets, balance, leastPeak, quiet } = programs;
  store.writeDecimal(balance.slot, state.account.balance);
  const peaks = Object.values(state.books).flatMap(({ anchors }) =>
    [anchors.peakEquity, anchors.dayPeakEquity].filter((peak) => peak !== null),
  );
  store.writeDecimal(leastPeak.slot, peaks.length === 0 ? null : Decimal.min(...peaks));
  loadQuiet(
    programs,
    quiet.filter((each) => !isLasting(each)),
    state,
    inspector,
  );
  for (const market of markets) loadMarket(store, market, state);
  return markets.every(({ slots }) =>
    isOnLattice(state.positions[slots.coin]?.size ?? ZERO, slots.sizeScale),
  );
}

function loadQuiet(
  { store }: FastPrograms,
  quiet: readonly QuietFact[],
  state: EngineState,
  inspector: Inspector,
): void {
  for (const { leaf, coin, slot } of quiet) {
    const value = evaluateExpression(leaf, inspector.readerOf(state, coin));
    store.writeDecimal(slot.slot, value.status === 'known' ? value.value : null);
  }
}

/** Whether no fill and no report ever moves it. */
export function isLasting({ leaf }: QuietFact): boolean {
  return leaf.kind !== 'age' && LASTING.has(leaf.name);
}

function loadMarket(
  store: FactStore,
  { slots, instrument }: MarketTerms,
  state: EngineState,
): void {
  const { positions, account } = state;
  const { coin } = slots;
  const { size = ZERO, entryPrice = null } = positions[coin] ?? {};
  store.writeDecimal(slots.position.slot, size);
  store.writeDecimal(slots.entry.slot, entryPrice ?? ZERO);
  const report = account.report?.positions.find((each) => each.coin === coin);
  const reported = report?.size.eq(size) === true ? report.liquidationPrice : null;
  // Ours moves with the marks of others: where there are such positions, decimals reckon it.
  const found = size.isZero()
    ? null
    : reported === null
      ? ownLiquidation(state, instrument)
      : { price: reported, rate: maintenanceRateAt(instrument, size.times(reported)) };
  writeLiquidation(store, slots, found, size.isNeg() ? -1 : 1);
}
