/** A policy laid out for judging: each trigger by market, the limits of each market. */
import { unreachable } from '../base/index.js';
import type { MeasureName } from '../check/index.js';
import type {
  CompiledMarket,
  CompiledPolicy,
  CompiledRule,
  Condition,
  Expression,
} from '../compile/index.js';
import { judgedIn } from './objective-facts.js';

/** One trigger for one market, or for the account. */
export interface RuleInstance {
  readonly key: string;
  readonly rule: CompiledRule;
  /** The market at hand; null for the account. */
  readonly coin: string | null;
  readonly holdsAccount: boolean;
  /** What it reads besides marks, positions and levels. */
  readonly readsBook: boolean;
  readonly readsOrders: boolean;
  /** The key of the book whose anchors it reads; null where it reads none. */
  readonly book: string | null;
  /** The streaks that its condition counts, which start again once its pause has ended. */
  readonly streaks: readonly Streak[];
}

type Streak = 'consecutive_errors' | 'consecutive_losses';

export interface RuleBook {
  readonly policy: CompiledPolicy;
  /** Everything that trips, in line order. */
  readonly triggers: readonly RuleInstance[];
  readonly hasObjectives: boolean;
  /** The limits that hold in a market, in line order. */
  readonly limits: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly markets: ReadonlyMap<string, CompiledMarket>;
}

const BOOK_MEASURES: readonly string[] = ['mid', 'spread', 'clock_skew'] satisfies MeasureName[];
const ORDER_MEASURES: readonly string[] = [
  'open_orders',
  'unresolved_orders',
  'orders',
  'cancels',
  'rejections',
  'open_risk',
  'time_without_stop',
  'rate_limit_errors',
  'action_budget',
  'free_margin',
  'consecutive_errors',
] satisfies MeasureName[];

const STREAKS: readonly Streak[] = ['consecutive_errors', 'consecutive_losses'];

export function createRuleBook(policy: CompiledPolicy): RuleBook {
  const coins = policy.markets.map(({ coin }) => coin);
  const limits = new Map<string, readonly CompiledRule[]>();
  for (const coin of coins) {
    limits.set(
      coin,
      policy.rules.filter((rule) => rule.kind === 'limit' && isFor(rule, coin)),
    );
  }
  const ofObjectives: Reads = { measures: new Set(), books: new Set() };
  for (const { kind, condition } of policy.rules) {
    if (kind === 'objective') collectCondition(condition, ofObjectives);
  }
  const triggers = policy.rules
    .filter((rule) => rule.kind !== 'limit' && rule.kind !== 'objective')
    .flatMap((rule) => instancesOf(rule, coins, ofObjectives.measures));
  const markets = new Map(policy.markets.map((market) => [market.coin, market]));
  const hasObjectives = policy.rules.some(({ kind }) => kind === 'objective');
  return { policy, triggers, hasObjectives, limits, markets };
}

/** Whether a rule of the policy measures by `name`: then the loop has to bring what it needs. */
export function readsMeasure(policy: CompiledPolicy, name: MeasureName): boolean {
  return policy.rules.some((rule) => {
    const read: Reads = { measures: new Set(), books: new Set() };
    collectCondition(rule.condition, read);
    if (rule.applies !== null) collectCondition(rule.applies, read);
    if (rule.release.kind === 'condition') collectCondition(rule.release.condition, read);
    return read.measures.has(name);
  });
}

/** Names a rule's judgement for a market in the state. */
export function instanceKey(path: string, coin: string | null): string {
  return `${path} ${coin ?? '*'}`;
}

function isFor(rule: CompiledRule, coin: string): boolean {
  return rule.coin === null || rule.coin === coin;
}

/** `ofObjectives` is what the policy's objectives read, which counting those left reads too. */
function instancesOf(
  rule: CompiledRule,
  coins: readonly string[],
  ofObjectives: ReadonlySet<string>,
): RuleInstance[] {
  const reads: Reads = { measures: new Set(), books: new Set() };
  const { measures: read, books } = reads;
  collectCondition(rule.condition, reads);
  if (rule.release.kind === 'condition') collectCondition(rule.release.condition, reads);
  if (read.has('objectives_left')) for (const name of ofObjectives) read.add(name);
  return judgedIn(rule, coins).map((coin) => ({
    key: instanceKey(rule.path, coin),
    rule,
    coin,
    // A rule in a market's block speaks of that market, whatever it measures; a kill of all.
    holdsAccount: rule.kind === 'kill' || coin === null,
    book: [...books][0] ?? null,
    readsBook: BOOK_MEASURES.some((name) => read.has(name)),
    readsOrders: ORDER_MEASURES.some((name) => read.has(name)),
    streaks: STREAKS.filter((name) => read.has(name)),
  }));
}

/** The names of measures, and the keys of books where they follow one. */
interface Reads {
  readonly measures: Set<string>;
  readonly books: Set<string>;
}

function collectCondition(condition: Condition, read: Reads): void {
  switch (condition.kind) {
    case 'compare':
      collectMeasures([condition.left, condition.right], read);
      return;
    case 'within':
      collectMeasures([condition.left, condition.tolerance, condition.center], read);
      return;
    case 'during':
      return;
    case 'and':
    case 'or':
      for (const operand of condition.operands) collectCondition(operand, read);
      return;
    default:
      unreachable(condition);
  }
}

function collectMeasures(expressions: readonly Expression[], read: Reads): void {
  for (const expression of expressions) {
    switch (expression.kind) {
      case 'constant':
      case 'age':
        break;
      case 'measure':
        read.measures.add(expression.name);
        if (expression.book !== undefined) read.books.add(expression.book);
        break;
      case 'accountMeasure':
        read.measures.add(expression.name);
        break;
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'divide':
        collectMeasures([expression.left, expression.right], read);
        break;
      case 'negate':
      case 'absolute':
        collectMeasures([expression.operand], read);
        break;
      case 'min':
      case 'max':
        collectMeasures(expression.operands, read);
        break;
      default:
        unreachable(expression);
    }
  }
}
