/**
 * What follows from the account, the positions and the marks alone, kept from step to step: most
 * events are a top of book or word of an order, and leave all of it as it was.
 */
import type { Decimal } from '../base/index.js';
import type { CompiledPolicy, MeasureValue } from '../compile/index.js';
import type { EngineState } from './engine-state.js';

export interface StandingFacts {
  readonly memo: Map<string, MeasureValue>;
  /** What a position of a size was last reckoned to, by figure and market. */
  readonly ofSizes: Map<string, SizedFigure>;
  /** Whether nothing that they follow from is missing, stale or of a market nobody declared. */
  readonly isWhole: boolean;
}

interface SizedFigure {
  readonly size: Decimal;
  readonly figure: MeasureValue;
}

/** Remembers one state's: a memo that depends on nothing but what it is asked with. */
export class StandingMemory {
  #last: {
    readonly policy: CompiledPolicy;
    readonly state: EngineState;
    readonly isDeclared: boolean;
    readonly facts: StandingFacts;
  } | null = null;

  /** Those of the state asked for before where all that they follow from is the same and whole. */
  of(policy: CompiledPolicy, state: EngineState): StandingFacts {
    const last = this.#last;
    const isDeclared =
      last !== null && isOfSameMarkets(last, policy, state)
        ? last.isDeclared
        : isAllDeclared(policy, state);
    const isWhole = isDeclared && isAllFresh(policy, state);
    const goesOn =
      isWhole &&
      last?.facts.isWhole === true &&
      last.policy === policy &&
      isSame(policy, last.state, state);
    const facts = goesOn ? last.facts : { memo: new Map(), ofSizes: new Map(), isWhole };
    this.#last = { policy, state, isDeclared, facts };
    return facts;
  }
}

function isAllFresh({ markets, staleAfter }: CompiledPolicy, state: EngineState): boolean {
  const isFresh = (heardAt: number | null | undefined, staleAfterMs: number): boolean =>
    heardAt !== null && heardAt !== undefined && state.at - heardAt <= staleAfterMs;
  return (
    isFresh(state.account.heardAt, staleAfter.account) &&
    isFresh(state.streamAt, staleAfter.stream) &&
    markets.every(({ coin }) => isFresh(state.markets[coin]?.markAt, staleAfter.mark))
  );
}

function isOfSameMarkets(
  before: { readonly policy: CompiledPolicy; readonly state: EngineState },
  policy: CompiledPolicy,
  { orders, positions }: EngineState,
): boolean {
  const { state } = before;
  return (
    before.policy === policy &&
    state.orders.orders === orders.orders &&
    state.positions === positions
  );
}

/** Elsewhere the mark is read off our own orders. */
function isAllDeclared({ markets }: CompiledPolicy, { orders, positions }: EngineState): boolean {
  const isDeclared = (coin: string): boolean => markets.some((market) => market.coin === coin);
  return (
    orders.orders.every(({ coin }) => isDeclared(coin)) &&
    Object.values(positions).every(({ coin, size }) => isDeclared(coin) || size.isZero())
  );
}

function isSame({ markets }: CompiledPolicy, before: EngineState, now: EngineState): boolean {
  return (
    before.account === now.account &&
    before.positions === now.positions &&
    before.isPositionKnown === now.isPositionKnown &&
    before.instruments === now.instruments &&
    markets.every(({ coin }) => before.markets[coin]?.mark === now.markets[coin]?.mark)
  );
}
