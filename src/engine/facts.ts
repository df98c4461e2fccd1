/** The policy and the state, with what was derived from them kept for the rest of a step. */
import { type Decimal, ZERO } from '../base/index.js';
import type { CompiledMarket, CompiledPolicy, MeasureValue } from '../compile/index.js';
import type { EngineState } from './engine-state.js';
import { type StandingFacts, StandingMemory } from './standing-facts.js';

export interface Facts {
  readonly policy: CompiledPolicy;
  readonly state: EngineState;
  /** What was reckoned already; the state never changes under it. */
  readonly memo: Map<string, MeasureValue>;
  /** What follows from the account, positions and marks alone; null until asked for. */
  readonly standing: { readonly memory: StandingMemory | null; found: StandingFacts | null };
  /** Null until asked for. */
  readonly coins: { list: readonly string[] | null };
}

export const MISSING: MeasureValue = { status: 'missing' };
export const STALE: MeasureValue = { status: 'stale' };
export const NONE: MeasureValue = { status: 'none' };
export const NOTHING: MeasureValue = { status: 'known', value: ZERO };

/** `memory`: what stands as it did in the state before is not reckoned again. */
export function createFacts(
  policy: CompiledPolicy,
  state: EngineState,
  memory: StandingMemory | null = null,
): Facts {
  return {
    policy,
    state,
    memo: new Map(),
    standing: { memory, found: null },
    coins: { list: null },
  };
}

/** A figure that is not finite is no knowledge. */
export function known(value: Decimal): MeasureValue {
  return value.isFinite() ? { status: 'known', value } : MISSING;
}

/** Null where the measure is not known. */
export function valueOf(measure: MeasureValue): Decimal | null {
  return measure.status === 'known' ? measure.value : null;
}

/** Reckons a measure once per step. */
export function remember(facts: Facts, key: string, reckon: () => MeasureValue): MeasureValue {
  return rememberIn(facts.memo, key, reckon);
}

/** The same of what follows from the account, positions and marks alone: once while they stand. */
export function rememberStanding(
  facts: Facts,
  key: string,
  reckon: () => MeasureValue,
): MeasureValue {
  return rememberIn(standingOf(facts).memo, key, reckon);
}

function rememberIn(
  memo: Map<string, MeasureValue>,
  key: string,
  reckon: () => MeasureValue,
): MeasureValue {
  const before = memo.get(key);
  if (before !== undefined) return before;
  const value = reckon();
  memo.set(key, value);
  return value;
}

/** Reckons a figure of a position again only for another size: the same object is the same size. */
export function rememberOfSize(
  facts: Facts,
  key: string,
  size: Decimal,
  reckon: () => MeasureValue,
): MeasureValue {
  const { ofSizes } = standingOf(facts);
  const before = ofSizes.get(key);
  if (before?.size === size) return before.figure;
  const figure = reckon();
  ofSizes.set(key, { size, figure });
  return figure;
}

/** Changes when anything does that it follows from. */
export function standingOf({ policy, state, standing }: Facts): StandingFacts {
  standing.found ??= (standing.memory ?? new StandingMemory()).of(policy, state);
  return standing.found;
}

/** The sum, unless one of the parts is not known. */
export function sumOf(parts: readonly MeasureValue[]): MeasureValue {
  let sum: Decimal = ZERO;
  for (const part of parts) {
    if (part.status !== 'known') return part;
    sum = sum.plus(part.value);
  }
  return known(sum);
}

/** Applies `combine` to two known measures; the first that is not known is the result. */
export function mapBoth(
  left: MeasureValue,
  right: MeasureValue,
  combine: (left: Decimal, right: Decimal) => Decimal,
): MeasureValue {
  if (left.status !== 'known') return left;
  if (right.status !== 'known') return right;
  return known(combine(left.value, right.value));
}

export function marketOf(policy: CompiledPolicy, coin: string): CompiledMarket | undefined {
  return policy.markets.find((market) => market.coin === coin);
}

/** Every market that may matter: declared ones first, then where we hold or have orders. */
export function coinsOf(facts: Facts): readonly string[] {
  facts.coins.list ??= findCoins(facts);
  return facts.coins.list;
}

function findCoins(facts: Facts): readonly string[] {
  const { policy, state } = facts;
  const declared = policy.markets.map(({ coin }) => coin);
  if (standingOf(facts).isWhole) return declared;
  const coins = new Set(declared);
  for (const position of Object.values(state.positions)) {
    if (!position.size.isZero()) coins.add(position.coin);
  }
  for (const order of state.orders.orders) coins.add(order.coin);
  return [...coins];
}
