/** What acts in which order as one mark moves away, found on the real engine's own judgement. */
import {
  type Decimal,
  decimal,
  type Money,
  ONE,
  type Price,
  unreachable,
  ZERO,
} from '../base/index.js';
import type { CompiledPolicy, CompiledRule } from '../compile/index.js';
import { createInspector, type EngineState } from '../engine/index.js';
import type { FullPosition, MoveExplanation, MoveStep } from './explanation.js';
import type { AccountFacts, Scene } from './scene.js';

/** Steps that no trigger is expected to come and go within. */
const GRID_STEP = decimal('0.005');
/** A falling mark stops short of nothing, a rising one when it has tripled. */
const FALL_STEPS = 199;
const RISE_STEPS = 400;
/** Halves a step until the threshold is exact to a billionth of the mark. */
const HALVINGS = 22;

const LIQUIDATION = 'liquidation';

/** What is true at one mark, and what the account is then worth. */
interface Probe {
  readonly mark: Price;
  readonly equity: Decimal;
  /** Keys of `Watched` whose condition holds. */
  readonly holding: ReadonlySet<string>;
}

/** A trigger for a market, or the venue's liquidation of the position. */
interface Watched {
  readonly key: string;
  readonly rule: CompiledRule;
  readonly coin: string | null;
  readonly isLiquidation: boolean;
}

/** `position` is what is held in `coin`, entered at its mark. */
export function sweepMark(
  scene: Scene,
  facts: AccountFacts,
  coin: string,
  position: FullPosition,
): MoveExplanation {
  const direction = position.size.lt(0) ? 'rises' : 'falls';
  const held = { coin, size: position.size, entryPrice: null, liquidationPrice: null };
  const start = scene.situate({ ...facts, positions: [held], orders: [] });
  const from = facts.markets.get(coin)?.mark ?? ZERO;
  const found = findTriggers(scene, start, coin, direction, from);
  const steps = found.map(({ rule, isLiquidation, mark, lost }): MoveStep => ({
    rule: isLiquidation ? null : rule.path,
    kind: isLiquidation ? LIQUIDATION : rule.kind,
    flattens: rule.flatten,
    forMs: rule.forMs,
    mark,
    change: mark.div(from).minus(1),
    lost,
    afterRule: null,
    after: null,
  }));
  return { coin, direction, position, steps: withConsequences(steps) };
}

/** A trigger with the first mark at which its condition is true. */
export interface FoundTrigger {
  readonly rule: CompiledRule;
  /** Null for the account. */
  readonly coin: string | null;
  /** The venue takes the position: no rule of the policy. */
  readonly isLiquidation: boolean;
  readonly mark: Price;
  /** Equity lost on the way there. */
  readonly lost: Money;
}

/** In the order in which they come true as the mark of `coin` leaves `from`, all else the same. */
export function findTriggers(
  scene: Scene,
  start: EngineState,
  coin: string,
  direction: MoveExplanation['direction'],
  from: Price,
): readonly FoundTrigger[] {
  const prober = new Prober(scene, start, coin);
  const base = prober.at(from);
  const found: { readonly watched: Watched; readonly probe: Probe }[] = [];
  const seen = new Set(base.holding);
  for (const watched of prober.watched) {
    if (seen.has(watched.key)) found.push({ watched, probe: base });
  }
  let before = base;
  for (const mark of gridOf(from, direction)) {
    const probe = prober.at(mark);
    for (const watched of prober.watched) {
      if (seen.has(watched.key) || !probe.holding.has(watched.key)) continue;
      seen.add(watched.key);
      found.push({ watched, probe: prober.firstHolding(watched.key, before.mark, probe) });
    }
    before = probe;
  }
  return found
    .toSorted((a, b) => distance(a.probe, from).comparedTo(distance(b.probe, from)))
    .map(({ watched: { rule, coin: of, isLiquidation }, probe }) => ({
      rule,
      coin: of,
      isLiquidation,
      mark: probe.mark,
      lost: base.equity.minus(probe.equity),
    }));
}

function distance({ mark }: Probe, from: Price): Decimal {
  return mark.minus(from).abs();
}

function gridOf(from: Price, direction: MoveExplanation['direction']): readonly Price[] {
  const [count, sign] = direction === 'falls' ? [FALL_STEPS, -1] : [RISE_STEPS, 1];
  return Array.from({ length: count }, (_, index) =>
    from.times(ONE.plus(GRID_STEP.times((index + 1) * sign))),
  );
}

