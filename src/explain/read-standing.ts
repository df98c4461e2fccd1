/** How a policy stands for an account as it is: what binds, what is unknown, and the room left. */
import { type Decimal, decimal, ONE, type Price, type Ratio, type Size } from '../base/index.js';
import type { TimeMs } from '../base/index.js';
import type { MeasureName } from '../check/index.js';
import type { CompiledPolicy, CompiledRule, Place } from '../compile/index.js';
import { createEngine, createInspector, type EngineState } from '../engine/index.js';
import type { Instrument, Side } from '../market/index.js';
import type { RuleFigures } from './explanation.js';
import { measuresRead } from './measures-read.js';
import { figuresOf } from './read-rules.js';
import { type AccountFacts, createScene, type Scene } from './scene.js';
import { findTriggers } from './sweep-mark.js';

export type Standing = 'binds' | 'free' | 'unknown' | 'waived';

/** Where a mark would have to go for a trigger to trip, all else as it is. */
export interface NearestMark {
  readonly coin: string;
  readonly mark: Price;
  readonly change: Ratio;
}

/** One rule for one market, or for the account. */
export interface RuleStanding {
  readonly kind: CompiledRule['kind'];
  readonly path: string;
  readonly place: Place;
  /** Null for the account. */
  readonly coin: string | null;
  readonly standing: Standing;
  readonly figures: readonly RuleFigures[];
  /** How far the only comparison is from its bound; null where there are several, or none known. */
  readonly room: Decimal | null;
  /** Null where no move of a single mark trips it, for limits, and for what binds already. */
  readonly nearest: NearestMark | null;
}

/** The largest order at mark that would pass now. */
export interface OrderRoom {
  readonly side: Side;
  /** Contracts; 0 where none passes. */
  readonly size: Size;
  /** The part of it that only shrinks the position. */
  readonly reducing: Size;
  /** What denies the next lot. */
  readonly deniedBy: readonly string[];
}

export interface MarketStanding {
  readonly coin: string;
  readonly state: string;
  readonly heldBy: string | null;
  readonly endsBy: string | null;
  readonly mark: Price | null;
  readonly position: Size | null;
  readonly entryPrice: Price | null;
  /** Empty without a mark. */
  readonly orders: readonly OrderRoom[];
}

export interface PolicyStanding {
  readonly policy: string;
  readonly file: string;
  readonly at: TimeMs;
  readonly equity: Decimal | null;
  readonly markets: readonly MarketStanding[];
  readonly rules: readonly RuleStanding[];
}

/** `untold`: what the facts say nothing of; a rule that reads one of them is unknown. */
export function readStanding(
  policy: CompiledPolicy,
  facts: AccountFacts,
  instruments: readonly Instrument[],
  untold: ReadonlySet<MeasureName>,
): PolicyStanding {
  const blind = policy.rules.filter((rule) =>
    [...measuresRead(rule)].some((name) => untold.has(name)),
  );
  const unquoted = {
    ...policy,
    rules: policy.rules.filter((rule) => !blind.includes(rule)),
    markets: policy.markets.map((market) => ({ ...market, quote: null })),
  };
  const scene = createScene(unquoted, instruments);
  const engine = createEngine(unquoted);
  const before = scene.situate(facts);
  const state = engine.step(before, { kind: 'clockTicked', at: before.at }).state;
  const view = engine.view(state);
  const markets = view.markets.map((market): MarketStanding => {
    const { coin, mark, position, entryPrice, heldBy, endsBy } = market;
    const orders = mark === null ? [] : ordersAt(scene, state, coin, mark);
    return { coin, state: market.state, heldBy, endsBy, mark, position, entryPrice, orders };
  });
  const nearest = nearestMarks(scene, before, markets);
  return {
    policy: policy.name,
    file: policy.file,
    at: facts.at,
    equity: view.equity,
    markets,
    rules: [...standingsOf(scene, state, markets, nearest), ...blind.map(unknownStanding)],
  };
}

function unknownStanding({ kind, path, place, coin }: CompiledRule): RuleStanding {
  const nothing = { figures: [], room: null, nearest: null };
  return { kind, path, place, coin, standing: 'unknown', ...nothing };
}

