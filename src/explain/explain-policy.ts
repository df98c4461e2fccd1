/** A policy explained for one account: its rules, its numbers, and what acts first in a move. */
import { type Decimal, ZERO } from '../base/index.js';
import type { CompiledMarket, CompiledPolicy } from '../compile/index.js';
import { createEngine, createInspector, type EngineState } from '../engine/index.js';
import { allocateSides, tierLeverage } from '../margin/index.js';
import type { Instrument } from '../market/index.js';
import type { FigureText } from './describe-condition.js';
import type { Explanation, MarketExplanation, MoveExplanation } from './explanation.js';
import { fullPosition } from './full-position.js';
import { readRules } from './read-rules.js';
import { type AccountFacts, createScene, type Scene } from './scene.js';
import { sweepMark } from './sweep-mark.js';

export interface ExplainOptions {
  readonly instruments: readonly Instrument[];
  /** Writes a figure in its unit. */
  readonly figure: FigureText;
  /** Writes a duration. */
  readonly span: (durationMs: number) => string;
}

/**
 * `facts` describe a flat account; a market whose mark is not among them is not moved. A rule that
 * hangs on what such a description cannot tell is listed as unknown, and left out of the moves.
 */
export function explainPolicy(
  policy: CompiledPolicy,
  facts: AccountFacts,
  options: ExplainOptions,
): Explanation {
  const scene = createScene(policy, options.instruments);
  const state = scene.situate(facts);
  const marked = policy.markets.filter(({ coin }) => facts.markets.has(coin));
  const unknown = marked.length === policy.markets.length ? unknownRules(scene, state) : [];
  const waived = policy.rules.filter(({ waivedUntil }) => (waivedUntil ?? 0) > facts.at);
  const unjudged = new Set([...unknown, ...waived.map(({ path }) => path)]);
  const judged = createScene(without(policy, unjudged), options.instruments);
  const moves = marked.flatMap(({ coin }) => movesOf(judged, facts, coin));
  const moved = new Set(moves.flatMap(({ steps }) => steps.map(({ rule }) => rule)));
  return {
    policy: policy.name,
    file: policy.file,
    at: facts.at,
    equity: facts.equity,
    markets: policy.markets.map((market) => explainMarket(scene, state, market)),
    rules: readRules(scene, state, options.figure, options.span),
    sizings: createInspector(policy).readSizings(state),
    moves,
    unmoved:
      moves.length === 0 ? [] : triggerPaths(judged.policy).filter((path) => !moved.has(path)),
    unknown,
  };
}

function movesOf(scene: Scene, facts: AccountFacts, coin: string): readonly MoveExplanation[] {
  return (['buy', 'sell'] as const)
    .map((side) => fullPosition(scene, facts, coin, side))
    .filter(({ size }) => !size.isZero())
    .map((position) => sweepMark(scene, facts, coin, position));
}

function explainMarket(
  { policy, instruments }: Scene,
  state: EngineState,
  { coin, leverage, marginMode, allocation }: CompiledMarket,
): MarketExplanation {
  const view = createEngine(policy)
    .view(state)
    .markets.find((market) => market.coin === coin);
  const mark = view?.mark ?? null;
  const capacity = view?.marginCapacity ?? null;
  const equity: Decimal | null = state.account.balance;
  const instrument = instruments.find((each) => each.coin === coin);
  const sides =
    mark === null || capacity === null || equity === null || instrument === undefined
      ? null
      : allocateSides({
          position: ZERO,
          capacity,
          freeMargin: equity,
          leverage: Math.min(leverage, tierLeverage(instrument, equity.times(leverage))),
          mark,
          settings: allocation,
        });
  return {
    coin,
    mark,
    leverage,
    marginMode,
    marginCapacity: capacity,
    sides: sides === null ? null : { buy: sides.buy, sell: sides.sell },
  };
}

/** Paths of rules that cannot be judged although every mark is known. */
function unknownRules({ policy }: Scene, state: EngineState): readonly string[] {
  const inspector = createInspector(policy);
  const triggers = inspector
    .readTriggers(state)
    .filter(({ outcome }) => outcome.truth === 'unknown')
    .map(({ rule }) => rule.path);
  const limits = policy.markets.flatMap(({ coin }) => {
    const price = state.markets[coin]?.mark;
    const decimals = state.instruments[coin]?.sizeDecimals ?? 0;
    if (price === null || price === undefined) return [];
    const size = ZERO.plus(1).div(10 ** decimals);
    return inspector
      .judgeOrder(state, { coin, side: 'buy', price, size })
      .limits.filter(({ outcome }) => outcome.truth === 'unknown')
      .map(({ rule }) => rule.path);
  });
  return [...new Set([...triggers, ...limits])];
}

function without(policy: CompiledPolicy, paths: ReadonlySet<string>): CompiledPolicy {
  return { ...policy, rules: policy.rules.filter(({ path }) => !paths.has(path)) };
}

function triggerPaths({ rules }: CompiledPolicy): readonly string[] {
  return rules
    .filter(({ kind }) => kind !== 'limit' && kind !== 'objective')
    .map(({ path }) => path);
}