/** Reads every trigger at a mark, each mark once. */
class Prober {
  readonly watched: readonly Watched[];
  readonly #scene: Scene;
  readonly #start: EngineState;
  readonly #coin: string;
  readonly #inspector: ReturnType<typeof createInspector>;

  constructor(scene: Scene, start: EngineState, coin: string) {
    this.#scene = scene;
    this.#start = start;
    this.#coin = coin;
    const watching = withLiquidation(scene.policy, coin);
    this.#inspector = createInspector(watching);
    this.watched = this.#inspector
      .readTriggers(start)
      .filter(({ coin: of }) => of === null || of === coin)
      .map(({ rule, coin: of }) => ({
        key: keyOf(rule, of),
        rule,
        coin: of,
        isLiquidation: rule.path === LIQUIDATION,
      }));
  }

  at(mark: Price): Probe {
    const state = this.#scene.moveMark(this.#start, this.#coin, mark);
    const readings = this.#inspector.readTriggers(state);
    const holding = readings.filter(({ outcome }) => outcome.truth === 'true');
    return {
      mark,
      equity: equityIn(state, this.#coin, mark),
      holding: new Set(holding.map(({ rule, coin }) => keyOf(rule, coin))),
    };
  }

  /** Between a mark where it does not hold and a probe where it does: as near the first as told. */
  firstHolding(key: string, from: Price, to: Probe): Probe {
    let clear = from;
    let first = to;
    for (let halving = 0; halving < HALVINGS; halving += 1) {
      const middle = this.at(clear.plus(first.mark).div(2));
      if (middle.holding.has(key)) first = middle;
      else clear = middle.mark;
    }
    return first;
  }
}

/** Balance is what it was; the position gains or loses with the mark. */
function equityIn(state: EngineState, coin: string, mark: Price): Decimal {
  const held = state.positions[coin];
  const balance = state.account.balance ?? ZERO;
  const entryPrice = held?.entryPrice ?? null;
  if (held === undefined || entryPrice === null) return balance;
  return balance.plus(held.size.times(mark.minus(entryPrice)));
}

function keyOf(rule: CompiledRule, coin: string | null): string {
  return `${rule.path} ${coin ?? '*'}`;
}

/** The policy with one more rule to watch: the venue takes the position away. */
function withLiquidation(policy: CompiledPolicy, coin: string): CompiledPolicy {
  const rule: CompiledRule = {
    kind: 'alert',
    name: LIQUIDATION,
    path: LIQUIDATION,
    place: { file: policy.file, line: 1, column: 1 },
    coin,
    scope: 'market',
    condition: {
      kind: 'compare',
      comparator: '<=',
      left: { kind: 'measure', name: 'liquidation_buffer', coin: null },
      right: { kind: 'constant', value: ZERO },
      text: 'liquidation_buffer <= 0',
      unit: 'ratio',
    },
    applies: null,
    text: 'liquidation_buffer <= 0',
    forMs: 0,
    release: { kind: 'immediate' },
    flatten: false,
    rulebook: null,
    because: null,
    waivedUntil: null,
  };
  return { ...policy, rules: [...policy.rules, rule] };
}

/** What has closed the position leaves nothing to those after; a halt only what closes it. */
function withConsequences(steps: readonly MoveStep[]): readonly MoveStep[] {
  let flatBy: string | null = null;
  let haltedBy: string | null = null;
  return steps.map((step) => {
    if (flatBy !== null) return { ...step, afterRule: flatBy, after: 'flat' as const };
    const name = step.rule ?? 'the venue';
    if (haltedBy !== null && !actsWhileHalted(step)) {
      return { ...step, afterRule: haltedBy, after: 'halted' as const };
    }
    if (step.kind === LIQUIDATION || step.flattens) flatBy = name;
    if (step.kind === 'kill') haltedBy = haltedBy ?? name;
    return step;
  });
}

function actsWhileHalted({ kind, flattens }: MoveStep): boolean {
  switch (kind) {
    case 'alert':
    case 'liquidation':
      return true;
    case 'kill':
    case 'pause':
      return flattens;
    case 'limit':
    case 'objective':
    case 'reduce-only':
      return false;
    default:
      return unreachable(kind);
  }
}
