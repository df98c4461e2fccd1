/** How large a position in one market can grow before something of the policy stops it. */
import { decimal, ONE, type Size, ZERO } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { createEngine, createInspector, type EngineState } from '../engine/index.js';
import { roundSizeDown, type Side, signOf } from '../market/index.js';
import type { FullPosition } from './explanation.js';
import type { AccountFacts, Scene } from './scene.js';

const MARGIN_CAPACITY = 'margin capacity';
const CAPACITY_RULE = 'builtin.margin-capacity';

/**
 * Lot by lot as the engine would let it: the next lot is judged by all limits, and no trigger may
 * trip on the way. `side` is the order's that grows it; the mark of `coin` is in the facts. Where
 * nothing passes even from flat, what the capital allows stands in.
 */
export function fullPosition(
  scene: Scene,
  facts: AccountFacts,
  coin: string,
  side: Side,
): FullPosition {
  const mark = facts.markets.get(coin)?.mark ?? ZERO;
  const decimals = scene.instruments.find((each) => each.coin === coin)?.sizeDecimals ?? 0;
  const lot = ONE.div(decimal(10).pow(decimals));
  const capacity = roundSizeDown(capacityAt(scene, scene.situate(facts), coin), decimals);
  const sized = (size: Size): FullPosition => ({
    size: size.times(signOf(side)),
    notional: size.times(mark),
    cappedBy: [MARGIN_CAPACITY],
    blockedBy: [],
  });
  const stopAt = (lots: number): readonly string[] =>
    stopsBeyond(scene, facts, { coin, side, held: lot.times(lots), lot });
  const most = capacity.div(lot).toNumber();
  const atFlat = stopAt(0);
  if (atFlat.length > 0) return { ...sized(capacity), blockedBy: atFlat };
  // From `low` lots one more passes, from `high` none does.
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (stopAt(middle).length === 0) low = middle;
    else high = middle;
  }
  return { ...sized(lot.times(high)), cappedBy: high === most ? [MARGIN_CAPACITY] : stopAt(high) };
}

function capacityAt({ policy }: Scene, state: EngineState, coin: string): Size {
  const { markets } = createEngine(policy).view(state);
  return markets.find((market) => market.coin === coin)?.marginCapacity ?? ZERO;
}

interface NextLot {
  readonly coin: string;
  readonly side: Side;
  /** Contracts held already, on that side. */
  readonly held: Size;
  readonly lot: Size;
}

/** The rules that keep a position from growing by one lot; empty where none does. */
function stopsBeyond(
  scene: Scene,
  facts: AccountFacts,
  { coin, side, held, lot }: NextLot,
): readonly string[] {
  const policy = withoutQuotes(scene.policy);
  const inspector = createInspector(policy);
  const at = (size: Size): EngineState => {
    const position = { coin, size: size.times(signOf(side)), entryPrice: null };
    const positions = size.isZero() ? [] : [{ ...position, liquidationPrice: null }];
    const state = scene.situate({ ...facts, positions, orders: [] });
    return createEngine(policy).step(state, { kind: 'clockTicked', at: state.at }).state;
  };
  const price = facts.markets.get(coin)?.mark ?? ZERO;
  const { denials } = inspector.judgeOrder(at(held), { coin, side, price, size: lot });
  if (denials.length > 0) return [...new Set(denials.map(({ rule }) => nameOf(rule)))];
  const tripped = inspector
    .readTriggers(at(held.plus(lot)))
    .filter(({ hold, rule }) => hold !== null && rule.kind !== 'alert');
  return tripped.map(({ rule }) => rule.path);
}

function nameOf(rule: string): string {
  return rule === CAPACITY_RULE ? MARGIN_CAPACITY : rule;
}

function withoutQuotes(policy: CompiledPolicy): CompiledPolicy {
  return { ...policy, markets: policy.markets.map((market) => ({ ...market, quote: null })) };
}