function standingsOf(
  { policy }: Scene,
  state: EngineState,
  markets: readonly MarketStanding[],
  nearest: ReadonlyMap<string, NearestMark>,
): readonly RuleStanding[] {
  const inspector = createInspector(policy);
  const triggers = inspector.readTriggers(state).map(({ rule, coin, outcome, hold }) => {
    const isTrue = outcome.truth === 'true' || hold !== null;
    const standing = isTrue ? 'binds' : outcome.truth === 'unknown' ? 'unknown' : 'free';
    return standingOf(rule, coin, standing, figuresOf(rule, coin, outcome));
  });
  const limits = inspector.readLimits(state).map(({ rule, coin, outcome }) => {
    const orders = markets.find((market) => market.coin === coin)?.orders ?? [];
    const denies = orders.some(
      ({ size, reducing, deniedBy }) => size.lte(reducing) && deniedBy.includes(rule.path),
    );
    const standing = denies || outcome.truth === 'false' ? 'binds' : 'free';
    const isKnown = orders.length > 0 || outcome.truth !== 'unknown';
    const figures = figuresOf(rule, rule.scope === 'market' ? coin : null, outcome);
    return standingOf(
      rule,
      rule.scope === 'market' ? coin : null,
      isKnown ? standing : 'unknown',
      figures,
    );
  });
  const all = [...limits, ...triggers];
  return policy.rules.flatMap((rule) =>
    all.filter((each, index) => each.path === rule.path && isFirst(each, index)),
  );

  function isFirst({ path, coin }: RuleStanding, index: number): boolean {
    return all.findIndex((each) => each.path === path && each.coin === coin) === index;
  }

  function standingOf(
    rule: CompiledRule,
    coin: string | null,
    standing: Standing,
    figures: readonly RuleFigures[],
  ): RuleStanding {
    const isWaived = (rule.waivedUntil ?? 0) > state.at;
    const isFree = standing === 'free' && !isWaived;
    return {
      kind: rule.kind,
      path: rule.path,
      place: rule.place,
      coin,
      standing: isWaived ? 'waived' : standing,
      figures,
      room: isFree ? roomOf(figures) : null,
      nearest: isFree ? (nearest.get(keyOf(rule.path, coin)) ?? null) : null,
    };
  }
}

function roomOf(figures: readonly RuleFigures[]): Decimal | null {
  const [only, ...others] = figures;
  if (only === undefined || others.length > 0) return null;
  const { value, threshold } = only;
  return value === null || threshold === null ? null : threshold.minus(value).abs();
}

/** For each trigger the smallest move of one mark, down or up, that makes it true. */
function nearestMarks(
  scene: Scene,
  state: EngineState,
  markets: readonly MarketStanding[],
): ReadonlyMap<string, NearestMark> {
  const nearest = new Map<string, NearestMark>();
  for (const { coin, mark } of markets) {
    if (mark === null) continue;
    for (const direction of ['falls', 'rises'] as const) {
      for (const { rule, coin: of, mark: at } of findTriggers(
        scene,
        state,
        coin,
        direction,
        mark,
      )) {
        const key = keyOf(rule.path, of);
        const change = at.div(mark).minus(1);
        const known = nearest.get(key);
        if (known === undefined || change.abs().lt(known.change.abs())) {
          nearest.set(key, { coin, mark: at, change });
        }
      }
    }
  }
  return nearest;
}

function keyOf(path: string, coin: string | null): string {
  return `${path} ${coin ?? '*'}`;
}

/** Both sides, judged by the engine beside all that rests. */
function ordersAt(
  { policy, instruments }: Scene,
  state: EngineState,
  coin: string,
  price: Price,
): readonly OrderRoom[] {
  const inspector = createInspector(policy);
  const decimals = instruments.find((each) => each.coin === coin)?.sizeDecimals ?? 0;
  const lot = ONE.div(decimal(10).pow(decimals));
  // More than any margin carries at this mark.
  const equity = state.account.balance ?? decimal(0);
  const held = state.positions[coin]?.size.abs() ?? decimal(0);
  const most = equity.abs().times(100).div(price).plus(held.times(2)).plus(1).toDecimalPlaces(0);
  return (['buy', 'sell'] as const).map((side) => {
    const reading = inspector.judgeOrder(state, { coin, side, price, size: most });
    const next = reading.sizeThatFits.plus(lot);
    const { denials } = inspector.judgeOrder(state, { coin, side, price, size: next });
    return {
      side,
      size: reading.sizeThatFits,
      reducing: reading.reducingSize,
      deniedBy: [...new Set(denials.map(({ rule }) => rule))],
    };
  });
}
